#include "config/place.h"

#include <jansson.h>
#include <stdbool.h>
#include <string.h>

struct place place_key(const struct place *parent, const char *key)
{
    return (struct place){.parent = parent, .key = key};
}

struct place place_index(const struct place *parent, size_t index)
{
    return (struct place){.parent = parent, .index = index};
}

/*
 * The walkers below rely on valid JSON, so a quote or a bracket outside a string can mean one
 * thing only. They stop at the NUL all the same.
 */

static const char *skip_space(const char *at)
{
    return at + strspn(at, " \t\r\n");
}

/* From the opening quote to behind the closing one. */
static const char *skip_string(const char *at)
{
    for (at++; *at != '\0' && *at != '"'; at++) {
        if (*at == '\\' && at[1] != '\0') {
            at++;
        }
    }
    return *at == '"' ? at + 1 : at;
}

/* From the first character of a value to behind its last one. */
static const char *skip_value(const char *at)
{
    size_t depth = 0;

    do {
        at += strcspn(at, depth > 0 ? "\"[]{}" : "\"[]{}, \t\r\n");
        if (*at == '"') {
            at = skip_string(at);
        } else if (*at == '[' || *at == '{') {
            depth++;
            at++;
        } else if ((*at == ']' || *at == '}') && depth > 0) {
            depth--;
            at++;
        } else {
            return at;
        }
    } while (depth > 0);
    return at;
}

/* Whether the string literal from at up to end is this key; it may be written with escapes. */
static bool is_key(const char *at, const char *end, const char *key)
{
    json_t *text = json_loadb(at, (size_t)(end - at), JSON_DECODE_ANY, NULL);
    bool same = text != NULL && strcmp(json_string_value(text), key) == 0;

    json_decref(text);
    return same;
}

/* The value of a member of the object at at; *mark gets its key. NULL: no such member. */
static const char *find_member(const char *at, const char *key, const char **mark)
{
    if (*at != '{') {
        return NULL;
    }
    at = skip_space(at + 1);
    while (*at == '"') {
        const char *name = at;
        const char *end = skip_string(at);
        const char *value = skip_space(skip_space(end) + 1); /* + 1: the colon */
        if (is_key(name, end, key)) {
            *mark = name;
            return value;
        }
        at = skip_space(skip_value(value));
        if (*at == ',') {
            at = skip_space(at + 1);
        }
    }
    return NULL;
}

static const char *find_element(const char *at, size_t index, const char **mark)
{
    if (*at != '[') {
        return NULL;
    }
    at = skip_space(at + 1);
    for (; index > 0; index--) {
        at = skip_space(skip_value(at));
        if (*at != ',') {
            return NULL;
        }
        at = skip_space(at + 1);
    }
    *mark = at;
    return at;
}

static const char *find(const struct place *place, const char *text, const char **mark)
{
    if (place->parent == NULL) {
        *mark = skip_space(text);
        return *mark;
    }
    const char *parent = find(place->parent, text, mark);
    if (parent == NULL) {
        return NULL;
    }
    return place->key != NULL ? find_member(parent, place->key, mark)
                              : find_element(parent, place->index, mark);
}

size_t place_line(const struct place *place, const char *text)
{
    const char *mark = text;

    if (find(place, text, &mark) == NULL) {
        return 0;
    }
    size_t line = 1;
    for (const char *at = text; at < mark; at++) {
        line += *at == '\n';
    }
    return line;
}
