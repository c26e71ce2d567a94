/* Single characters of UTF-8. */
#ifndef VEER_BASE_UTF8_H
#define VEER_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Decodes the character at the start of the bytes into *point. Returns its size in bytes, 0 when
 * it is none (cut off, overlong, surrogate, beyond U+10FFFF, or length is 0). */
size_t utf8_decode(const char *bytes, size_t length, uint32_t *point);

/* Whether the character has no shape of its own: controls, line and paragraph separators, marks
 * of direction, zero-width and other default-ignorable characters, non-characters. */
bool utf8_is_invisible(uint32_t point);

#endif
