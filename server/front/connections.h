/* What all WebSocket connections of one front share, and what only the front's lws callback may
 * do with one. The owner of a connection uses front/connection.h. */
#ifndef VEER_FRONT_CONNECTIONS_H
#define VEER_FRONT_CONNECTIONS_H

#include <libwebsockets.h>
#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

#include "base/log.h"
#include "front/assembly.h"
#include "front/bucket.h"
#include "front/connection.h"
#include "front/outbox.h"
#include "front/ring.h"
#include "front/server.h"
#include "front/wheel.h"

/* What the connections of one front have in common. */
struct connections {
    const struct front_settings *settings; /* with all defaults filled in */
    const struct front_owner *owner;
    struct log *log;
    uv_loop_t *loop;
    struct wheel wheel;
    struct ring waiting; /* for the first message, in the order of their deadlines */
    struct ring ending;  /* being closed, in the order of their deadlines */
    struct ring due;     /* to be looked at outside of any lws callback */
    uv_idle_t later;     /* runs while `due` has members */
    size_t count;
    unsigned char *scratch; /* a message that is written at once gets its header in front here */
    size_t scratch_size;
    bool draining; /* nothing more is taken in */
    void (*drained)(void *context);
    void *drained_context;
    void (*step)(void *context); /* each step of the wheel, for the front's own time limits */
    void *step_context;
};

/*
 *             connection_close()             queue is empty                 lws: CLOSED
 *   OPEN ------------------------> FLUSHING ----------------> LEAVING ----------------> freed
 *     |                                |                         ^
 *     +--- the peer or lws closes -----+-------------------------+
 *
 * FLUSHING and LEAVING together last close_ms at most; then the socket is shut down under lws.
 */
enum connection_stage { CONNECTION_OPEN, CONNECTION_FLUSHING, CONNECTION_LEAVING };

struct connection {
    struct connections *all;
    struct lws *wsi;
    void *user;
    struct ring seat;     /* in the wheel */
    struct ring limit;    /* in `waiting` or `ending` */
    struct ring due;      /* in `due` */
    uint64_t deadline_ms; /* of `limit` */
    uint64_t heard_ms;    /* when something last came from the other side */
    struct outbox outbox;
    struct assembly assembly;
    struct bucket bucket;
    enum connection_stage stage;
    unsigned code;      /* to close with */
    const char *reason; /* static */
    bool told;          /* the owner knows that it is over, or never knew of it */
    bool broken;        /* nothing can be sent any more */
};

/* The pointers must outlive it. */
void connections_init(struct connections *all, uv_loop_t *loop,
                      const struct front_settings *settings, const struct front_owner *owner,
                      struct log *log);

/* From now on whatever comes in is dropped, and new connections are closed: whoever gets no reply
 * asks again elsewhere. What is under way can still be answered. */
void connections_hush(struct connections *all);

/* After that: closes all with WIRE_CLOSE_DRAINING; drained(context) comes from the loop when none
 * is left. */
void connections_drain(struct connections *all, void (*drained)(void *context), void *context);

/* Stops the timers; only after the lws context was destroyed. */
void connections_stop(struct connections *all);

/* Frees what is left, after the end of the loop. */
void connections_finish(struct connections *all);

/* Has the connection looked at from the loop, outside of any lws callback. */
void connections_later(struct connections *all, struct connection *connection);

/* Has the loop look whether there is something to do: whoever is due, and the end of draining. */
void connections_wake(struct connections *all);

/* A new connection: opened() is called. NULL when memory runs out. */
struct connection *connection_create(struct connections *all, struct lws *wsi);

/* Bytes came in, as lws describes them. */
void connection_receive(struct connection *connection, const char *bytes, size_t length);

/* A pong came in. */
void connection_heard(struct connection *connection);

/* The socket can take more. */
void connection_writable(struct connection *connection);

/* lws has begun to close the connection, or the other side has: nothing may be sent any more. */
void connection_lost(struct connection *connection);

/* lws has let go of the connection: tells the owner if he does not know, and frees it. */
void connection_gone(struct connection *connection);

/* Its turn in the wheel: pings, or closes when nothing was heard for too long. */
void connection_visit(struct connection *connection);

/* Ends the connection under lws: for one that does not end by itself. */
void connection_cut(struct connection *connection);

/* Goes on with closing, from the loop: tells the owner; sends the close frame when all is sent. */
void connection_proceed(struct connection *connection);

#endif
