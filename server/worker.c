#include "worker.h"

#include <errno.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "base/log.h"
#include "config/config.h"
#include "desk/hub.h"
#include "front/dispatch.h"
#include "front/listener.h"
#include "front/pages.h"
#include "front/server.h"
#include "options.h"
#include "people/accounts.h"
#include "people/keys.h"
#include "people/tickets.h"
#include "process.h"

#define READY_LOOK_MS 20
#define DESCRIPTORS_KEPT 64 /* for everything but connections of people */

/* All objects of the process, in the order in which they start; each one uses those above it only.
 * The steps of the end:
 *
 *   stop_serving()       the listeners close, nothing more is taken in; what is under way to the
 *                        store is answered, up to 1 s
 *   on_settled()         everybody is told to come back, up to 5 s
 *   on_drained()         no party is left: the hub closes its connections to the store
 *   on_hub_closed()      the threads that check passwords end
 *   on_accounts_closed() lws ends, last of all: it closes one of its descriptors twice, so that
 *                        nobody may open one meanwhile. Nothing is left on the loop then
 *   finish()             the rest is freed
 */
struct worker {
    struct options options;
    char name[64]; /* of this process, of its own in the network */
    struct log *log;
    struct config *config;
    struct pages *pages;
    const char **origins;
    uv_loop_t loop;
    uv_signal_t term, interrupt;
    uv_timer_t ready; /* until it can serve people */
    struct accounts *accounts;
    struct tickets *tickets;
    struct keys *keys;
    struct hub *hub;
    struct dispatch *dispatch;
    struct front *front;
    struct listener *shared, *own;
    bool stopping;
};

static void on_accounts_closed(void *context)
{
    struct worker *worker = context;

    front_stop(worker->front);
    uv_close((uv_handle_t *)&worker->term, NULL);
    uv_close((uv_handle_t *)&worker->interrupt, NULL);
    uv_close((uv_handle_t *)&worker->ready, NULL);
}

static void on_hub_closed(void *context)
{
    struct worker *worker = context;

    worker->hub = NULL;
    if (worker->accounts)
        accounts_close(worker->accounts, on_accounts_closed, worker);
    else
        on_accounts_closed(worker);
}

static void on_drained(void *context)
{
    struct worker *worker = context;

    if (worker->hub)
        hub_close(worker->hub, on_hub_closed, worker);
    else
        on_hub_closed(worker);
}

static void on_settled(void *context)
{
    struct worker *worker = context;

    front_drain(worker->front, on_drained, worker);
}

static void stop_serving(struct worker *worker)
{
    if (worker->stopping)
        return;
    worker->stopping = true;
    log_write(worker->log, LOG_LEVEL_INFO, "worker_draining", NULL);
    listener_close(worker->shared);
    listener_close(worker->own);
    if (worker->front) {
        front_hush(worker->front);
        hub_settle(worker->hub, on_settled, worker);
    } else {
        on_drained(worker);
    }
}

static void on_signal(uv_signal_t *handle, int number)
{
    (void)number;
    stop_serving(handle->data);
}

static void start_signals(struct worker *worker)
{
    uv_signal_init(&worker->loop, &worker->term);
    uv_signal_init(&worker->loop, &worker->interrupt);
    worker->term.data = worker;
    worker->interrupt.data = worker;
    uv_signal_start(&worker->term, on_signal, SIGTERM);
    uv_signal_start(&worker->interrupt, on_signal, SIGINT);
}

static bool start_hub(struct worker *worker)
{
    const struct hub_settings settings = {.loop = &worker->loop,
                                          .config = worker->config,
                                          .accounts = worker->accounts,
                                          .tickets = worker->tickets,
                                          .keys = worker->keys,
                                          .log = worker->log,
                                          .redis_address = worker->options.redis,
                                          .redis_user = getenv("VEER_REDIS_USER"),
                                          .redis_password = getenv("VEER_REDIS_PASSWORD"),
                                          .process = worker->name};

    /* The same after a restart: the store then knows whose people are away. */
    snprintf(worker->name, sizeof(worker->name), "%s-%u", worker->options.instance,
             worker->options.index);
    worker->hub = hub_create(&settings);
    if (!worker->hub)
        log_write(worker->log, LOG_LEVEL_ERROR, "hub_failed", NULL);
    return worker->hub != NULL;
}

static bool is_ready(void *context, const char **missing)
{
    const struct worker *worker = context;

    *missing = worker->stopping ? "draining" : NULL;
    return !worker->stopping && hub_is_ready(worker->hub, missing);
}

static bool start_front(struct worker *worker)
{
    unsigned descriptors = process_descriptors();
    size_t length, count = config_origin_count(worker->config);
    struct front_settings settings = {.pages = worker->pages,
                                      .network_json = config_public_json(worker->config, &length),
                                      .roots = keys_roots(worker->keys),
                                      .roots_signature = keys_roots_signature(worker->keys),
                                      .origin_count = count,
                                      .connections_max = descriptors > 2 * DESCRIPTORS_KEPT
                                                             ? descriptors - DESCRIPTORS_KEPT
                                                             : DESCRIPTORS_KEPT};
    const struct front_owner owner = {.opened = dispatch_opened,
                                      .message = dispatch_message,
                                      .closed = dispatch_closed,
                                      .context = worker->dispatch,
                                      .ready = is_ready,
                                      .ready_context = worker};

    worker->origins = calloc(count + 1, sizeof(*worker->origins));
    if (!worker->origins)
        return false;
    for (size_t i = 0; i < count; i++)
        worker->origins[i] = config_origin_at(worker->config, i);
    settings.origins = worker->origins;
    worker->front = front_create(&worker->loop, &settings, &owner, worker->log);
    return worker->front != NULL;
}

static struct listener *listen_on(struct worker *worker, uint16_t port)
{
    char number[8];
    int error = 0;
    struct listener *listener = listener_create(&worker->loop, worker->options.listen, port,
                                                front_adopt, worker->front, worker->log, &error);

    snprintf(number, sizeof(number), "%u", port);
    if (listener)
        log_write(worker->log, LOG_LEVEL_INFO, "listening", "port", number, NULL);
    else
        log_write(worker->log, LOG_LEVEL_ERROR, "listen_failed", "port", number, "error",
                  uv_err_name(-error), NULL);
    return listener;
}

static void log_wrong_key(void *context, const char *sentence)
{
    const struct worker *worker = context;

    log_write(worker->log, LOG_LEVEL_ERROR, "key_wrong", "mistake", sentence, NULL);
}

static bool start(struct worker *worker)
{
    struct config_errors *errors = config_errors_create();
    char error[512];

    worker->config = errors ? config_load(worker->options.network, errors) : NULL;
    config_errors_destroy(errors);
    if (!worker->config || !config_use_time_zone(worker->config)) {
        log_write(worker->log, LOG_LEVEL_ERROR, "network_file_unusable", NULL);
        return false;
    }
    worker->pages = pages_load(worker->options.pages, error, sizeof(error));
    if (!worker->pages) {
        log_write(worker->log, LOG_LEVEL_ERROR, "pages_unusable", "why", error, NULL);
        return false;
    }
    worker->tickets = tickets_create(worker->options.secret, error, sizeof(error));
    if (!worker->tickets) {
        log_write(worker->log, LOG_LEVEL_ERROR, "secret_unusable", "why", error, NULL);
        return false;
    }
    worker->keys = keys_load(worker->options.keys, worker->config, log_wrong_key, worker);
    if (!worker->keys)
        return false;
    worker->accounts = accounts_create(&worker->loop, worker->config, worker->log);
    if (!worker->accounts || !start_hub(worker))
        return false;
    worker->dispatch = dispatch_create(worker->hub, worker->log);
    if (!worker->dispatch || !start_front(worker))
        return false;
    worker->shared = listen_on(worker, worker->options.port);
    worker->own = listen_on(worker, options_own_port(&worker->options, worker->options.index));
    return worker->shared && worker->own;
}

static void tell_parent(void)
{
    static const char ready[] = "ready\n";

    if (write(WORKER_READY_FD, ready, sizeof(ready) - 1) < 0)
        return; /* started by hand, without a parent that wants to know */
}

/* The parent may end another one when this one serves: so it is told not before that is true. */
static void look_whether_ready(uv_timer_t *timer)
{
    const struct worker *worker = timer->data;
    const char *missing;

    if (worker->stopping || !hub_is_ready(worker->hub, &missing))
        return;
    uv_timer_stop(timer);
    tell_parent();
}

static void finish(struct worker *worker)
{
    front_destroy(worker->front);
    dispatch_destroy(worker->dispatch);
    free(worker->origins);
    pages_destroy(worker->pages);
    keys_destroy(worker->keys);
    config_destroy(worker->config);
    tickets_destroy(worker->tickets);
    log_write(worker->log, LOG_LEVEL_INFO, "worker_ended", NULL);
    log_destroy(worker->log);
}

int worker_run(int argc, char **argv)
{
    struct worker worker = {0};
    char text[256], name[16];
    bool started;

    if (!options_parse(&worker.options, true, argc, argv, text, sizeof(text)) ||
        !worker.options.redis || !worker.options.instance || !worker.options.secret ||
        !worker.options.keys || sodium_init() < 0) {
        fprintf(stderr, "veer: this mode is for veer's own use; see veer help\n");
        return 2;
    }
    if (!process_die_with(worker.options.parent))
        return 1;
    snprintf(name, sizeof(name), "w%u", worker.options.index);
    worker.log = log_create(STDERR_FILENO, LOG_LEVEL_INFO, name);
    uv_loop_init(&worker.loop);
    start_signals(&worker);
    uv_timer_init(&worker.loop, &worker.ready);
    worker.ready.data = &worker;
    started = start(&worker);
    if (started)
        uv_timer_start(&worker.ready, look_whether_ready, 0, READY_LOOK_MS);
    else
        stop_serving(&worker);
    uv_run(&worker.loop, UV_RUN_DEFAULT);
    uv_loop_close(&worker.loop);
    finish(&worker);
    return started ? 0 : 1;
}
