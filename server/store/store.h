/* The shared state, as one process sees it: typed calls of the Redis functions (generated/calls.h)
 * on one connection, under this process' name and generation. */
#ifndef VEER_STORE_STORE_H
#define VEER_STORE_STORE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

#include "base/log.h"
#include "wire/generated/errors.h"

struct store;

/* What came of a call. WIRE_OK: `json` is the function's answer, of `length` bytes, valid during
 * the call. Else `json` is NULL; with WIRE_ERROR_STORE_AWAY the outcome is unknown, and the same
 * call with the same command id finds out. */
typedef void (*store_reply_fn)(void *context, const char *json, size_t length,
                               enum wire_error error);

/* Texts are copied. */
struct store_settings {
    const char *address, *user, *password; /* as in struct redis_settings */
    const char *process;                   /* this process' name, of its own in the network */

    /* Calls are possible. `people`: who is connected here as the store has it, a list of
     * [party, attach number], valid during the call; NULL when this process is a new one, and
     * whoever was connected here before counts as away. */
    void (*on_ready)(void *context, const json_t *people);
    /* Calls are refused from now on: Redis cannot be reached, or does not take anything. */
    void (*on_away)(void *context);
    void *context;
};

/* Connects, and makes itself known as a new generation of the process. NULL when the address cannot
 * be understood or memory runs out. */
struct store *store_create(uv_loop_t *loop, const struct store_settings *settings, struct log *log);

bool store_is_ready(const struct store *store);

/* Calls a function of the library with its own arguments; time, process and generation are put in
 * front. For generated/calls.c. Returns true when reply will be called, exactly once and never from
 * within this call; false when nothing was sent. */
bool store_call(struct store *store, const char *function, bool read, int argc, const char **argv,
                const size_t *lengths, store_reply_fn reply, void *context);

/* The channel on which hints for this process are published; valid as long as the store. */
const char *store_bus_channel(const struct store *store);

/* Ends it; what is pending is answered WIRE_ERROR_STORE_AWAY before this returns; closed(context)
 * (may be NULL) comes from the loop when all is freed. Takes NULL and does nothing then. */
void store_close(struct store *store, void (*closed)(void *context), void *context);

#endif
