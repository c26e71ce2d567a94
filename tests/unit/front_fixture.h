/* A front in a child process, whose owner obeys simple texts. Includes cmocka. */
#ifndef VEER_TESTS_FRONT_FIXTURE_H
#define VEER_TESTS_FRONT_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <uv.h>

#include "front/listener.h"
#include "front/server.h"

/* What the owner does on a message:
 *   hello      connection_hello_done()
 *   close N    connection_close() with code N
 *   flood N    sends N messages of 1000 bytes
 *   last N     the same, then connection_close() with code 4001
 *   count      answers "OPENED CLOSED LIVING": since the start, since the start, now
 *   others T   sends T to all other connections
 *   anything else is sent back. */
struct fixture {
    pid_t pid;
    uint16_t port;
    char pages[32]; /* the pages folder */
};

#define FIXTURE_PEOPLE 64

/* Inside the child. */
struct fixture_server {
    uv_loop_t loop;
    uv_signal_t term;
    struct front *front;
    struct listener *listener;
    struct connection *people[FIXTURE_PEOPLE]; /* the user of a connection is its place here */
    int opened, closed;
    bool unready;
};

static inline void *fixture_on_opened(void *context, struct connection *connection)
{
    struct fixture_server *server = context;

    for (int i = 0; i < FIXTURE_PEOPLE; i++)
        if (!server->people[i]) {
            server->people[i] = connection;
            server->opened++;
            return &server->people[i];
        }
    return NULL;
}

static inline void fixture_on_closed(void *context, void *user)
{
    struct fixture_server *server = context;

    *(struct connection **)user = NULL;
    server->closed++;
}

static inline void fixture_flood(struct connection *connection, int count)
{
    char text[1000];

    memset(text, 'x', sizeof(text));
    for (int i = 0; i < count; i++)
        connection_send(connection, text, sizeof(text));
}

static inline void fixture_on_message(void *context, void *user, const char *bytes, size_t length)
{
    struct fixture_server *server = context;
    struct connection *connection = *(struct connection **)user;
    char text[128];

    snprintf(text, sizeof(text), "%.*s", (int)length, bytes);
    if (strcmp(text, "hello") == 0) {
        connection_hello_done(connection);
    } else if (strcmp(text, "unready") == 0) {
        server->unready = true;
    } else if (strncmp(text, "close ", 6) == 0) {
        connection_close(connection, (unsigned)atoi(text + 6), "asked");
    } else if (strncmp(text, "flood ", 6) == 0) {
        fixture_flood(connection, atoi(text + 6));
    } else if (strncmp(text, "last ", 5) == 0) {
        fixture_flood(connection, atoi(text + 5));
        connection_close(connection, WIRE_CLOSE_SUPERSEDED, NULL);
        connection_send(connection, "too late", 8);
    } else if (strcmp(text, "count") == 0) {
        snprintf(text, sizeof(text), "%d %d %zu", server->opened, server->closed,
                 front_connections(server->front));
        connection_send(connection, text, strlen(text));
    } else if (strncmp(text, "others ", 7) == 0) {
        for (int i = 0; i < FIXTURE_PEOPLE; i++)
            if (server->people[i] && server->people[i] != connection)
                connection_send(server->people[i], text + 7, strlen(text + 7));
    } else {
        connection_send(connection, bytes, length);
    }
}

static inline bool fixture_on_ready(void *context, const char **missing)
{
    const struct fixture_server *server = context;

    *missing = "redis";
    return !server->unready;
}

static inline void fixture_on_drained(void *context)
{
    struct fixture_server *server = context;

    front_stop(server->front);
    uv_close((uv_handle_t *)&server->term, NULL);
}

static inline void fixture_on_term(uv_signal_t *signal, int number)
{
    struct fixture_server *server = signal->data;

    (void)number;
    listener_close(server->listener);
    server->listener = NULL;
    front_drain(server->front, fixture_on_drained, server);
}

/* The whole life of the child; returns its exit status. */
static inline int fixture_serve(const struct front_settings *wanted, const char *folder, int out)
{
    struct front_settings settings = *wanted;
    struct fixture_server *server = calloc(1, sizeof(*server));
    const struct front_owner owner = {.opened = fixture_on_opened,
                                      .message = fixture_on_message,
                                      .closed = fixture_on_closed,
                                      .context = server,
                                      .ready = fixture_on_ready,
                                      .ready_context = server};
    char error[512];
    uint16_t port;
    int code = 0;
    struct pages *pages = pages_load(folder, error, sizeof(error));

    if (!server || !pages)
        return 2;
    settings.pages = pages;
    settings.network_json = "{\"desks\":[]}";
    uv_loop_init(&server->loop);
    server->front = front_create(&server->loop, &settings, &owner, NULL);
    if (!server->front)
        return 3;
    server->listener =
        listener_create(&server->loop, "127.0.0.1", 0, front_adopt, server->front, NULL, &code);
    if (!server->listener)
        return 4;
    uv_signal_init(&server->loop, &server->term);
    server->term.data = server;
    uv_signal_start(&server->term, fixture_on_term, SIGTERM);
    port = listener_port(server->listener);
    if (write(out, &port, sizeof(port)) != sizeof(port))
        return 5;
    close(out);
    uv_run(&server->loop, UV_RUN_DEFAULT);
    code = uv_loop_close(&server->loop);
    code = code != 0 ? 6 : server->opened != server->closed ? 7 : 0;
    front_destroy(server->front);
    pages_destroy(pages);
    free(server);
    return code;
}

static inline void fixture_write_file(const char *folder, const char *name, const char *text,
                                      size_t length)
{
    char path[512];
    FILE *file;

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, length, file), length);
    fclose(file);
}

/* A pages folder with a large asset, so that a response does not fit into a socket. */
static inline void fixture_make_pages(char folder[32])
{
    static const char *const rooms[] = {"visitor", "console", "wallboard", "assets"};
    static char large[4 * 1024 * 1024];
    char path[256];

    strcpy(folder, "/tmp/veer-pages-XXXXXX");
    assert_non_null(mkdtemp(folder));
    for (size_t i = 0; i < 4; i++) {
        snprintf(path, sizeof(path), "%s/%s", folder, rooms[i]);
        assert_int_equal(mkdir(path, 0700), 0);
        snprintf(path, sizeof(path), "%s/index.html", rooms[i]);
        if (i < 3)
            fixture_write_file(folder, path, rooms[i], strlen(rooms[i]));
    }
    memset(large, 'L', sizeof(large));
    fixture_write_file(folder, "assets/large-1.bin", large, sizeof(large));
    fixture_write_file(folder, "assets/app-1.js", "let plain = 'long enough';", 26);
    fixture_write_file(folder, "assets/app-1.js.gz", "gzip", 4);
    fixture_write_file(folder, "assets/app-1.js.br", "br", 2);
    fixture_write_file(folder, "manifest.json", "{}", 2);
}

static inline struct fixture fixture_start(const struct front_settings *settings)
{
    struct fixture fixture = {0};
    int pipes[2];

    fixture_make_pages(fixture.pages);
    assert_int_equal(pipe(pipes), 0);
    fflush(NULL);
    fixture.pid = fork();
    assert_true(fixture.pid >= 0);
    if (fixture.pid == 0) {
        close(pipes[0]);
        exit(sodium_init() < 0 ? 8 : fixture_serve(settings, fixture.pages, pipes[1]));
    }
    close(pipes[1]);
    assert_int_equal(read(pipes[0], &fixture.port, sizeof(fixture.port)), sizeof(fixture.port));
    close(pipes[0]);
    return fixture;
}

/* Fails the test unless the child, which was told to drain, ends in good order. */
static inline void fixture_await_end(const struct fixture *fixture)
{
    char command[64];
    int status;

    assert_int_equal(waitpid(fixture->pid, &status, 0), fixture->pid);
    snprintf(command, sizeof(command), "rm -rf %s", fixture->pages);
    assert_int_equal(system(command), 0);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static inline void fixture_stop(const struct fixture *fixture)
{
    kill(fixture->pid, SIGTERM);
    fixture_await_end(fixture);
}

#endif
