/* How failed tries hold back the next ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "people/failures.h"

static void test_delay_doubles_up_to_the_most(void **state)
{
    static const int64_t expected[] = {1000, 2000, 4000, 8000, 16000, 30000, 30000};
    struct failures *failures = failures_create(2, 1000, 30000, 900000);

    (void)state;
    assert_int_equal(failures_free_at(failures, 1, 5), 5);
    for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        int64_t now_ms = (int64_t)(i + 1) * 100000;
        failures_add(failures, 1, now_ms);
        assert_int_equal(failures_free_at(failures, 1, now_ms), now_ms + expected[i]);
        assert_true(failures_free_at(failures, 1, now_ms + expected[i]) <= now_ms + expected[i]);
    }
    assert_int_equal(failures_free_at(failures, 0, 700000), 700000); /* another account */
    failures_destroy(failures);
}

static void test_success_and_time_forget(void **state)
{
    struct failures *failures = failures_create(1, 1000, 30000, 900000);

    (void)state;
    failures_add(failures, 0, 1000);
    failures_add(failures, 0, 1000);
    failures_clear(failures, 0);
    assert_int_equal(failures_free_at(failures, 0, 1001), 1001);
    failures_add(failures, 0, 2000);
    failures_add(failures, 0, 2000);
    assert_int_equal(failures_free_at(failures, 0, 2000), 4000);
    failures_add(failures, 0, 902000); /* a quarter of an hour later: the first again */
    assert_int_equal(failures_free_at(failures, 0, 902000), 903000);
    failures_destroy(failures);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_delay_doubles_up_to_the_most),
        cmocka_unit_test(test_success_and_time_forget),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
