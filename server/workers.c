#include "workers.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/backoff.h"
#include "worker.h"

#define FIRST_REST_MS 100
#define LAST_REST_MS 5000
#define PATIENCE_MS 8000 /* a worker takes 5 s at most to drain */

/* One place for a worker. Its process and pipe live and die with each worker, its timer stays. */
struct place {
    struct workers *workers;
    unsigned index;
    uv_process_t process;
    uv_pipe_t pipe;   /* on which it says that it serves */
    uv_timer_t timer; /* rest before the next start; when stopping: patience */
    char read[16];
    unsigned handles; /* of process and pipe, not closed yet */
    bool running, serves, ever_served;
    bool old;           /* to be replaced */
    bool leaves;        /* was told to end and did not yet */
    uint64_t served_ms; /* since when */
    struct backoff backoff;
};

struct workers {
    uv_loop_t *loop;
    struct workers_settings settings;
    struct log *log;
    unsigned count, timers; /* places; those whose timers are not closed yet */
    struct place *renewed;  /* the one that is being replaced, or NULL */
    bool ready, failed, stopping;
    void (*stopped)(void *context);
    void *stopped_context;
    struct place places[];
};

static void start_one(struct place *place);
static void renew_next(struct workers *workers);

static void write_log(const struct place *place, enum log_level level, const char *code,
                      const char *key, const char *value)
{
    char index[8];

    snprintf(index, sizeof(index), "%u", place->index);
    log_write(place->workers->log, level, code, "worker", index, key, value, NULL);
}

static void on_timer_closed(uv_handle_t *handle)
{
    struct workers *workers = ((struct place *)handle->data)->workers;
    void (*stopped)(void *) = workers->stopped;
    void *context = workers->stopped_context;

    if (--workers->timers > 0)
        return;
    free(workers);
    stopped(context);
}

static void on_rested(uv_timer_t *timer)
{
    start_one(timer->data);
}

/* Process and pipe of a worker are closed. */
static void settle(struct place *place)
{
    struct workers *workers = place->workers;

    if (workers->stopping) {
        uv_close((uv_handle_t *)&place->timer, on_timer_closed);
        return;
    }
    if (place->leaves) {
        place->leaves = false;
        uv_timer_stop(&place->timer);
        start_one(place);
        return;
    }
    if (place->ever_served) {
        backoff_lived(&place->backoff, uv_now(workers->loop) - place->served_ms);
        uv_timer_start(&place->timer, on_rested, backoff_next(&place->backoff), 0);
        return;
    }
    if (!workers->failed) {
        workers->failed = true;
        workers->settings.on_failed(workers->settings.context);
    }
}

static void on_part_closed(uv_handle_t *handle)
{
    struct place *place = handle->data;

    if (--place->handles == 0)
        settle(place);
}

static void on_exit_of_worker(uv_process_t *process, int64_t status, int number)
{
    struct place *place = process->data;
    char how[32];

    place->running = false;
    place->serves = false;
    snprintf(how, sizeof(how), number != 0 ? "signal %d" : "status %d",
             number != 0 ? number : (int)status);
    if (!place->workers->stopping && !place->leaves)
        write_log(place, LOG_LEVEL_ERROR, "worker_died", "how", how);
    uv_close((uv_handle_t *)&place->process, on_part_closed);
    uv_close((uv_handle_t *)&place->pipe, on_part_closed);
}

static void tell_when_all_serve(struct workers *workers)
{
    for (unsigned i = 0; i < workers->count; i++)
        if (!workers->places[i].serves)
            return;
    if (workers->ready || workers->stopping)
        return;
    workers->ready = true;
    workers->settings.on_ready(workers->settings.context);
}

static void on_room(uv_handle_t *handle, size_t wanted, uv_buf_t *buffer)
{
    struct place *place = handle->data;

    (void)wanted;
    *buffer = uv_buf_init(place->read, sizeof(place->read));
}

/* Its one word; the end of the pipe is the business of on_exit_of_worker(). */
static void on_word(uv_stream_t *stream, ssize_t length, const uv_buf_t *buffer)
{
    struct place *place = stream->data;

    if (length < 0) {
        uv_read_stop(stream);
        return;
    }
    if (length == 0 || buffer->base[length - 1] != '\n' || place->serves)
        return;
    place->serves = true;
    place->ever_served = true;
    place->served_ms = uv_now(place->workers->loop);
    write_log(place, LOG_LEVEL_INFO, "worker_serves", NULL, NULL);
    tell_when_all_serve(place->workers);
    if (place->workers->renewed == place) {
        place->workers->renewed = NULL;
        renew_next(place->workers);
    }
}

static void start_one(struct place *place)
{
    struct workers *workers = place->workers;
    struct options options = *workers->settings.options;
    struct options_numbers numbers;
    char *arguments[OPTIONS_WORKER_ARGUMENTS];
    uv_stdio_container_t stdio[] = {
        {.flags = UV_IGNORE},
        {.flags = UV_INHERIT_FD, .data.fd = STDERR_FILENO},
        {.flags = UV_INHERIT_FD, .data.fd = STDERR_FILENO},
        [WORKER_READY_FD] = {.flags = UV_CREATE_PIPE | UV_WRITABLE_PIPE,
                             .data.stream = (uv_stream_t *)&place->pipe},
        [WORKER_NETWORK_FD] = {.flags = UV_INHERIT_FD, .data.fd = *workers->settings.network}};
    /* Detached: Ctrl-C in a terminal is for the parent, which stops its workers in order. */
    const uv_process_options_t process = {.file = "/proc/self/exe",
                                          .args = arguments,
                                          .exit_cb = on_exit_of_worker,
                                          .stdio = stdio,
                                          .stdio_count = sizeof(stdio) / sizeof(stdio[0]),
                                          .flags = UV_PROCESS_DETACHED};
    int status;

    options.index = place->index;
    options.network = WORKER_NETWORK_PATH;
    place->old = false;
    options_for_worker(&options, &numbers, arguments);
    uv_pipe_init(workers->loop, &place->pipe, 0);
    status = uv_spawn(workers->loop, &place->process, &process);
    place->pipe.data = place;
    place->process.data = place;
    place->handles = 2;
    place->running = status == 0;
    if (status == 0) {
        uv_read_start((uv_stream_t *)&place->pipe, on_room, on_word);
        return;
    }
    write_log(place, LOG_LEVEL_ERROR, "worker_not_started", "error", uv_err_name(status));
    uv_close((uv_handle_t *)&place->process, on_part_closed);
    uv_close((uv_handle_t *)&place->pipe, on_part_closed);
}

struct workers *workers_create(uv_loop_t *loop, const struct workers_settings *settings,
                               struct log *log)
{
    unsigned count = settings->options->processes;
    struct workers *workers = calloc(1, sizeof(*workers) + count * sizeof(workers->places[0]));

    if (!workers)
        return NULL;
    workers->loop = loop;
    workers->settings = *settings;
    workers->log = log;
    workers->count = count;
    workers->timers = count;
    for (unsigned i = 0; i < count; i++) {
        struct place *place = &workers->places[i];
        place->workers = workers;
        place->index = i;
        backoff_init(&place->backoff, FIRST_REST_MS, LAST_REST_MS);
        uv_timer_init(loop, &place->timer);
        place->timer.data = place;
        start_one(place);
    }
    return workers;
}

static void on_patience_over(uv_timer_t *timer)
{
    struct place *place = timer->data;

    write_log(place, LOG_LEVEL_WARN, "worker_killed", NULL, NULL);
    uv_process_kill(&place->process, SIGKILL);
}

/* Has the worker drain; the timer is free, for it runs. */
static void end_one(struct place *place)
{
    uv_process_kill(&place->process, SIGTERM);
    uv_timer_start(&place->timer, on_patience_over, PATIENCE_MS, 0);
}

static void renew_next(struct workers *workers)
{
    unsigned i = 0;

    if (workers->renewed || workers->stopping)
        return;
    /* One that rests, or is about to, gets the new configuration when it starts. */
    while (i < workers->count && (!workers->places[i].old || !workers->places[i].running))
        i++;
    if (i == workers->count)
        return;
    workers->renewed = &workers->places[i];
    workers->renewed->leaves = true;
    write_log(workers->renewed, LOG_LEVEL_INFO, "worker_renewed", NULL, NULL);
    end_one(workers->renewed);
}

void workers_renew(struct workers *workers)
{
    if (!workers)
        return;
    for (unsigned i = 0; i < workers->count; i++)
        workers->places[i].old = true;
    renew_next(workers);
}

void workers_stop(struct workers *workers, void (*stopped)(void *context), void *context)
{
    if (!workers || workers->stopping)
        return;
    workers->stopping = true;
    workers->stopped = stopped;
    workers->stopped_context = context;
    for (unsigned i = 0; i < workers->count; i++) {
        struct place *place = &workers->places[i];

        uv_timer_stop(&place->timer);
        if (place->running) {
            end_one(place);
        } else if (place->handles == 0) {
            uv_close((uv_handle_t *)&place->timer, on_timer_closed);
        }
    }
}
