/* The embedded private Redis: a redis-server (or valkey-server) as our child, on a unix socket in
 * the state folder, started again when it dies and gone when we are gone.
 *
 *   STATE/redis/lock      held by redis-server itself: a new one waits until an old one has ended
 *   STATE/redis/redis.conf, redis.sock, redis.log, appendonlydir/
 *
 * Two users: `default` without password, for the workers (the socket is the guard; it may do
 * FCALL, publish, subscribe and the data commands on keys and channels {veer}*), and
 * `loader`, who may do FUNCTION LOAD, DELETE and LIST. */
#ifndef VEER_STORE_REDIS_CHILD_H
#define VEER_STORE_REDIS_CHILD_H

#include <stdbool.h>
#include <stddef.h>
#include <uv.h>

#include "base/log.h"
#include "store/redis.h"

/* The mode of the program in which it becomes redis-server. */
#define REDIS_CHILD_MODE "redis-child"

struct redis_child;

typedef void (*redis_child_stopped_fn)(void *context);

/* Texts are copied. */
struct redis_child_settings {
    const char *state_dir; /* absolute, and open (store/state.h) */
    const char *program;   /* NULL: redis-server, else valkey-server, as found in PATH */
    bool fsync_always;     /* appendfsync always; else everysec */

    /* Redis answers: at the start, and again each time after it had died. The library must be
     * loaded then, through redis_child_loader(). */
    void (*on_ready)(void *context);
    /* A Redis that was ready has died; it is being started again. */
    void (*on_exit)(void *context);
    /* Redis died before it was ever ready: it is not tried again. `error` is a sentence that says
     * what to do, valid during the call. Call redis_child_stop() then, as always. */
    void (*on_failed)(void *context, const char *error);
    void *context;
};

/* Makes files and starts Redis. Returns NULL and writes a sentence that says what to do into error
 * when that fails: state folder not writable, no redis-server. */
struct redis_child *redis_child_create(uv_loop_t *loop, const struct redis_child_settings *settings,
                                       struct log *log, char *error, size_t error_size);

/* The address for struct redis_settings ("unix:..."), valid as long as the child. User and
 * password stay NULL. */
const char *redis_child_address(const struct redis_child *child);

/* The connection of the user `loader`, for functions_load(). It is up in on_ready; it belongs to
 * the child. */
struct redis *redis_child_loader(struct redis_child *child);

/* The process id of redis-server, 0 while none runs. */
int redis_child_pid(const struct redis_child *child);

/* Stops Redis (SIGTERM; SIGKILL after 5 s), frees everything, then calls stopped(context) from
 * the loop (may be NULL). No other callback follows. Takes a NULL child and does nothing then, not
 * even call stopped. */
void redis_child_stop(struct redis_child *child, redis_child_stopped_fn stopped, void *context);

/* What main() does in the mode `redis-child PARENT PROGRAM CONF`: dies with its parent, waits for
 * an older redis-server to end, and becomes redis-server. Returns (an exit status) only when that
 * fails. */
int redis_child_exec(int argc, char **argv);

#endif
