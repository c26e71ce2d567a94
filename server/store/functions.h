/* The library of Redis functions in which all shared state changes. */
#ifndef VEER_STORE_FUNCTIONS_H
#define VEER_STORE_FUNCTIONS_H

#include <stdbool.h>
#include <stddef.h>

#include "store/redis.h"

/* The text of the library, made at build time from server/store/functions. */
extern const char functions_library_text[];
extern const size_t functions_library_length;

/* error is NULL when the library was loaded; else what Redis said (a syntax error with its line),
 * or that the connection was lost. The text is valid during the call only. */
typedef void (*functions_loaded_fn)(void *context, const char *error);

/* Loads a library in place of the one of the same name, through a connection whose user may do
 * FUNCTION LOAD. Returns true when loaded() will come, exactly once; false when nothing was sent
 * (connection down, too much in flight, no memory). */
bool functions_load(struct redis *loader, const char *text, size_t length,
                    functions_loaded_fn loaded, void *context);

#endif
