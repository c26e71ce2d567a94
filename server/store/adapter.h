/* One hiredis connection on a libuv loop, from connecting to its loss. No reconnecting, no
 * matching of replies to commands: that is struct redis.
 *
 * It drives the plain, non-blocking redisContext and not redisAsyncContext, whose version 0.14
 * loses the reply to PING on a subscribed connection and knows no time-outs, and which in all
 * versions aborts the process on messages that it did not expect.
 *
 * Why it is lean: asking the kernel about writability for each command starved Redis under load.
 * So reading stays armed, commands only fill hiredis' buffer, one write per turn of the loop
 * sends them (uv_prepare, just before the loop waits), and writability is asked for only after a
 * short write. */
#ifndef VEER_STORE_ADAPTER_H
#define VEER_STORE_ADAPTER_H

#include <hiredis/hiredis.h>
#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

#include "store/address.h"

struct adapter;

struct adapter_events {
    void (*on_open)(void *context);
    /* The reply is freed after the call. adapter_close() may be called from within. */
    void (*on_reply)(void *context, const redisReply *reply);
    /* The connection is lost or could not be made; comes at most once. The owner calls
     * adapter_close(), at once or later. `reason` is valid during the call. */
    void (*on_failed)(void *context, const char *reason);
    /* After adapter_close(): the memory is free. */
    void (*on_closed)(void *context);
    void *context;
};

/* Starts to connect. `attempt` counts the owner's attempts: a host name with several addresses is
 * tried with the next one each time. Returns NULL, with a reason of at most reason_size bytes,
 * when it fails at once; then no event comes. The address is not kept. */
struct adapter *adapter_create(uv_loop_t *loop, const struct address *address, unsigned attempt,
                               const struct adapter_events *events, char *reason,
                               size_t reason_size);

/* Appends a command to what is sent at the end of this turn of the loop; the arguments are copied.
 * Calls nothing back. Returns false when the connection is not open or memory runs out. */
bool adapter_send(struct adapter *adapter, int argc, const char **argv, const size_t *lengths);

/* Closes the connection. No event follows but on_closed, from the loop. */
void adapter_close(struct adapter *adapter);

#endif
