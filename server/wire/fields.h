/* Reads the fields of a message; what the generated decoders are made of. All of it is pure:
 * strings and arrays stay the message's own. */
#ifndef VEER_WIRE_FIELDS_H
#define VEER_WIRE_FIELDS_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "wire/shape.h"

/* What is wrong with a message. Both are static strings and fit for a log: they never carry what
 * the client sent. `field` is empty when an unknown field is the fault. */
struct wire_fault {
    const char *field;
    const char *reason;
};

/* Notes a fault. Always returns false. */
bool wire_fault_set(struct wire_fault *fault, const char *field, const char *reason);

/* The functions below return false (or NULL) and set `fault` when the field is not there or not of
 * that type and form; `field` must be a static string. */

/* Whether the object has no fields but the known ones (ended by NULL). */
bool wire_read_only(const json_t *object, const char *const *known, struct wire_fault *fault);

bool wire_read_string(const json_t *object, const char *field, const struct wire_shape *shape,
                      const char **out, struct wire_fault *fault);

/* An absent string is NULL. */
bool wire_read_string_maybe(const json_t *object, const char *field, const struct wire_shape *shape,
                            const char **out, struct wire_fault *fault);

/* A string of any form, to be looked up. */
const char *wire_read_word(const json_t *object, const char *field, struct wire_fault *fault);

/* 0 to 2^53 - 1: what a browser can count. */
bool wire_read_integer(const json_t *object, const char *field, int64_t *out,
                       struct wire_fault *fault);

bool wire_read_boolean(const json_t *object, const char *field, bool *out,
                       struct wire_fault *fault);

/* An array of at most `most` strings of that form, each of them once. */
bool wire_read_array(const json_t *object, const char *field, const struct wire_shape *shape,
                     size_t most, const json_t **out, struct wire_fault *fault);

/* An absent array is NULL. */
bool wire_read_array_maybe(const json_t *object, const char *field, const struct wire_shape *shape,
                           size_t most, const json_t **out, struct wire_fault *fault);

const json_t *wire_read_object(const json_t *object, const char *field, struct wire_fault *fault);

#endif
