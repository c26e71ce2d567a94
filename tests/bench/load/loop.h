/* WebSocket clients on one epoll: no more of the protocol than a server of ours needs. */
#ifndef LOAD_LOOP_H
#define LOAD_LOOP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct loop;
struct link;

/* What a link tells its owner. After closed() the link is gone. */
struct link_events {
    void (*opened)(void *context);
    void (*text)(void *context, const char *text, size_t length); /* valid during the call */
    void (*closed)(void *context, unsigned code); /* the close code, 0 without one */
};

/* For clients of 127.0.0.1:port. NULL when the system refuses. */
struct loop *loop_create(uint16_t port);

/* Only when all links are closed. Takes NULL. */
void loop_destroy(struct loop *loop);

/* Waits up to timeout_ms for something to happen and deals with what has. */
void loop_turn(struct loop *loop, int timeout_ms);

/* Nanoseconds of the monotonic clock. */
uint64_t loop_now_ns(void);

/* Starts to connect; opened() or closed() comes from loop_turn(). The source address changes with
 * each link, so that ports do not run short. NULL when the system refuses. */
struct link *link_open(struct loop *loop, const struct link_events *events, void *context);

/* Sends one text message; what the socket does not take at once is sent later. */
void link_send(struct link *link, const char *text, size_t length);

/* Ends the connection at once, without a close frame; nothing is told any more. */
void link_close(struct link *link);

#endif
