#include "library.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/functions.h"
#include "store/redis.h"
#include "store/redis_child.h"

#define AGAIN_MS 1000     /* after a load that failed on the way */
#define PATIENCE_MS 15000 /* for a Redis that is given by its address to answer at all */

/* The append-only file keeps what was deleted until it is rewritten. */
#define REWRITE_MS (10ull * 60 * 1000)

struct library {
    struct library_settings settings;
    struct log *log;
    struct redis_child *child; /* the embedded Redis, or */
    struct redis *redis;       /* the connection to the other one */
    uv_timer_t timer;          /* until the next try; before the first answer: patience */
    uv_timer_t rewrite;
    bool stopping;
    void (*stopped)(void *context);
    void *stopped_context;
};

static void load(struct library *library);

static void on_again(uv_timer_t *timer)
{
    load(timer->data);
}

static void on_loaded(void *context, const char *error)
{
    struct library *library = context;

    if (library->stopping)
        return;
    if (!error) {
        log_write(library->log, LOG_LEVEL_INFO, "functions_loaded", NULL);
        uv_timer_stop(&library->timer);
        library->settings.on_loaded(library->settings.context);
        return;
    }
    log_write(library->log, LOG_LEVEL_ERROR, "functions_not_loaded", "why", error, NULL);
    uv_timer_start(&library->timer, on_again, AGAIN_MS, 0);
}

static struct redis *loader_of(const struct library *library)
{
    return library->child ? redis_child_loader(library->child) : library->redis;
}

/* When Redis is away nothing needs to be done: it is loaded as soon as it is back. */
static void load(struct library *library)
{
    struct redis *loader = loader_of(library);

    if (redis_is_up(loader) && !functions_load(loader, functions_library_text,
                                               functions_library_length, on_loaded, library))
        uv_timer_start(&library->timer, on_again, AGAIN_MS, 0);
}

static void on_rewritten(void *context, const redisReply *reply)
{
    struct library *library = context;

    if (reply && reply->type == REDIS_REPLY_ERROR)
        log_write(library->log, LOG_LEVEL_ERROR, "aof_not_rewritten", NULL);
}

/* While Redis is away there is nothing to ask; the next time comes. */
static void on_rewrite(uv_timer_t *timer)
{
    struct library *library = timer->data;
    const char *command = "BGREWRITEAOF";
    size_t length = strlen(command);

    redis_command(loader_of(library), on_rewritten, library, 1, &command, &length);
}

static void on_up(void *context)
{
    load(context);
}

static void on_exit_of_redis(void *context)
{
    (void)context; /* the child logs it, and starts another one */
}

static void on_child_failed(void *context, const char *error)
{
    struct library *library = context;

    library->settings.on_failed(library->settings.context, error);
}

static void on_patience_over(uv_timer_t *timer)
{
    struct library *library = timer->data;
    char error[512];

    snprintf(error, sizeof(error),
             "no Redis answers at %s (or it does not accept the user); start it, or leave out "
             "--redis to use the embedded one",
             library->settings.redis);
    library->settings.on_failed(library->settings.context, error);
}

static bool start_embedded(struct library *library, uv_loop_t *loop, char *error, size_t error_size)
{
    const struct redis_child_settings settings = {.state_dir = library->settings.state,
                                                  .fsync_always = library->settings.fsync_always,
                                                  .on_ready = on_up,
                                                  .on_exit = on_exit_of_redis,
                                                  .on_failed = on_child_failed,
                                                  .context = library};

    library->child = redis_child_create(loop, &settings, library->log, error, error_size);
    return library->child != NULL;
}

static bool connect_to_other(struct library *library, uv_loop_t *loop, char *error,
                             size_t error_size)
{
    const struct redis_settings settings = {.address = library->settings.redis,
                                            .user = getenv("VEER_REDIS_LOADER_USER"),
                                            .password = getenv("VEER_REDIS_LOADER_PASSWORD"),
                                            .name = "loader",
                                            .on_up = on_up,
                                            .context = library};

    library->redis = redis_create(loop, &settings, library->log);
    unsetenv("VEER_REDIS_LOADER_USER");
    unsetenv("VEER_REDIS_LOADER_PASSWORD");
    if (!library->redis)
        snprintf(error, error_size, "--redis %s is no address; write unix:/PATH, HOST:PORT or "
                 "sentinel:NAME@HOST:PORT[,HOST:PORT...]",
                 library->settings.redis);
    return library->redis != NULL;
}

struct library *library_create(uv_loop_t *loop, const struct library_settings *settings,
                               struct log *log, char *error, size_t error_size)
{
    struct library *library = calloc(1, sizeof(*library));
    bool started;

    if (!library) {
        snprintf(error, error_size, "out of memory");
        return NULL;
    }
    library->settings = *settings;
    library->log = log;
    started = settings->redis ? connect_to_other(library, loop, error, error_size)
                              : start_embedded(library, loop, error, error_size);
    if (!started) {
        free(library);
        return NULL;
    }
    uv_timer_init(loop, &library->timer);
    library->timer.data = library;
    uv_timer_init(loop, &library->rewrite);
    library->rewrite.data = library;
    uv_timer_start(&library->rewrite, on_rewrite, REWRITE_MS, REWRITE_MS);
    if (settings->redis)
        uv_timer_start(&library->timer, on_patience_over, PATIENCE_MS, 0);
    return library;
}

const char *library_redis(const struct library *library)
{
    return library->child ? redis_child_address(library->child) : library->settings.redis;
}

static void on_timer_closed(uv_handle_t *handle)
{
    struct library *library = handle->data;
    void (*stopped)(void *) = library->stopped;
    void *context = library->stopped_context;

    free(library);
    stopped(context);
}

static void on_rewrite_closed(uv_handle_t *handle)
{
    struct library *library = handle->data;

    uv_close((uv_handle_t *)&library->timer, on_timer_closed);
}

static void on_redis_stopped(void *context)
{
    struct library *library = context;

    uv_close((uv_handle_t *)&library->rewrite, on_rewrite_closed);
}

void library_stop(struct library *library, void (*stopped)(void *context), void *context)
{
    if (!library || library->stopping)
        return;
    library->stopping = true;
    library->stopped = stopped;
    library->stopped_context = context;
    uv_timer_stop(&library->timer);
    uv_timer_stop(&library->rewrite);
    if (library->child)
        redis_child_stop(library->child, on_redis_stopped, library);
    else
        redis_close(library->redis, on_redis_stopped, library);
}
