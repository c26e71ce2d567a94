/* Token buckets by address. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>
#include <sodium.h>

#include "people/limits.h"

static const struct limits_rule rule = {.burst = 3, .per_minute = 6, .addresses = 64};

static void test_burst_then_an_even_rate(void **state)
{
    struct limits *limits = limits_create(&rule, 1000);
    int64_t retry_ms = 0;

    (void)state;
    for (int i = 0; i < 3; i++) {
        assert_true(limits_take(limits, "192.0.2.1", 1000, &retry_ms));
    }
    assert_false(limits_take(limits, "192.0.2.1", 1000, &retry_ms));
    assert_int_equal(retry_ms, 10000);
    assert_false(limits_take(limits, "192.0.2.1", 10999, &retry_ms));
    assert_int_equal(retry_ms, 1);
    assert_true(limits_take(limits, "192.0.2.1", 11000, NULL));
    assert_false(limits_take(limits, "192.0.2.1", 11000, NULL));
    for (int i = 0; i < 3; i++) {
        assert_true(limits_take(limits, "192.0.2.1", 900000, NULL)); /* full, not fuller */
    }
    assert_false(limits_take(limits, "192.0.2.1", 900000, NULL));
    limits_destroy(limits);
}

static void use_up(struct limits *limits, const char *address)
{
    while (limits_take(limits, address, 1000, NULL)) {
    }
}

static void test_what_counts_as_one_address(void **state)
{
    struct limits *limits = limits_create(&rule, 1000);

    (void)state;
    use_up(limits, "192.0.2.1");
    assert_true(limits_take(limits, "192.0.2.2", 1000, NULL));
    assert_false(limits_take(limits, "::ffff:192.0.2.1", 1000, NULL));
    use_up(limits, "2001:db8:0:1::1");
    assert_false(limits_take(limits, "2001:db8:0:1:ffff::2", 1000, NULL)); /* the same /64 */
    assert_true(limits_take(limits, "2001:db8:0:2::1", 1000, NULL));
    use_up(limits, "unix");
    assert_true(limits_take(limits, "", 1000, NULL));
    limits_destroy(limits);
}

static void test_full_table(void **state)
{
    struct limits *limits = limits_create(&rule, 1000);
    char address[32];

    (void)state;
    use_up(limits, "192.0.2.1");
    for (int i = 0; i < 5000; i++) {
        (void)snprintf(address, sizeof address, "198.51.%d.%d", i / 250, i % 250);
        assert_true(limits_take(limits, address, 2000 + i, NULL)); /* a stranger always gets in */
    }
    limits_destroy(limits);
}

static void test_key_is_renewed_daily(void **state)
{
    struct limits *limits = limits_create(&(struct limits_rule){1, 1, 8}, 1000);

    (void)state;
    assert_true(limits_take(limits, "192.0.2.1", LIMITS_KEY_LIFE_MS + 998, NULL));
    assert_false(limits_take(limits, "192.0.2.1", LIMITS_KEY_LIFE_MS + 999, NULL));
    assert_true(limits_take(limits, "192.0.2.1", LIMITS_KEY_LIFE_MS + 1000, NULL));
    limits_destroy(limits);
    limits_destroy(NULL);
}

static int start(void **state)
{
    (void)state;
    return sodium_init() < 0 ? -1 : 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_burst_then_an_even_rate),
        cmocka_unit_test(test_what_counts_as_one_address),
        cmocka_unit_test(test_full_table),
        cmocka_unit_test(test_key_is_renewed_daily),
    };
    return cmocka_run_group_tests(tests, start, NULL);
}
