/* One connection to Redis on a libuv loop. It connects, signs in, and reconnects by itself (after
 * 200 ms, doubling to 2 s, with jitter). What one turn of the loop sends goes out in one write. */
#ifndef VEER_STORE_REDIS_H
#define VEER_STORE_REDIS_H

#include <hiredis/hiredis.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <uv.h>

#include "base/log.h"

struct redis;

/* Receives the reply to one command; the reply is freed after the call. NULL: the connection was
 * lost, and whether the command was carried out is unknown. Error replies come as replies. */
typedef void (*redis_reply_fn)(void *context, const redisReply *reply);

typedef void (*redis_closed_fn)(void *context);

/* Texts are copied. Zero means the default. */
struct redis_settings {
    const char *address;  /* "unix:/path", "host:port", "[ipv6]:port", or that of sentinel.h */
    const char *user;     /* NULL: no AUTH, or with a password AUTH as `default` */
    const char *password; /* NULL: no AUTH */
    const char *name;     /* in log lines; NULL: "redis" */

    void (*on_up)(void *context);   /* signed in, and PING was answered; may be NULL */
    void (*on_down)(void *context); /* after the pending replies got NULL; may be NULL */
    /* A published message: ["message", channel, text]. NULL where nothing is subscribed. */
    void (*on_push)(void *context, const redisReply *message);
    void *context;

    size_t max_commands;         /* in flight; default 2048 */
    size_t max_bytes;            /* of arguments in flight; default 16 MiB */
    uint64_t command_timeout_ms; /* oldest command unanswered: reconnect; default 5000 */
    uint64_t first_retry_ms;     /* default 200 */
};

/* Makes the connection and starts to connect. Returns NULL when the address cannot be understood
 * or memory runs out. The process must ignore SIGPIPE. */
struct redis *redis_create(uv_loop_t *loop, const struct redis_settings *settings, struct log *log);

/* Sends a command; arguments are copied. Returns true when the callback will come, exactly once
 * and never from within this call. Returns false when nothing was sent, because the connection is
 * down or too much is in flight: then the callback never comes. */
bool redis_command(struct redis *redis, redis_reply_fn reply, void *context, int argc,
                   const char **argv, const size_t *lengths);

/* Whether commands can be sent now (if there is room). */
bool redis_is_up(const struct redis *redis);

/* Drops the connection and starts again: pending replies get NULL, then on_down is called. For a
 * caller who found that this connection is of no use. Does nothing while down. */
void redis_reconnect(struct redis *redis);

/* Ends the connection and frees it. Pending replies get NULL before this returns; no other
 * callback follows, except closed(context) from the loop when all is freed (may be NULL). Takes a
 * NULL redis and does nothing then, not even call closed. */
void redis_close(struct redis *redis, redis_closed_fn closed, void *context);

#endif
