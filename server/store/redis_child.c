#include "store/redis_child.h"

#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/ids.h"
#include "store/backoff.h"
#include "store/redis_files.h"

#define FIRST_REST_MS 200
#define LAST_REST_MS 5000
#define PROBE_MS 10
#define KILL_AFTER_MS 5000

/* RESTING -> STARTING -> READY; a death leads back to RESTING, or to FAILED when it never was
 * ready. STOPPING is for good. */
enum state { RESTING, STARTING, READY, FAILED, STOPPING };

struct redis_child {
    uv_loop_t *loop;
    struct redis_child_settings settings; /* but for its texts */
    struct log *log;
    char *program;
    struct redis_files files;
    struct redis *loader; /* also the probe: it is up when Redis is ready */
    uv_process_t process;
    uv_timer_t timer; /* rest before a start; patience before SIGKILL */
    enum state state;
    bool running;     /* the process can be sent signals */
    bool handle_open; /* its handle is not closed yet */
    bool was_ready;   /* ever */
    char death[96];   /* how the last process ended: "was ended by signal 9" */
    uint64_t ready_ms;
    struct backoff backoff;
    unsigned parts; /* the loader, the timer and the process that still use this memory */
    redis_child_stopped_fn stopped;
    void *stopped_context;
};

static void on_rested(uv_timer_t *timer);

static void destroy(struct redis_child *child)
{
    redis_files_finish(&child->files);
    free(child->program);
    free(child);
}

static void part_gone(struct redis_child *child)
{
    redis_child_stopped_fn stopped = child->stopped;
    void *context = child->stopped_context;

    if (--child->parts > 0)
        return;
    destroy(child); /* first: whoever hears that it has stopped may start another one */
    if (stopped != NULL)
        stopped(context);
}

static void on_loader_closed(void *context)
{
    part_gone(context);
}

static void on_timer_closed(uv_handle_t *handle)
{
    part_gone(handle->data);
}

static void fail_for_good(struct redis_child *child)
{
    char line[300], error[1024];

    child->state = FAILED;
    redis_files_last_log_line(&child->files, line, sizeof line);
    snprintf(error, sizeof error,
             "%s %s before it was ready. Look for the reason in %s; its last "
             "line is: %s",
             child->program, child->death, child->files.log, line);
    child->settings.on_failed(child->settings.context, error);
}

static void handle_death(struct redis_child *child)
{
    bool was_up = child->state == READY;

    log_write(child->log, LOG_LEVEL_ERROR, "redis_died", "how", child->death, NULL);
    if (!child->was_ready) {
        fail_for_good(child);
        return;
    }
    if (was_up)
        backoff_lived(&child->backoff, uv_now(child->loop) - child->ready_ms);
    child->state = RESTING;
    uv_timer_start(&child->timer, on_rested, backoff_next(&child->backoff), 0);
    if (was_up)
        child->settings.on_exit(child->settings.context);
}

static void on_process_closed(uv_handle_t *handle)
{
    struct redis_child *child = handle->data;

    child->handle_open = false;
    if (child->state == STOPPING)
        uv_close((uv_handle_t *)&child->timer, on_timer_closed);
    else
        handle_death(child);
    part_gone(child);
}

static void on_process_exit(uv_process_t *process, int64_t status, int signal)
{
    struct redis_child *child = process->data;

    child->running = false;
    if (signal != 0)
        snprintf(child->death, sizeof child->death, "was ended by signal %d", signal);
    else
        snprintf(child->death, sizeof child->death, "ended with status %d", (int)status);
    uv_close((uv_handle_t *)process, on_process_closed);
}

/* Whatever the outcome, on_process_closed() follows. */
static void spawn(struct redis_child *child)
{
    char parent[16];
    char *arguments[] = {"veer",         REDIS_CHILD_MODE,    parent,
                         child->program, child->files.config, NULL};
    int log_fd = redis_files_open_log(&child->files);
    uv_stdio_flags output = log_fd >= 0 ? UV_INHERIT_FD : UV_IGNORE;
    uv_stdio_container_t stdio[] = {{.flags = UV_IGNORE},
                                    {.flags = output, .data.fd = log_fd},
                                    {.flags = output, .data.fd = log_fd}};
    /* Detached: Ctrl-C in a terminal is for us, and we stop Redis last. */
    uv_process_options_t options = {.file = "/proc/self/exe",
                                    .args = arguments,
                                    .exit_cb = on_process_exit,
                                    .stdio = stdio,
                                    .stdio_count = 3,
                                    .flags = UV_PROCESS_DETACHED};
    int status;

    snprintf(parent, sizeof parent, "%d", (int)getpid());
    status = uv_spawn(child->loop, &child->process, &options);
    child->process.data = child;
    child->parts++;
    child->handle_open = true;
    child->running = status == 0;
    if (status != 0) {
        snprintf(child->death, sizeof child->death, "could not be started (%s)",
                 uv_strerror(status));
        uv_close((uv_handle_t *)&child->process, on_process_closed);
    }
    if (log_fd >= 0)
        close(log_fd);
}

static void on_rested(uv_timer_t *timer)
{
    struct redis_child *child = timer->data;

    child->state = STARTING;
    spawn(child);
}

static void on_loader_up(void *context)
{
    struct redis_child *child = context;

    if (child->state != STARTING)
        return; /* only the loader's connection was lost, not Redis */
    child->state = READY;
    child->was_ready = true;
    child->ready_ms = uv_now(child->loop);
    log_write(child->log, LOG_LEVEL_INFO, "redis_ready", NULL);
    child->settings.on_ready(child->settings.context);
}

/* The password is new each time: so an older redis-server, on its way out at the same socket,
 * cannot be taken for ours. */
static bool prepare_loader(struct redis_child *child, char *error, size_t error_size)
{
    char password[IDS_SECRET_SIZE];
    const struct redis_settings loader = {.address = child->files.address,
                                          .user = "loader",
                                          .password = password,
                                          .name = "loader",
                                          .on_up = on_loader_up,
                                          .context = child,
                                          .max_commands = 16,
                                          .first_retry_ms = PROBE_MS};
    bool written;

    ids_secret(password);
    written = redis_files_write_config(&child->files, password, child->settings.fsync_always, error,
                                       error_size);
    if (written) {
        child->loader = redis_create(child->loop, &loader, NULL); /* its failures are no news */
        if (child->loader == NULL)
            snprintf(error, error_size, "Out of memory.");
    }
    sodium_memzero(password, sizeof password);
    return child->loader != NULL;
}

static bool prepare(struct redis_child *child, const struct redis_child_settings *settings,
                    char *error, size_t error_size)
{
    if (!redis_files_init(&child->files, settings->state_dir, error, error_size))
        return false;
    child->program = redis_files_find_program(settings->program);
    if (child->program == NULL) {
        snprintf(error, error_size, "Cannot find %s: install it (apt-get install redis-server).",
                 settings->program != NULL ? settings->program : "redis-server or valkey-server");
        return false;
    }
    return prepare_loader(child, error, error_size);
}

struct redis_child *redis_child_create(uv_loop_t *loop, const struct redis_child_settings *settings,
                                       struct log *log, char *error, size_t error_size)
{
    struct redis_child *child = calloc(1, sizeof *child);

    if (child == NULL) {
        snprintf(error, error_size, "Out of memory.");
        return NULL;
    }
    child->loop = loop;
    child->log = log;
    child->settings = *settings;
    child->settings.state_dir = child->settings.program = NULL; /* they are not kept */
    if (!prepare(child, settings, error, error_size)) {
        destroy(child);
        return NULL;
    }
    uv_timer_init(loop, &child->timer);
    child->timer.data = child;
    child->parts = 2; /* timer and loader */
    backoff_init(&child->backoff, FIRST_REST_MS, LAST_REST_MS);
    uv_timer_start(&child->timer, on_rested, 0, 0);
    return child;
}

const char *redis_child_address(const struct redis_child *child)
{
    return child->files.address;
}

struct redis *redis_child_loader(struct redis_child *child)
{
    return child->loader;
}

int redis_child_pid(const struct redis_child *child)
{
    return child->running ? uv_process_get_pid(&child->process) : 0;
}

static void on_patience_over(uv_timer_t *timer)
{
    struct redis_child *child = timer->data;

    log_write(child->log, LOG_LEVEL_WARN, "redis_killed", NULL);
    if (child->running)
        uv_process_kill(&child->process, SIGKILL);
}

void redis_child_stop(struct redis_child *child, redis_child_stopped_fn stopped, void *context)
{
    if (child == NULL || child->state == STOPPING)
        return;
    child->state = STOPPING;
    child->stopped = stopped;
    child->stopped_context = context;
    redis_close(child->loader, on_loader_closed, child);
    if (child->running) {
        uv_process_kill(&child->process, SIGTERM);
        uv_timer_start(&child->timer, on_patience_over, KILL_AFTER_MS, 0);
    } else if (!child->handle_open) {
        uv_close((uv_handle_t *)&child->timer, on_timer_closed);
    }
}
