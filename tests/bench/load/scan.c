#include "scan.h"

#include <string.h>

/* From the opening quote to behind the closing one. */
static const char *skip_string(const char *at, const char *end)
{
    for (at++; at < end && *at != '"'; at++)
        if (*at == '\\')
            at++;
    return at < end ? at + 1 : end;
}

static const char *skip_nested(const char *at, const char *end)
{
    unsigned depth = 0;

    while (at < end) {
        if (*at == '"') {
            at = skip_string(at, end);
            continue;
        }
        if (*at == '{' || *at == '[')
            depth++;
        else if ((*at == '}' || *at == ']') && --depth == 0)
            return at + 1;
        at++;
    }
    return end;
}

/* Sets the value that begins here; returns what is behind it. */
static const char *take_value(const char *at, const char *end, struct slice *value)
{
    const char *start = at;

    if (*at == '"') {
        at = skip_string(at, end);
        *value = (struct slice){start + 1, (size_t)(at - start) - 2};
        return at;
    }
    if (*at == '{' || *at == '[')
        at = skip_nested(at, end);
    else
        while (at < end && *at != ',' && *at != '}' && *at != ']')
            at++;
    *value = (struct slice){start, (size_t)(at - start)};
    return at;
}

static void take_member(struct slice key, struct slice value, const char *const *keys,
                        struct slice *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (scan_is(key, keys[i])) {
            values[i] = value;
            return;
        }
}

void scan_object(struct slice object, const char *const *keys, struct slice *values, size_t count)
{
    const char *at = object.at, *end = at + object.length;

    memset(values, 0, count * sizeof *values);
    while (at && at < end) {
        struct slice key, value;
        if (*at != '"') {
            at++;
            continue;
        }
        at = take_value(at, end, &key);
        while (at < end && *at != ':')
            at++;
        if (++at >= end)
            return;
        at = take_value(at, end, &value);
        take_member(key, value, keys, values, count);
    }
}

bool scan_next(struct slice array, size_t *place, struct slice *value)
{
    const char *at, *end;

    if (!array.at || *place >= array.length)
        return false;
    at = array.at + *place;
    end = array.at + array.length;
    if (*place > 0 && *at != ',')
        return false;
    at++; /* behind the bracket or the comma */
    if (at >= end || *at == ']')
        return false;
    *place = (size_t)(take_value(at, end, value) - array.at);
    return true;
}

bool scan_is(struct slice value, const char *text)
{
    return value.at && strlen(text) == value.length && memcmp(value.at, text, value.length) == 0;
}

int64_t scan_integer(struct slice value)
{
    int64_t number = 0;

    for (size_t i = 0; i < value.length; i++) {
        if (value.at[i] < '0' || value.at[i] > '9')
            return 0;
        number = number * 10 + (value.at[i] - '0');
    }
    return number;
}

bool scan_copy(struct slice value, char *out, size_t size)
{
    if (!value.at || value.length >= size)
        return false;
    memcpy(out, value.at, value.length);
    out[value.length] = '\0';
    return true;
}
