#include "serve.h"

#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <uv.h>

#include "base/log.h"
#include "checks.h"
#include "library.h"
#include "network_copy.h"
#include "options.h"
#include "people/key_files.h"
#include "people/tickets.h"
#include "store/state.h"
#include "workers.h"

/* The state folder first, then Redis, then the library in it, then the workers; they stop in the
 * opposite order. */
struct server {
    struct options options;
    struct log *log;
    struct state state;
    uv_loop_t loop;
    uv_signal_t term, interrupt, hangup;
    int network; /* descriptor of the network file as it was checked */
    struct library *library;
    struct workers *workers;
    char *secret; /* the path of the network's secret */
    char *keys;   /* the path of the keys folder */
    bool stopping;
    int status; /* to exit with */
};

static const char usage[] =
    "veer serve --network FILE [options]\n"
    "\n"
    "  --network FILE    the network file (try: veer check FILE); SIGHUP reads it again\n"
    "  --port N          the port of the pages and the WebSocket (default 8080)\n"
    "  --processes N     worker processes (default 1); each has a port of its own, too:\n"
    "                    the first one N+1, the next one N+2 ...\n"
    "  --listen ADDRESS  the address to listen on (default 127.0.0.1)\n"
    "  --pages DIR       the built pages (default client-web/dist)\n"
    "  --state DIR       what this server keeps: its name in the network, and the data of the\n"
    "                    embedded Redis (default state); one folder for each server\n"
    "  --redis ADDRESS   use this Redis in place of the embedded one: unix:/PATH, HOST:PORT or\n"
    "                    the primary that Sentinel names, sentinel:NAME@HOST:PORT[,HOST:PORT];\n"
    "                    users and passwords come from the environment: VEER_REDIS_USER,\n"
    "                    VEER_REDIS_PASSWORD and, for loading the functions,\n"
    "                    VEER_REDIS_LOADER_USER, VEER_REDIS_LOADER_PASSWORD\n"
    "  --fsync WHEN      the embedded Redis is on the disk `everysec` (default) or `always`, "
    "before\n"
    "                    anything is acknowledged\n"
    "  --secret FILE     the network's secret (default network.secret in the state folder), made\n"
    "                    when it is missing; all machines of a network need the same one\n"
    "  --keys DIR        the keys of the organisations and their counsellors (default keys beside\n"
    "                    the network file; see veer keys); SIGHUP reads them again\n";

static void on_library_stopped(void *context)
{
    struct server *server = context;

    server->library = NULL;
    uv_close((uv_handle_t *)&server->term, NULL);
    uv_close((uv_handle_t *)&server->interrupt, NULL);
    uv_close((uv_handle_t *)&server->hangup, NULL);
}

static void on_workers_stopped(void *context)
{
    struct server *server = context;

    server->workers = NULL;
    if (server->library)
        library_stop(server->library, on_library_stopped, server);
    else
        on_library_stopped(server);
}

static void stop(struct server *server, int status)
{
    if (server->stopping)
        return;
    server->stopping = true;
    server->status = status;
    log_write(server->log, LOG_LEVEL_INFO, "stopping", NULL);
    if (server->workers)
        workers_stop(server->workers, on_workers_stopped, server);
    else
        on_workers_stopped(server);
}

static void fail(struct server *server, const char *sentence)
{
    if (!server->stopping)
        fprintf(stderr, "veer: %s\n", sentence);
    stop(server, 1);
}

static void on_signal(uv_signal_t *handle, int number)
{
    (void)number;
    stop(handle->data, 0);
}

static void on_workers_ready(void *context)
{
    struct server *server = context;
    char port[8];

    snprintf(port, sizeof(port), "%u", server->options.port);
    log_write(server->log, LOG_LEVEL_INFO, "serving", "address", server->options.listen, "port",
              port, NULL);
}

static void on_workers_failed(void *context)
{
    fail(context, "a worker could not start; the lines above say why");
}

/* Also after each restart of Redis: then the workers are there already. */
static void on_library_loaded(void *context)
{
    struct server *server = context;
    const struct workers_settings settings = {.options = &server->options,
                                              .network = &server->network,
                                              .on_ready = on_workers_ready,
                                              .on_failed = on_workers_failed,
                                              .context = server};

    if (server->workers || server->stopping)
        return;
    server->options.redis = library_redis(server->library);
    server->workers = workers_create(&server->loop, &settings, server->log);
    if (!server->workers)
        fail(server, "out of memory");
}

static void on_library_failed(void *context, const char *error)
{
    fail(context, error);
}

static void log_mistake(void *context, const char *mistake)
{
    const struct server *server = context;

    log_write(server->log, LOG_LEVEL_ERROR, "network_file_wrong", "mistake", mistake, NULL);
}

/* The network file may have changed. If it is wrong the old one goes on; else the workers get the
 * new one, one after the other. */
static void on_hangup(uv_signal_t *handle, int number)
{
    struct server *server = handle->data;

    (void)number;
    if (server->stopping)
        return;
    int network = network_copy(&server->options, log_mistake, server);
    if (network < 0) {
        log_write(server->log, LOG_LEVEL_ERROR, "network_file_kept", NULL);
        return;
    }
    (void)close(server->network);
    server->network = network;
    log_write(server->log, LOG_LEVEL_INFO, "network_file_read", NULL);
    workers_renew(server->workers);
}

static void start_signals(struct server *server)
{
    uv_signal_init(&server->loop, &server->term);
    uv_signal_init(&server->loop, &server->interrupt);
    server->term.data = server;
    server->interrupt.data = server;
    uv_signal_start(&server->term, on_signal, SIGTERM);
    uv_signal_start(&server->interrupt, on_signal, SIGINT);
    uv_signal_init(&server->loop, &server->hangup);
    server->hangup.data = server;
    uv_signal_start(&server->hangup, on_hangup, SIGHUP);
}

/* The workers read the file; this one only sees to it that it is there. */
static bool prepare_secret(struct server *server, char *error, size_t error_size)
{
    const struct options *options = &server->options;
    int length = options->secret ? asprintf(&server->secret, "%s", options->secret)
                                 : asprintf(&server->secret, "%s/network.secret", options->state);

    if (length < 0) {
        server->secret = NULL;
        snprintf(error, error_size, "out of memory");
        return false;
    }
    if (!options->secret)
        (void)mkdir(options->state,
                    0700); /* if it is not there after this, the next line says so */
    server->options.secret = server->secret;
    return tickets_make_secret(server->secret, error, error_size);
}

/* The workers read the folder; it may be absent. */
static bool prepare_keys(struct server *server, char *error, size_t error_size)
{
    server->keys = server->options.keys ? strdup(server->options.keys)
                                        : key_files_beside(server->options.network);
    server->options.keys = server->keys;
    if (!server->keys)
        snprintf(error, error_size, "out of memory");
    return server->keys != NULL;
}

static int run(struct server *server)
{
    const struct library_settings settings = {.redis = server->options.redis,
                                              .state = server->state.path,
                                              .fsync_always =
                                                  strcmp(server->options.fsync, "always") == 0,
                                              .on_loaded = on_library_loaded,
                                              .on_failed = on_library_failed,
                                              .context = server};
    char error[1024];

    server->options.instance = server->state.instance;
    server->log = log_create(STDERR_FILENO, LOG_LEVEL_INFO, "parent");
    uv_loop_init(&server->loop);
    start_signals(server);
    if (prepare_secret(server, error, sizeof(error)) && prepare_keys(server, error, sizeof(error)))
        server->library =
            library_create(&server->loop, &settings, server->log, error, sizeof(error));
    if (!server->library)
        fail(server, error);
    uv_run(&server->loop, UV_RUN_DEFAULT);
    uv_loop_close(&server->loop);
    log_write(server->log, LOG_LEVEL_INFO, "stopped", NULL);
    log_destroy(server->log);
    free(server->secret);
    free(server->keys);
    return server->status;
}

static int run_in_state(struct server *server)
{
    char error[1024];
    int status = 1;

    if (state_open(&server->state, server->options.state, error, sizeof(error)))
        status = run(server);
    else
        fprintf(stderr, "veer: %s\n", error);
    state_close(&server->state);
    return status;
}

static void print_mistake(void *context, const char *mistake)
{
    (void)context;
    fprintf(stderr, "veer: %s\n", mistake);
}

int serve(int argc, char **argv)
{
    struct server server = {0};
    char error[256];
    int status;

    if (!options_parse(&server.options, false, argc, argv, error, sizeof(error))) {
        fprintf(stderr, "veer serve: %s\n\n%s", error, usage);
        return 2;
    }
    if (server.options.help) {
        fputs(usage, stdout);
        return 0;
    }
    if (sodium_init() < 0) {
        fprintf(stderr, "veer: this machine gives no random numbers\n");
        return 1;
    }
    server.network = network_copy(&server.options, print_mistake, NULL);
    if (server.network < 0)
        return 1;
    status = checks_pass(&server.options) ? run_in_state(&server) : 1;
    (void)close(server.network);
    return status;
}
