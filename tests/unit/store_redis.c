#include "store_fixture.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "store/redis.h"
#include "store/redis_files.h"

struct many {
    int replies, nulls, ups, downs;
    bool orderly; /* each reply was the number after the one before */
    long long last;
};

static void on_many(void *context, const redisReply *reply)
{
    struct many *many = context;

    if (reply == NULL) {
        many->nulls++;
        return;
    }
    many->replies++;
    many->orderly = (many->replies == 1 || many->orderly) && reply->integer == many->last + 1;
    many->last = reply->integer;
}

static void on_up(void *context)
{
    ((struct many *)context)->ups++;
}

static void on_down(void *context)
{
    ((struct many *)context)->downs++;
}

static bool increment(struct redis *redis, struct many *many)
{
    const char *command[] = {"INCR", "{veer}n"};

    return redis_command(redis, on_many, many, 2, command, NULL);
}

static void answers_in_order(void **state)
{
    struct fixture *fixture = *state;
    struct many many = {0};
    struct redis *redis = fixture_redis(fixture, (struct redis_settings){0});

    assert_false(increment(redis, &many)); /* not up yet */
    fixture_await_up(fixture, redis);
    for (int i = 0; i < 2000; i++)
        assert_true(increment(redis, &many));
    assert_int_equal(many.replies, 0);
    fixture_await_count(&fixture->loop, &many.replies, 2000);
    assert_true(many.orderly);
    assert_int_equal(many.last, 2000);
    fixture_close(fixture, redis);
}

/* More than the socket takes at once: the rest goes out when it is writable. */
static void sends_much(void **state)
{
    enum { COUNT = 8, SIZE = 1 << 20 };
    struct fixture *fixture = *state;
    struct redis *redis = fixture_redis(fixture, (struct redis_settings){0});
    struct fixture_answer answer = {0};
    char *big = malloc(SIZE);
    const char *command[] = {"SET", "{veer}big", big};
    const size_t lengths[] = {3, 9, SIZE};

    assert_non_null(big);
    memset(big, 'x', SIZE);
    fixture_await_up(fixture, redis);
    for (int i = 0; i < COUNT; i++)
        assert_true(redis_command(redis, fixture_on_reply, &answer, 3, command, lengths));
    free(big);
    fixture_await_count(&fixture->loop, &answer.count, COUNT);
    assert_int_equal(answer.type, REDIS_REPLY_STATUS);
    fixture_close(fixture, redis);
}

static void bounds_what_is_in_flight(void **state)
{
    struct fixture *fixture = *state;
    struct many many = {0};
    struct redis *few = fixture_redis(fixture, (struct redis_settings){.max_commands = 3});
    struct redis *small = fixture_redis(fixture, (struct redis_settings){.max_bytes = 30});

    fixture_await_up(fixture, few);
    fixture_await_up(fixture, small);
    for (int i = 0; i < 3; i++)
        assert_true(increment(few, &many));
    assert_false(increment(few, &many));
    fixture_await_count(&fixture->loop, &many.replies, 3);
    assert_true(increment(few, &many)); /* there is room again */
    fixture_await_count(&fixture->loop, &many.replies, 4);
    assert_true(increment(small, &many)); /* 11 bytes each */
    assert_true(increment(small, &many));
    assert_false(increment(small, &many));
    fixture_await_count(&fixture->loop, &many.replies, 6);
    assert_int_equal(many.nulls, 0);
    fixture_close(fixture, few);
    fixture_close(fixture, small);
}

static void a_loss_answers_each_once_and_it_comes_back(void **state)
{
    struct fixture *fixture = *state;
    struct many many = {0};
    struct redis *redis = fixture_redis(
        fixture, (struct redis_settings){.on_up = on_up, .on_down = on_down, .context = &many});

    fixture_await_count(&fixture->loop, &many.ups, 1);
    kill(redis_child_pid(fixture->child), SIGSTOP);
    for (int i = 0; i < 100; i++)
        assert_true(increment(redis, &many));
    uv_run(&fixture->loop, UV_RUN_NOWAIT); /* they are sent, nobody answers */
    kill(redis_child_pid(fixture->child), SIGKILL);
    fixture_await_count(&fixture->loop, &many.downs, 1);
    assert_int_equal(many.nulls + many.replies, 100);
    assert_int_equal(many.nulls, 100);
    assert_false(increment(redis, &many));
    fixture_await_count(&fixture->loop, &many.ups, 2);
    assert_true(increment(redis, &many));
    fixture_await_count(&fixture->loop, &many.replies, 1);
    assert_int_equal(many.nulls, 100);
    assert_int_equal(many.downs, 1);
    fixture_close(fixture, redis);
    assert_int_equal(many.downs, 1);
}

static void silence_counts_as_a_loss(void **state)
{
    struct fixture *fixture = *state;
    struct many many = {0};
    struct redis *redis = fixture_redis(fixture, (struct redis_settings){.on_up = on_up,
                                                                         .on_down = on_down,
                                                                         .context = &many,
                                                                         .command_timeout_ms = 100,
                                                                         .first_retry_ms = 10});

    fixture_await_count(&fixture->loop, &many.ups, 1);
    kill(redis_child_pid(fixture->child), SIGSTOP);
    assert_true(increment(redis, &many));
    fixture_await_count(&fixture->loop, &many.downs, 1);
    assert_int_equal(many.nulls, 1);
    kill(redis_child_pid(fixture->child), SIGCONT);
    fixture_await_count(&fixture->loop, &many.ups, 2);
    /* And where nobody asks anything, PING finds out. */
    kill(redis_child_pid(fixture->child), SIGSTOP);
    fixture_await_count(&fixture->loop, &many.downs, 2);
    kill(redis_child_pid(fixture->child), SIGCONT);
    assert_int_equal(many.nulls, 1);
    fixture_close(fixture, redis);
}

static void on_push(void *context, const redisReply *message)
{
    (void)context;
    (void)message;
}

static void on_late(uv_timer_t *timer)
{
    ++*(int *)timer->data;
}

/* PING on a subscribed connection is answered otherwise, and must not be taken for a message. */
static void a_quiet_subscriber_stays_up(void **state)
{
    struct fixture *fixture = *state;
    struct many many = {0};
    struct redis *redis = fixture_redis(fixture, (struct redis_settings){.on_up = on_up,
                                                                         .on_down = on_down,
                                                                         .on_push = on_push,
                                                                         .context = &many,
                                                                         .command_timeout_ms = 50});
    uv_timer_t timer;
    int late = 0;

    fixture_await_up(fixture, redis);
    assert_int_equal(fixture_ask(fixture, redis, "SUBSCRIBE {veer}c").type, REDIS_REPLY_ARRAY);
    uv_timer_init(&fixture->loop, &timer);
    timer.data = &late;
    uv_timer_start(&timer, on_late, 400, 0);
    fixture_await_count(&fixture->loop, &late, 1);
    uv_close((uv_handle_t *)&timer, NULL);
    assert_int_equal(many.downs, 0);
    assert_true(redis_is_up(redis));
    fixture_close(fixture, redis);
}

static void closing_answers_first(void **state)
{
    struct fixture *fixture = *state;
    struct many many = {0};
    struct redis *redis =
        fixture_redis(fixture, (struct redis_settings){.on_down = on_down, .context = &many});
    int before = fixture->closed;

    fixture_await_up(fixture, redis);
    assert_true(increment(redis, &many));
    assert_true(increment(redis, &many));
    redis_close(redis, fixture_on_closed, fixture);
    assert_int_equal(many.nulls, 2);
    assert_int_equal(fixture->closed, before);
    fixture_await_count(&fixture->loop, &fixture->closed, before + 1);
    assert_int_equal(many.nulls, 2);
    assert_int_equal(many.downs, 0);
    redis_close(NULL, NULL, NULL);
}

struct closer {
    struct fixture *fixture;
    struct redis *redis;
    int calls;
};

static void close_within(void *context, const redisReply *reply)
{
    struct closer *closer = context;

    (void)reply;
    closer->calls++;
    redis_close(closer->redis, fixture_on_closed, closer->fixture);
}

/* From within a reply, and from within the NULL after a loss. */
static void may_be_closed_within_a_callback(void **state)
{
    struct fixture *fixture = *state;
    const char *ping[] = {"PING"};

    for (int lost = 0; lost < 2; lost++) {
        struct redis *redis = fixture_redis(fixture, (struct redis_settings){0});
        struct closer closer = {fixture, redis, 0};
        int before = fixture->closed;

        fixture_await_up(fixture, redis);
        for (int i = 0; i < 3; i++)
            assert_true(redis_command(redis, close_within, &closer, 1, ping, NULL));
        if (lost)
            redis_reconnect(redis);
        fixture_await_count(&fixture->loop, &fixture->closed, before + 1);
        assert_int_equal(closer.calls, 3);
    }
}

static void wrong_password_stays_down(void **state)
{
    struct fixture *fixture = *state;
    struct redis *redis =
        fixture_redis(fixture, (struct redis_settings){.user = "loader", .password = "guess"});
    struct redis *other = fixture_redis(fixture, (struct redis_settings){0});

    fixture_await_up(fixture, other);
    for (int i = 0; i < 20; i++)
        fixture_ask(fixture, other, "PING");
    assert_false(redis_is_up(redis));
    fixture_close(fixture, redis);
    fixture_close(fixture, other);
}

static void refuses_bad_addresses(void **state)
{
    static const char *const bad[] = {
        "",         "unix:",    "localhost", "localhost:", "host:0",     "host:70000",
        "host:12x", "::1:6379", ":6379",     "[]:6379",    "/tmp/socket"};
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        const struct redis_settings settings = {.address = bad[i]};

        assert_null(redis_create(&fixture->loop, &settings, NULL));
    }
}

/* A port on which nobody listens, held so that nobody will. */
static int closed_port(int *holder)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof address;

    *holder = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(*holder, (struct sockaddr *)&address, size), 0);
    assert_int_equal(getsockname(*holder, (struct sockaddr *)&address, &size), 0);
    return ntohs(address.sin_port);
}

static void on_tcp_exit(uv_process_t *process, int64_t status, int signal)
{
    (void)status;
    (void)signal;
    uv_close((uv_handle_t *)process, NULL);
}

/* Starts a Redis on a TCP port, in the mode that lets it end with this process. */
static void spawn_on_tcp(struct fixture *fixture, uv_process_t *process, int port)
{
    char parent[16], config[64];
    char *program = redis_files_find_program(NULL);
    char *arguments[] = {"redis", REDIS_CHILD_MODE, parent, program, config, NULL};
    const uv_process_options_t options = {
        .file = "/proc/self/exe", .args = arguments, .exit_cb = on_tcp_exit};
    FILE *file;

    snprintf(parent, sizeof parent, "%d", (int)getpid());
    snprintf(config, sizeof config, "%s/tcp.conf", fixture->folder);
    file = fopen(config, "we");
    assert_non_null(file);
    fprintf(file, "bind 127.0.0.1\nport %d\nsave \"\"\ndir %s\n", port, fixture->folder);
    fclose(file);
    assert_int_equal(uv_spawn(&fixture->loop, process, &options), 0);
    free(program);
}

/* Over TCP: refused as long as nobody listens, up when a Redis comes, by number and by name. */
static void connects_over_tcp(void **state)
{
    struct fixture *fixture = *state;
    char by_number[32], by_name[32];
    struct many many = {0};
    struct redis *first, *second;
    uv_process_t process;
    int holder, port = closed_port(&holder);

    snprintf(by_number, sizeof by_number, "127.0.0.1:%d", port);
    snprintf(by_name, sizeof by_name, "localhost:%d", port);
    first =
        fixture_redis(fixture, (struct redis_settings){.address = by_number, .first_retry_ms = 10});
    uv_run(&fixture->loop, UV_RUN_ONCE);
    assert_false(redis_is_up(first));
    close(holder);
    spawn_on_tcp(fixture, &process, port);
    fixture_await_up(fixture, first);
    second = fixture_redis(fixture, (struct redis_settings){.address = by_name,
                                                            .on_down = on_down,
                                                            .context = &many,
                                                            .first_retry_ms = 10});
    fixture_await_up(fixture, second);
    assert_true(increment(second, &many));
    fixture_await_count(&fixture->loop, &many.replies, 1);
    uv_process_kill(&process, SIGTERM);
    fixture_await_count(&fixture->loop, &many.downs, 1);
    fixture_close(fixture, first);
    fixture_close(fixture, second);
    while (!uv_is_closing((uv_handle_t *)&process))
        uv_run(&fixture->loop, UV_RUN_ONCE);
    uv_run(&fixture->loop, UV_RUN_NOWAIT);
}

/* Closing while a host name is looked up: the look-up ends first, and nothing leaks. */
static void may_be_closed_while_it_looks_up(void **state)
{
    struct fixture *fixture = *state;
    struct redis *redis = fixture_redis(fixture, (struct redis_settings){.address = "localhost:1"});

    uv_run(&fixture->loop, UV_RUN_NOWAIT);
    fixture_close(fixture, redis);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(answers_in_order, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(sends_much, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(bounds_what_is_in_flight, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(a_loss_answers_each_once_and_it_comes_back, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(silence_counts_as_a_loss, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(a_quiet_subscriber_stays_up, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(closing_answers_first, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(may_be_closed_within_a_callback, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(wrong_password_stays_down, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(refuses_bad_addresses, fixture_make, fixture_stop),
        cmocka_unit_test_setup_teardown(connects_over_tcp, fixture_make, fixture_stop),
        cmocka_unit_test_setup_teardown(may_be_closed_while_it_looks_up, fixture_make,
                                        fixture_stop),
    };
    int status = fixture_main(argc, argv);

    return status >= 0 ? status : cmocka_run_group_tests(tests, NULL, NULL);
}
