/* The expected wait. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "desk/estimate.h"

#define MINUTE (60 * 1000)

static const struct estimate_pace four = {.servers = 4, .mean_ms = 40 * MINUTE};

static int64_t ms_of(struct estimate_pace pace, int64_t ahead)
{
    return estimate_wait(&pace, ahead).ms;
}

static void test_nobody_on_duty(void **state)
{
    (void)state;
    struct estimate_pace none = {.mean_ms = 20 * MINUTE};
    assert_int_equal(estimate_wait(&none, 0).wait, WIRE_WAIT_OVER_60);
    assert_int_equal(estimate_wait(&none, 0).ms, INT64_MAX);
}

/* Four places of 40 minutes: one becomes free every ten minutes. */
static void test_only_the_queue(void **state)
{
    (void)state;
    /* Exponential with a mean of 10 minutes: its median is 6.9, by the rule of a third 6.7. */
    assert_in_range(ms_of(four, 0), 6.6 * MINUTE, 6.9 * MINUTE);
    /* The sum of ten: a median of 96.7. */
    assert_in_range(ms_of(four, 9), 96 * MINUTE, 97 * MINUTE);
    assert_int_equal(estimate_wait(&four, 0).wait, WIRE_WAIT_5_TO_15);
    assert_int_equal(estimate_wait(&four, 1).wait, WIRE_WAIT_15_TO_30);
    assert_int_equal(estimate_wait(&four, 9).wait, WIRE_WAIT_OVER_60);
}

static void test_those_who_give_up_make_it_shorter(void **state)
{
    (void)state;
    struct estimate_pace leaving = four;
    leaving.patience_ms = 20 * MINUTE;
    /* 1/10 + 1/20 a minute: a mean of 6.7 minutes; the sum for three ahead is
     * 1/.15 + 1/.2 + 1/.25 + 1/.3 = 19 minutes, less a third of 97.2/19. */
    assert_in_range(ms_of(leaving, 0), 4.4 * MINUTE, 4.5 * MINUTE);
    assert_in_range(ms_of(leaving, 3), 17.2 * MINUTE, 17.4 * MINUTE);
}

static void test_those_who_go_first_make_it_longer(void **state)
{
    (void)state;
    struct estimate_pace pushed = four;
    pushed.first_ms = 20 * MINUTE;
    /* 1/10 - 1/20 a minute: twice as long. */
    assert_in_range(ms_of(pushed, 4), 2 * ms_of(four, 4) - 10, 2 * ms_of(four, 4) + 10);
    /* More of them than places: still an end, at a fifth of the speed. */
    pushed.first_ms = MINUTE;
    assert_in_range(ms_of(pushed, 4), 5 * ms_of(four, 4) - 10, 5 * ms_of(four, 4) + 10);
}

static void test_the_answer_takes_time(void **state)
{
    (void)state;
    struct estimate_pace slow = four;
    slow.answer_ms = 3 * MINUTE;
    assert_true(ms_of(slow, 0) > ms_of(four, 0) + 2 * MINUTE);
}

static void test_more_places_shorter_more_ahead_longer(void **state)
{
    (void)state;
    struct estimate_pace pace = {
        .mean_ms = 25 * MINUTE, .patience_ms = 45 * MINUTE, .answer_ms = MINUTE / 4};
    for (pace.servers = 1; pace.servers < 10; pace.servers++) {
        struct estimate_pace one_more = pace;
        one_more.servers++;
        for (int64_t ahead = 0; ahead < 100; ahead++) {
            assert_true(ms_of(pace, ahead) < ms_of(pace, ahead + 1));
            assert_true(ms_of(one_more, ahead) < ms_of(pace, ahead));
            assert_true(estimate_wait(&pace, ahead).wait <= estimate_wait(&pace, ahead + 1).wait);
        }
    }
}

/* Whatever the functions give, nothing overflows and nothing hangs. */
static void test_odd_numbers(void **state)
{
    (void)state;
    struct estimate_pace nothing = {.servers = 1};
    assert_int_equal(ms_of(nothing, 0), 0);
    assert_int_equal(ms_of(four, -1), 0);
    struct estimate_pace huge = {.servers = 1, .mean_ms = INT64_MAX, .answer_ms = INT64_MAX};
    assert_int_equal(estimate_wait(&huge, INT64_MAX).wait, WIRE_WAIT_OVER_60);
    huge.answer_ms = 0;
    assert_int_equal(estimate_wait(&huge, INT64_MAX).wait, WIRE_WAIT_OVER_60);
    assert_int_equal(estimate_wait(&four, INT64_MAX).wait, WIRE_WAIT_OVER_60);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nobody_on_duty),
        cmocka_unit_test(test_only_the_queue),
        cmocka_unit_test(test_those_who_give_up_make_it_shorter),
        cmocka_unit_test(test_those_who_go_first_make_it_longer),
        cmocka_unit_test(test_the_answer_takes_time),
        cmocka_unit_test(test_more_places_shorter_more_ahead_longer),
        cmocka_unit_test(test_odd_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
