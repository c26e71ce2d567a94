/* The Redis of the parent, embedded or given by its address, with the function library in it. */
#ifndef VEER_LIBRARY_H
#define VEER_LIBRARY_H

#include <stddef.h>
#include <uv.h>

#include "base/log.h"

struct library;

struct library_settings {
    const char *redis; /* an address; NULL: start the embedded Redis */
    const char *state; /* the state folder, open and absolute, for the embedded one */

    /* The library is loaded: at the start, and again each time after Redis was away. */
    void (*on_loaded)(void *context);
    /* It cannot work, and is not tried again; `error` is a sentence that says what to do. */
    void (*on_failed)(void *context, const char *error);
    void *context;
};

/* Starts Redis, or connects to it, and loads the library. For a Redis given by its address the
 * user that may load comes from the environment: VEER_REDIS_LOADER_USER, VEER_REDIS_LOADER_PASSWORD
 * (taken out of it, so that workers do not inherit them). Returns NULL and writes a sentence into
 * error when that fails. */
struct library *library_create(uv_loop_t *loop, const struct library_settings *settings,
                               struct log *log, char *error, size_t error_size);

/* The address for the workers, valid as long as the library. */
const char *library_redis(const struct library *library);

/* Stops the embedded Redis, frees all, then calls stopped(context) from the loop. Takes NULL and
 * does nothing then. */
void library_stop(struct library *library, void (*stopped)(void *context), void *context);

#endif
