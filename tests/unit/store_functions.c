#include "store_fixture.h"

#include "store/functions.h"

struct outcome {
    int count;
    bool loaded;
    char error[512];
};

static void on_loaded(void *context, const char *error)
{
    struct outcome *outcome = context;

    outcome->count++;
    outcome->loaded = error == NULL;
    snprintf(outcome->error, sizeof outcome->error, "%s", error != NULL ? error : "");
}

static struct outcome load(struct fixture *fixture, const char *text)
{
    struct outcome outcome = {0};

    assert_true(functions_load(redis_child_loader(fixture->child), text, strlen(text), on_loaded,
                               &outcome));
    fixture_await_count(&fixture->loop, &outcome.count, 1);
    return outcome;
}

static void loads_and_replaces(void **state)
{
    static const char *const versions[] = {
        "#!lua name=veer\n"
        "redis.register_function('veer_try', function(keys)\n"
        "  redis.call('SET', keys[1], 'one')\n"
        "  return redis.call('GET', keys[1]) end)\n",
        "#!lua name=veer\n"
        "redis.register_function('veer_try', function() return 'two' end)\n"};
    struct fixture *fixture = *state;
    struct redis *redis = fixture_redis(fixture, (struct redis_settings){0});

    fixture_await_up(fixture, redis);
    assert_int_equal(fixture_ask(fixture, redis, "FCALL veer_try 1 {veer}k").type,
                     REDIS_REPLY_ERROR);
    assert_true(load(fixture, versions[0]).loaded);
    assert_string_equal(fixture_ask(fixture, redis, "FCALL veer_try 1 {veer}k").text, "one");
    assert_true(load(fixture, versions[1]).loaded);
    assert_string_equal(fixture_ask(fixture, redis, "FCALL veer_try 1 {veer}k").text, "two");
    fixture_close(fixture, redis);
}

static void functions_may_do_no_more_than_their_caller(void **state)
{
    struct fixture *fixture = *state;
    struct redis *redis = fixture_redis(fixture, (struct redis_settings){0});

    fixture_await_up(fixture, redis);
    assert_true(load(fixture, "#!lua name=veer\n"
                              "redis.register_function('veer_keys', function()\n"
                              "  return redis.call('KEYS', '*') end)\n")
                    .loaded);
    assert_int_equal(fixture_ask(fixture, redis, "FCALL veer_keys 0").type, REDIS_REPLY_ERROR);
    fixture_close(fixture, redis);
}

static void tells_the_syntax_error(void **state)
{
    struct outcome outcome = load(*state, "#!lua name=veer\nlocal x = = 1\n");

    assert_false(outcome.loaded);
    assert_non_null(strstr(outcome.error, "unexpected symbol near '='"));
    assert_non_null(strstr(outcome.error, ":2:"));
}

static void tells_of_a_lost_connection(void **state)
{
    struct fixture *fixture = *state;
    struct redis *loader = redis_child_loader(fixture->child);
    struct outcome outcome = {0};

    assert_true(functions_load(loader, "x", 1, on_loaded, &outcome));
    redis_reconnect(loader);
    assert_int_equal(outcome.count, 1);
    assert_string_equal(outcome.error, "the connection to Redis was lost");
    assert_false(functions_load(loader, "x", 1, on_loaded, &outcome));
    assert_int_equal(outcome.count, 1);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(loads_and_replaces, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(functions_may_do_no_more_than_their_caller, fixture_start,
                                        fixture_stop),
        cmocka_unit_test_setup_teardown(tells_the_syntax_error, fixture_start, fixture_stop),
        cmocka_unit_test_setup_teardown(tells_of_a_lost_connection, fixture_start, fixture_stop),
    };
    int status = fixture_main(argc, argv);

    return status >= 0 ? status : cmocka_run_group_tests(tests, NULL, NULL);
}
