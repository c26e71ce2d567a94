/* The address of a primary under Sentinel, and the answers of a Sentinel. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "store/sentinel.h"

static void reads_the_address(void **state)
{
    struct sentinel *sentinel = sentinel_create("sentinel:veer@10.0.0.1:26379,[::1]:26380");
    const char **question;
    int argc;

    (void)state;
    assert_non_null(sentinel);
    question = sentinel_question(sentinel, &argc);
    assert_int_equal(argc, 3);
    assert_string_equal(question[2], "veer");
    assert_string_equal(sentinel_next(sentinel)->host, "10.0.0.1");
    assert_string_equal(sentinel_next(sentinel)->host, "::1");
    assert_string_equal(sentinel_next(sentinel)->port, "26379"); /* and round again */
    sentinel_destroy(sentinel);
}

static void refuses_what_is_none(void **state)
{
    static const char *const wrong[] = {"sentinel:", "sentinel:veer", "sentinel:@host:1",
                                        "sentinel:veer@", "sentinel:veer@host",
                                        "sentinel:veer@host:1,", "host:6379"};

    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_null(sentinel_create(wrong[i]));
    sentinel_destroy(NULL);
}

static redisReply text(const char *words)
{
    return (redisReply){.type = REDIS_REPLY_STRING, .str = (char *)words};
}

static void reads_the_answer(void **state)
{
    redisReply host = text("10.0.0.2"), port = text("6380");
    redisReply *elements[] = {&host, &port};
    const redisReply known = {.type = REDIS_REPLY_ARRAY, .elements = 2, .element = elements};
    const redisReply unknown = {.type = REDIS_REPLY_NIL};
    struct address address = {0};

    (void)state;
    assert_false(sentinel_read(&unknown, &address));
    assert_true(sentinel_read(&known, &address));
    assert_string_equal(address.host, "10.0.0.2");
    assert_string_equal(address.port, "6380");
    address_finish(&address);
}

static void knows_a_primary(void **state)
{
    redisReply master = text("master"), replica = text("slave");
    redisReply *first[] = {&master}, *second[] = {&replica};
    const redisReply primary = {.type = REDIS_REPLY_ARRAY, .elements = 1, .element = first};
    const redisReply other = {.type = REDIS_REPLY_ARRAY, .elements = 1, .element = second};

    (void)state;
    assert_true(sentinel_is_primary(&primary));
    assert_false(sentinel_is_primary(&other));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_address),
        cmocka_unit_test(refuses_what_is_none),
        cmocka_unit_test(reads_the_answer),
        cmocka_unit_test(knows_a_primary),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
