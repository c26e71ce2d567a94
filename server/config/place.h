#ifndef VEER_CONFIG_PLACE_H
#define VEER_CONFIG_PLACE_H

#include <stddef.h>

/*
 * A place in a JSON document, as the way to it from the root: a chain of these on the stack of
 * whoever walks the document. jansson forgets the line numbers of values; place_line() finds
 * them again, by walking the source text the same way, only when a mistake is to be reported.
 */
struct place {
    const struct place *parent; /* NULL: the root */
    const char *key;            /* member of an object; NULL: element of an array */
    size_t index;
    const char *subject; /* what a reader calls it, `desk "csg/acute"`, or NULL */
};

struct place place_key(const struct place *parent, const char *key);
struct place place_index(const struct place *parent, size_t index);

/*
 * The line, from 1, of the member's key or the array's element in text; 0 if it is not there.
 * text must be JSON that jansson has accepted, ended by a NUL.
 */
size_t place_line(const struct place *place, const char *text);

#endif
