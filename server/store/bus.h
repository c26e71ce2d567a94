/* Hints between the processes: a connection of its own to Redis that is subscribed to a fixed set
 * of channels. Hints are lost while it is down: after each on_up the caller fetches everything
 * anew. A dead line is found by a PING that gets no answer. */
#ifndef VEER_STORE_BUS_H
#define VEER_STORE_BUS_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

#include "base/log.h"

struct bus;

typedef void (*bus_closed_fn)(void *context);

/* Texts are copied. */
struct bus_settings {
    const char *address, *user, *password; /* as in struct redis_settings */
    const char *const *channels;
    size_t channel_count;

    void (*on_message)(void *context, const char *channel, const char *text, size_t length);
    void (*on_up)(void *context);   /* subscribed to all channels, also after a reconnect */
    void (*on_down)(void *context); /* hints are being missed from now; may be NULL */
    void *context;
};

/* Makes the bus and starts to connect. NULL when the address cannot be understood or memory runs
 * out. */
struct bus *bus_create(uv_loop_t *loop, const struct bus_settings *settings, struct log *log);

/* Whether all channels are subscribed now. */
bool bus_is_up(const struct bus *bus);

/* Ends the bus and frees it; no callback follows but closed(context) (may be NULL), from the loop.
 * Takes a NULL bus and does nothing then. */
void bus_close(struct bus *bus, bus_closed_fn closed, void *context);

#endif
