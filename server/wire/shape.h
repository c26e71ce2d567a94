/* The forms that strings of the wire may have (the scalars of protocol/messages.json). */
#ifndef VEER_WIRE_SHAPE_H
#define VEER_WIRE_SHAPE_H

#include <stdbool.h>
#include <stddef.h>

#define WIRE_SHAPE_PARTS 3

/* A run of least to most characters out of a set. The set is written as pairs of a first and a
 * last character: "az09--" is a letter, a digit or a hyphen. */
struct wire_shape_part {
    const char *set;
    size_t least, most;
};

/* Either `count` parts, one after the other with nothing left over, or 1 to `bytes` bytes of text,
 * which for `plain` has nothing invisible in it. */
struct wire_shape {
    size_t count;
    struct wire_shape_part parts[WIRE_SHAPE_PARTS];
    size_t bytes;
    bool plain;
};

/* Whether these bytes have the form. */
bool wire_shape_fits(const struct wire_shape *shape, const char *bytes, size_t length);

#endif
