#include "base/text.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"

#define FIRST_ROOM 128

/* Makes room for `more` bytes and a NUL. */
static bool reserve(struct text *text, size_t more)
{
    size_t room = text->room ? text->room : FIRST_ROOM;
    char *data;

    if (text->failed || more >= SIZE_MAX / 2 - text->length) {
        text->failed = true;
        return false;
    }
    if (text->length + more < text->room)
        return true;
    while (room <= text->length + more)
        room *= 2;
    data = realloc(text->data, room);
    if (data == NULL) {
        text->failed = true;
        return false;
    }
    text->data = data;
    text->room = room;
    return true;
}

bool text_append(struct text *text, const char *bytes, size_t length)
{
    if (!reserve(text, length))
        return false;
    if (length > 0)
        memcpy(text->data + text->length, bytes, length);
    text->length += length;
    text->data[text->length] = '\0';
    return true;
}

bool text_append_string(struct text *text, const char *string)
{
    return text_append(text, string, strlen(string));
}

static bool stands_for_itself(unsigned char ascii)
{
    return ascii >= 0x20 && ascii < 0x7f && ascii != '"' && ascii != '\\';
}

static void append_escaped(struct text *text, unsigned char ascii)
{
    switch (ascii) {
    case '"':
        text_append_string(text, "\\\"");
        break;
    case '\\':
        text_append_string(text, "\\\\");
        break;
    case '\n':
        text_append_string(text, "\\n");
        break;
    default:
        text_format(text, "\\u%04x", ascii);
    }
}

bool text_append_json_string(struct text *text, const char *bytes, size_t length)
{
    size_t plain = 0; /* start of the run that can be copied as it is */
    size_t at = 0;

    text_append(text, "\"", 1);
    while (at < length) {
        unsigned char byte = (unsigned char)bytes[at];
        bool ascii = byte < 0x80;
        uint32_t point;
        size_t size = ascii ? 1 : utf8_decode(bytes + at, length - at, &point);

        if (ascii ? stands_for_itself(byte) : size > 0) {
            at += size;
            continue;
        }
        text_append(text, bytes + plain, at - plain);
        if (ascii)
            append_escaped(text, byte);
        else
            text_append_string(text, "\xef\xbf\xbd");
        at++;
        plain = at;
    }
    text_append(text, bytes + plain, at - plain);
    return text_append(text, "\"", 1);
}

bool text_format(struct text *text, const char *format, ...)
{
    va_list arguments;
    int length;

    va_start(arguments, format);
    length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (length < 0 || !reserve(text, (size_t)length)) {
        text->failed = true;
        return false;
    }
    va_start(arguments, format);
    vsnprintf(text->data + text->length, (size_t)length + 1, format, arguments);
    va_end(arguments);
    text->length += (size_t)length;
    return true;
}

void text_reset(struct text *text)
{
    text->length = 0;
    text->failed = false;
    if (text->data != NULL)
        text->data[0] = '\0';
}

char *text_take(struct text *text)
{
    char *data = NULL;

    if (text_append(text, "", 0)) {
        data = text->data;
        text->data = NULL;
    }
    text_finish(text);
    return data;
}

void text_finish(struct text *text)
{
    free(text->data);
    *text = (struct text){0};
}

bool text_is_utf8(const char *bytes, size_t length)
{
    size_t at = 0;

    while (at < length) {
        uint32_t point;
        size_t size = utf8_decode(bytes + at, length - at, &point);

        if (size == 0)
            return false;
        at += size;
    }
    return true;
}

bool text_is_plain_label(const char *bytes, size_t length)
{
    size_t at = 0;

    while (at < length) {
        uint32_t point;
        size_t size = utf8_decode(bytes + at, length - at, &point);

        if (size == 0 || utf8_is_invisible(point))
            return false;
        at += size;
    }
    return length > 0;
}
