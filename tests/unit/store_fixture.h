/* A loop and a private Redis in a temporary state folder, for the tests of the store. A test
 * program that includes this must answer the mode `redis-child` (fixture_main). */
#ifndef VEER_TESTS_STORE_FIXTURE_H
#define VEER_TESTS_STORE_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ftw.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <uv.h>

#include "store/redis_child.h"

#define FIXTURE_PATIENCE_MS 10000

struct fixture {
    uv_loop_t loop;
    char folder[32];
    struct redis_child *child;
    int ready, exits, failures, closed; /* how often each was called back */
    char error[1024];
};

typedef bool (*fixture_condition)(const void *context);

static inline void fixture_on_late(uv_timer_t *timer)
{
    *(bool *)timer->data = true;
}

/* Runs the loop until the condition holds; fails the test when that takes too long. */
static inline void fixture_await(uv_loop_t *loop, fixture_condition condition, const void *context,
                                 const char *what)
{
    bool late = false;
    uv_timer_t *timer = malloc(sizeof *timer);

    uv_timer_init(loop, timer);
    timer->data = &late;
    uv_timer_start(timer, fixture_on_late, FIXTURE_PATIENCE_MS, 0);
    while (!condition(context) && !late)
        uv_run(loop, UV_RUN_ONCE);
    uv_close((uv_handle_t *)timer, (uv_close_cb)free);
    uv_run(loop, UV_RUN_NOWAIT);
    if (late)
        fail_msg("waited too long for: %s", what);
}

struct fixture_count {
    const int *number;
    int least;
};

static inline bool fixture_reached(const void *context)
{
    const struct fixture_count *count = context;

    return *count->number >= count->least;
}

/* Runs the loop until *number is at least `least`. */
#define fixture_await_count(fixture_loop, number_pointer, at_least)                                \
    fixture_await(fixture_loop, fixture_reached,                                                   \
                  &(struct fixture_count){number_pointer, at_least}, #number_pointer)

static inline void fixture_on_ready(void *context)
{
    ((struct fixture *)context)->ready++;
}

static inline void fixture_on_exit(void *context)
{
    ((struct fixture *)context)->exits++;
}

static inline void fixture_on_failed(void *context, const char *error)
{
    struct fixture *fixture = context;

    fixture->failures++;
    snprintf(fixture->error, sizeof fixture->error, "%s", error);
}

static inline void fixture_on_closed(void *context)
{
    ((struct fixture *)context)->closed++;
}

/* Starts (another) Redis on the fixture's folder; NULL with fixture->error when refused. */
static inline struct redis_child *fixture_child(struct fixture *fixture, const char *program)
{
    const struct redis_child_settings settings = {.state_dir = fixture->folder,
                                                  .program = program,
                                                  .on_ready = fixture_on_ready,
                                                  .on_exit = fixture_on_exit,
                                                  .on_failed = fixture_on_failed,
                                                  .context = fixture};

    return redis_child_create(&fixture->loop, &settings, NULL, fixture->error,
                              sizeof fixture->error);
}

/* A fixture without Redis. */
static inline int fixture_make(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    if (fixture == NULL)
        return -1;
    snprintf(fixture->folder, sizeof fixture->folder, "/tmp/veer-store-XXXXXX");
    *state = fixture;
    return uv_loop_init(&fixture->loop) == 0 && mkdtemp(fixture->folder) != NULL ? 0 : -1;
}

/* A fixture with Redis ready. */
static inline int fixture_start(void **state)
{
    struct fixture *fixture;

    if (fixture_make(state) != 0)
        return -1;
    fixture = *state;
    fixture->child = fixture_child(fixture, NULL);
    assert_non_null(fixture->child);
    fixture_await_count(&fixture->loop, &fixture->ready, 1);
    return 0;
}

static inline int fixture_remove(const char *path, const struct stat *status, int kind,
                                 struct FTW *at)
{
    (void)status;
    (void)kind;
    (void)at;
    return remove(path);
}

/* Stops Redis; everything else on the loop must be closed by then: a forgotten handle fails. */
static inline int fixture_stop(void **state)
{
    struct fixture *fixture = *state;
    int before = fixture->closed, status;

    if (fixture->child != NULL) {
        redis_child_stop(fixture->child, fixture_on_closed, fixture);
        fixture_await_count(&fixture->loop, &fixture->closed, before + 1);
    }
    status = uv_loop_close(&fixture->loop);
    nftw(fixture->folder, fixture_remove, 8, FTW_DEPTH | FTW_PHYS);
    free(fixture);
    return status;
}

/* What main() begins with. Returns a status at which to exit, or -1: run the tests. */
static inline int fixture_main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], REDIS_CHILD_MODE) == 0)
        return redis_child_exec(argc, argv);
    signal(SIGPIPE, SIG_IGN);
    return sodium_init() < 0 ? 1 : -1;
}

/* Connects as the workers do. */
static inline struct redis *fixture_redis(struct fixture *fixture, struct redis_settings settings)
{
    struct redis *redis;

    settings.address =
        settings.address != NULL ? settings.address : redis_child_address(fixture->child);
    redis = redis_create(&fixture->loop, &settings, NULL);
    assert_non_null(redis);
    return redis;
}

static inline void fixture_close(struct fixture *fixture, struct redis *redis)
{
    int before = fixture->closed;

    redis_close(redis, fixture_on_closed, fixture);
    fixture_await_count(&fixture->loop, &fixture->closed, before + 1);
}

static inline bool fixture_is_up(const void *context)
{
    return redis_is_up(context);
}

static inline void fixture_await_up(struct fixture *fixture, const struct redis *redis)
{
    fixture_await(&fixture->loop, fixture_is_up, redis, "connection up");
}

struct fixture_answer {
    int count;
    int type; /* -1: NULL */
    char text[512];
};

static inline void fixture_on_reply(void *context, const redisReply *reply)
{
    struct fixture_answer *answer = context;

    answer->count++;
    answer->type = reply != NULL ? reply->type : -1;
    snprintf(answer->text, sizeof answer->text, "%s",
             reply != NULL && reply->str != NULL ? reply->str : "");
}

/* Sends the words of a line and waits for the reply. */
static inline struct fixture_answer fixture_ask(struct fixture *fixture, struct redis *redis,
                                                const char *line)
{
    struct fixture_answer answer = {0};
    const char *words[16];
    char *copy = strdup(line), *rest = copy, *word;
    int count = 0;

    assert_non_null(copy);
    while ((word = strsep(&rest, " ")) != NULL && count < 16)
        words[count++] = word;
    assert_true(redis_command(redis, fixture_on_reply, &answer, count, words, NULL));
    free(copy);
    fixture_await_count(&fixture->loop, &answer.count, 1);
    return answer;
}

#endif
