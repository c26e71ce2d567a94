#include "store_fixture.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>

static unsigned mode_of(const struct fixture *fixture, const char *name)
{
    char path[64];
    struct stat status;

    snprintf(path, sizeof path, "%s/%s", fixture->folder, name);
    return stat(path, &status) == 0 ? status.st_mode & 0777 : 0;
}

static void keeps_its_files_private(void **state)
{
    struct fixture *fixture = *state;

    assert_int_equal(mode_of(fixture, "redis"), 0700);
    assert_int_equal(mode_of(fixture, "redis/redis.conf"), 0600);
    assert_int_equal(mode_of(fixture, "redis/redis.sock"), 0700);
    assert_int_equal(mode_of(fixture, "redis/redis.log"), 0600);
    assert_true(redis_child_pid(fixture->child) > 0);
}

/* While redis-server lives, no other one may start on its files. */
static void redis_itself_holds_a_lock(void **state)
{
    struct fixture *fixture = *state;
    char path[64];
    int fd;

    snprintf(path, sizeof path, "%s/redis/lock", fixture->folder);
    fd = open(path, O_RDWR | O_CLOEXEC);
    assert_true(fd >= 0);
    assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), -1);
    kill(redis_child_pid(fixture->child), SIGKILL);
    fixture_await_count(&fixture->loop, &fixture->exits, 1);
    assert_int_equal(flock(fd, LOCK_EX | LOCK_NB), 0);
    for (int i = 0; i < 20; i++) /* the next one waits for us */
        uv_run(&fixture->loop, UV_RUN_ONCE);
    assert_int_equal(fixture->ready, 1);
    close(fd);
    fixture_await_count(&fixture->loop, &fixture->ready, 2);
}

static void workers_may_do_little(void **state)
{
    static const char *const refused[] = {"EVAL x 0",
                                          "EVALSHA x 0",
                                          "SCRIPT LOAD x",
                                          "FUNCTION LIST",
                                          "CONFIG GET *",
                                          "KEYS *",
                                          "SCAN 0",
                                          "MONITOR",
                                          "FLUSHALL",
                                          "SHUTDOWN",
                                          "SAVE",
                                          "SLOWLOG GET",
                                          "CLIENT LIST",
                                          "ACL LIST",
                                          "SELECT 1",
                                          "SET other 1",
                                          "GET {veer",
                                          "PUBLISH other x",
                                          "BLPOP {veer}l 0",
                                          "XREAD BLOCK 0 STREAMS {veer}s $",
                                          "SORT {veer}l",
                                          "REPLICAOF no one",
                                          "MODULE LIST"};
    static const char *const granted[] = {"SET {veer}a 1",
                                          "INCR {veer}a",
                                          "HSET {veer}h f v",
                                          "SADD {veer}s m",
                                          "ZADD {veer}z 1 m",
                                          "XADD {veer}x * f v",
                                          "XRANGE {veer}x - +",
                                          "EXPIRE {veer}a 100",
                                          "TYPE {veer}a",
                                          "UNLINK {veer}a",
                                          "EXISTS {veer}a",
                                          "PUBLISH {veer}c x",
                                          "TIME",
                                          "PING"};
    struct fixture *fixture = *state;
    struct redis *redis = fixture_redis(fixture, (struct redis_settings){0});

    fixture_await_up(fixture, redis);
    assert_int_equal(fixture_ask(fixture, redis, "DEBUG SLEEP 0").type, REDIS_REPLY_ERROR);
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct fixture_answer answer = fixture_ask(fixture, redis, refused[i]);

        if (answer.type != REDIS_REPLY_ERROR || strncmp(answer.text, "NOPERM", 6) != 0)
            fail_msg("%s is not refused: %s", refused[i], answer.text);
    }
    for (size_t i = 0; i < sizeof granted / sizeof granted[0]; i++) {
        struct fixture_answer answer = fixture_ask(fixture, redis, granted[i]);

        if (answer.type == REDIS_REPLY_ERROR)
            fail_msg("%s is refused: %s", granted[i], answer.text);
    }
    fixture_close(fixture, redis);
}

static void loader_may_only_load_and_rewrite(void **state)
{
    static const char *const refused[] = {"GET {veer}a", "FCALL f 0",    "FUNCTION FLUSH",
                                          "KEYS *",      "CONFIG GET *", "EVAL x 0"};
    struct fixture *fixture = *state;

    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct fixture_answer answer =
            fixture_ask(fixture, redis_child_loader(fixture->child), refused[i]);

        assert_int_equal(answer.type, REDIS_REPLY_ERROR);
        assert_memory_equal(answer.text, "NOPERM", 6);
    }
    assert_int_equal(fixture_ask(fixture, redis_child_loader(fixture->child), "FUNCTION LIST").type,
                     REDIS_REPLY_ARRAY);
    assert_int_equal(fixture_ask(fixture, redis_child_loader(fixture->child), "BGREWRITEAOF").type,
                     REDIS_REPLY_STATUS);
}

static void comes_back_with_its_data(void **state)
{
    struct fixture *fixture = *state;
    struct redis *redis = fixture_redis(fixture, (struct redis_settings){.first_retry_ms = 20});
    int pid = redis_child_pid(fixture->child);

    fixture_await_up(fixture, redis);
    assert_int_equal(fixture_ask(fixture, redis, "SET {veer}kept yes").type, REDIS_REPLY_STATUS);
    kill(pid, SIGKILL);
    fixture_await_count(&fixture->loop, &fixture->exits, 1);
    fixture_await_count(&fixture->loop, &fixture->ready, 2);
    assert_int_not_equal(redis_child_pid(fixture->child), pid);
    fixture_await_up(fixture, redis);
    assert_string_equal(fixture_ask(fixture, redis, "GET {veer}kept").text, "yes");
    assert_int_equal(fixture->exits, 1);
    fixture_close(fixture, redis);
}

static void names_a_missing_program(void **state)
{
    struct fixture *fixture = *state;

    assert_null(fixture_child(fixture, "no-such-redis"));
    assert_non_null(strstr(fixture->error, "Cannot find no-such-redis: install it"));
}

static void names_a_bad_state_folder(void **state)
{
    struct fixture *fixture = *state;
    struct redis_child_settings settings = {.state_dir = "/nowhere/at/all"};
    char deep[160];

    assert_null(
        redis_child_create(&fixture->loop, &settings, NULL, fixture->error, sizeof fixture->error));
    assert_non_null(strstr(fixture->error, "Cannot make /nowhere/at/all/redis"));
    snprintf(deep, sizeof deep, "%s/%0100d", fixture->folder, 0);
    settings.state_dir = deep;
    assert_null(
        redis_child_create(&fixture->loop, &settings, NULL, fixture->error, sizeof fixture->error));
    assert_non_null(strstr(fixture->error, "too long"));
}

static void tells_of_a_death_at_the_start(void **state)
{
    struct fixture *fixture = *state;

    fixture->child = fixture_child(fixture, "/bin/false");
    assert_non_null(fixture->child);
    fixture_await_count(&fixture->loop, &fixture->failures, 1);
    assert_non_null(strstr(fixture->error, "/bin/false ended with status 1 before it was ready"));
    assert_non_null(strstr(fixture->error, "redis/redis.log"));
    assert_int_equal(fixture->ready + fixture->exits, 0);
}

static void stops_while_it_starts(void **state)
{
    struct fixture *fixture = *state;

    fixture->child = fixture_child(fixture, NULL); /* the teardown stops it before it ever ran */
    assert_non_null(fixture->child);
}

static void kills_what_does_not_listen(void **state)
{
    struct fixture *fixture = *state;
    int pid = redis_child_pid(fixture->child);

    kill(pid, SIGSTOP); /* the teardown's SIGTERM waits, its SIGKILL does not */
    assert_int_equal(kill(pid, 0), 0);
}

/* The mode in which this program is a parent that will be killed: Redis, one key, then a byte on
 * the standard output. */
static int be_a_parent(const char *folder)
{
    struct fixture fixture = {0};
    struct redis *redis;

    snprintf(fixture.folder, sizeof fixture.folder, "%s", folder);
    uv_loop_init(&fixture.loop);
    fixture.child = fixture_child(&fixture, NULL);
    if (fixture.child == NULL)
        return 1;
    fixture_await_count(&fixture.loop, &fixture.ready, 1);
    redis = fixture_redis(&fixture, (struct redis_settings){0});
    fixture_await_up(&fixture, redis);
    fixture_ask(&fixture, redis, "SET {veer}kept yes");
    if (write(STDOUT_FILENO, "!", 1) == 1)
        uv_run(&fixture.loop, UV_RUN_DEFAULT);
    return 1;
}

static void goes_with_its_parent_and_makes_room(void **state)
{
    struct fixture *fixture = *state;
    struct redis *redis;
    char byte;
    int ends[2];
    pid_t pid;

    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    pid = fork();
    if (pid == 0) {
        dup2(ends[1], STDOUT_FILENO);
        execl("/proc/self/exe", "parent", "be-a-parent", fixture->folder, (char *)NULL);
        _exit(1);
    }
    close(ends[1]);
    assert_int_equal(read(ends[0], &byte, 1), 1);
    close(ends[0]);
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    fixture->child = fixture_child(fixture, NULL); /* the old Redis is still on its way out */
    assert_non_null(fixture->child);
    fixture_await_count(&fixture->loop, &fixture->ready, 1);
    redis = fixture_redis(fixture, (struct redis_settings){0});
    fixture_await_up(fixture, redis);
    assert_string_equal(fixture_ask(fixture, redis, "GET {veer}kept").text, "yes");
    fixture_close(fixture, redis);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(keeps_its_files_private, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(redis_itself_holds_a_lock, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(workers_may_do_little, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(loader_may_only_load_and_rewrite, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(comes_back_with_its_data, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(names_a_missing_program, fixture_make, fixture_stop),
        cmocka_unit_test_setup_teardown(names_a_bad_state_folder, fixture_make, fixture_stop),
        cmocka_unit_test_setup_teardown(tells_of_a_death_at_the_start, fixture_make, fixture_stop),
        cmocka_unit_test_setup_teardown(stops_while_it_starts, fixture_make, fixture_stop),
        cmocka_unit_test_setup_teardown(kills_what_does_not_listen, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(goes_with_its_parent_and_makes_room, fixture_make,
                                        fixture_stop),
    };
    int status = fixture_main(argc, argv);

    if (status >= 0)
        return status;
    if (argc == 3 && strcmp(argv[1], "be-a-parent") == 0)
        return be_a_parent(argv[2]);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
