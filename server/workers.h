/* The worker processes of a parent: starts them, starts those that die again, stops them all. */
#ifndef VEER_WORKERS_H
#define VEER_WORKERS_H

#include <uv.h>

#include "base/log.h"
#include "options.h"

struct workers;

struct workers_settings {
    const struct options *options; /* with the address of Redis; outlives the workers */
    const int
        *network; /* descriptor of the network file; the next worker gets what is there then */

    /* All serve; at the start only. */
    void (*on_ready)(void *context);
    /* One ended before it ever served: it is not tried again. */
    void (*on_failed)(void *context);
    void *context;
};

/* Starts options->processes workers. NULL when memory runs out. */
struct workers *workers_create(uv_loop_t *loop, const struct workers_settings *settings,
                               struct log *log);

/* Replaces all of them, one after the other: each drains, ends and is started again, and the next
 * one follows when that one serves. Called meanwhile it begins anew. */
void workers_renew(struct workers *workers);

/* Has all of them drain, ends those that do not within 8 s, frees everything, then calls
 * stopped(context) from the loop. Takes NULL and does nothing then. */
void workers_stop(struct workers *workers, void (*stopped)(void *context), void *context);

#endif
