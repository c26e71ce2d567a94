/* Reads JSON that a server of ours has written, without building anything. */
#ifndef LOAD_SCAN_H
#define LOAD_SCAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A part of a text. Absent: at is NULL. */
struct slice {
    const char *at;
    size_t length;
};

/* Looks through one object and sets values[i] to the value of keys[i], absent when there is none.
 * The value of a string is what stands between its quotes. */
void scan_object(struct slice object, const char *const *keys, struct slice *values, size_t count);

/* Walks through an array: start with *place = 0. False at its end. */
bool scan_next(struct slice array, size_t *place, struct slice *value);

bool scan_is(struct slice value, const char *text);

/* 0 for what is absent or no number. */
int64_t scan_integer(struct slice value);

/* Copies the value and ends it with a NUL; false when it does not fit. */
bool scan_copy(struct slice value, char *out, size_t size);

#endif
