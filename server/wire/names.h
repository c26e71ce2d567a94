/* Tables of names: the position of a name is the value of its enum. */
#ifndef VEER_WIRE_NAMES_H
#define VEER_WIRE_NAMES_H

#include <stdbool.h>
#include <stddef.h>

/* The name at `index`: a static string; empty when there are not that many. */
const char *wire_name(const char *const *names, size_t count, size_t index);

/* Where `name` stands among the names. Returns false, and leaves `index`, when it does not. */
bool wire_name_find(const char *const *names, size_t count, const char *name, size_t *index);

#endif
