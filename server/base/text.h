/* A growing text, and checks of texts that came from outside. */
#ifndef VEER_BASE_TEXT_H
#define VEER_BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* Start with {0}. `data` is NULL while empty, else ends with a NUL that `length` does not count.
 * When memory runs out `failed` is set, and the text takes nothing more until text_reset():
 * a chain of appends needs only one check, at its end. */
struct text {
    char *data;
    size_t length, room;
    bool failed;
};

/* Appends length bytes. Returns false when memory ran out, now or before. */
bool text_append(struct text *text, const char *bytes, size_t length);

/* Appends a C string. Returns false when memory ran out, now or before. */
bool text_append_string(struct text *text, const char *string);

/* Appends length bytes of UTF-8 as a JSON string with its quotes; bytes that are not UTF-8 become
 * U+FFFD. Returns false when memory ran out, now or before. */
bool text_append_json_string(struct text *text, const char *bytes, size_t length);

/* Appends like printf. Returns false when memory ran out, now or before. */
bool text_format(struct text *text, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Empties the text and keeps its memory. */
void text_reset(struct text *text);

/* Gives the content away (the caller frees it) and leaves the text empty. NULL when it failed;
 * an empty text gives an empty string. */
char *text_take(struct text *text);

/* Frees what the text holds; it is then empty. */
void text_finish(struct text *text);

/* Whether these bytes are valid UTF-8 (no overlong forms, no surrogates). */
bool text_is_utf8(const char *bytes, size_t length);

/* Whether these bytes are valid UTF-8 that looks like what it is: no control, direction-changing,
 * zero-width or otherwise invisible characters, no line breaks, and not empty. */
bool text_is_plain_label(const char *bytes, size_t length);

#endif
