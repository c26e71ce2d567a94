/* The front door of one process: WebSocket connections and HTTP on one libuv loop. */
#ifndef VEER_FRONT_SERVER_H
#define VEER_FRONT_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

#include "base/log.h"
#include "front/connection.h"
#include "front/pages.h"

struct front;

/* Who acts on what comes in. All calls come from the loop; none comes from within a call of
 * connection_*(). */
struct front_owner {
    /* A connection is there. Returns the connection's user; NULL when there is no room for it:
     * then it is closed with WIRE_CLOSE_RESTART, and closed() is not called. */
    void *(*opened)(void *context, struct connection *connection);
    /* One whole message, in order; valid UTF-8 without a NUL at its end, valid during the call. */
    void (*message)(void *context, void *user, const char *text, size_t length);
    /* The connection is lost or being closed: the last call for it. */
    void (*closed)(void *context, void *user);
    void *context;

    /* For /readyz: whether people can be served. If not, *missing names the part (one word). */
    bool (*ready)(void *context, const char **missing);
    void *ready_context;
};

/* All that is pointed to must outlive the front. Zero means the default. */
struct front_settings {
    const struct pages *pages;
    const char *network_json;    /* for /network.json, ended by a NUL */
    const char *roots;           /* for /roots.json, ended by a NUL; NULL: there is none */
    const char *roots_signature; /* for /roots.json.sig, likewise */
    const char *const *origins;
    size_t origin_count;

    unsigned connections_max;   /* sockets at once, HTTP too; default 16000 */
    unsigned ping_ms;           /* between two pings; default 20000 */
    unsigned silence_ms;        /* nothing received for so long, seen at a ping; default 50000 */
    unsigned hello_ms;          /* for the first message; default 10000 */
    unsigned close_ms;          /* from the wish to close to the hard end; default 5000 */
    unsigned request_s;         /* for the headers of a request, and for a reader of a response
                                   to take something; default 10 */
    unsigned messages_per_s;    /* sustained; default 50 */
    unsigned messages_burst;    /* default 200 */
    size_t message_bytes;       /* default 8192 */
    unsigned message_fragments; /* default 32 */
    size_t queue_bytes;         /* waiting to be sent; default 256 KiB */
};

/* Opens the front on the loop, without a listening socket. Settings and owner are copied. NULL
 * when that fails; the reason is logged. */
struct front *front_create(uv_loop_t *loop, const struct front_settings *settings,
                           const struct front_owner *owner, struct log *log);

/* Takes over an accepted socket; closes it when there are too many, or memory runs out. Fits
 * listener_accepted_fn. */
void front_adopt(void *front, int fd);

/* How many WebSocket connections there are. */
size_t front_connections(const struct front *front);

/* Takes nothing more in: drops what comes, and refuses new connections (503). What is under way can
 * still be answered. */
void front_hush(struct front *front);

/* After that: closes all connections with WIRE_CLOSE_DRAINING. Calls drained(context) from the loop
 * when none is left, which the time limit for closing assures. */
void front_drain(struct front *front, void (*drained)(void *context), void *context);

/* Ends everything at once; closed() is still called for each connection. The loop ends when lws
 * has let go of it; open no descriptor after this. Then front_destroy(). Takes NULL. */
void front_stop(struct front *front);

/* Frees the front, after front_stop() and the end of the loop. Takes NULL. */
void front_destroy(struct front *front);

#endif
