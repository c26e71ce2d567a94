/* When a desk is open, in nights of every kind. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "config/config.h"

#define DEMO VEER_SOURCE_DIR "/deploy/demo/network.json"
#define DAY (24 * 60)
#define MON 0
#define TUE DAY
#define FRI (4 * DAY)
#define SAT (5 * DAY)
#define SUN (6 * DAY)
#define AT(hour, minute) ((hour)*60 + (minute))

/* Milliseconds since 1970 of a moment in UTC, 2026. */
static int64_t utc(int month, int day, int hour, int minute)
{
    struct tm tm = {
        .tm_year = 126, .tm_mon = month - 1, .tm_mday = day, .tm_hour = hour, .tm_min = minute};
    return (int64_t)timegm(&tm) * 1000;
}

static struct config_desk with(struct config_span *spans, size_t count)
{
    return (struct config_desk){.hours = {.count = count, .spans = spans}};
}

static void test_office_hours(void **state)
{
    (void)state;
    struct config_span spans[] = {{MON + AT(9, 0), MON + AT(17, 0)},
                                  {FRI + AT(9, 0), FRI + AT(17, 0)}};
    struct config_desk desk = with(spans, 2);

    /* Friday 20 November 2026, winter time: UTC + 1. */
    assert_false(config_desk_is_open(&desk, utc(11, 20, 8, 0) - 1));
    assert_true(config_desk_is_open(&desk, utc(11, 20, 8, 0)));
    assert_true(config_desk_is_open(&desk, utc(11, 20, 16, 0) - 1));
    assert_false(config_desk_is_open(&desk, utc(11, 20, 16, 0)));
    assert_int_equal(config_desk_closes_at(&desk, utc(11, 20, 8, 0)), utc(11, 20, 16, 0));
    assert_int_equal(config_desk_opens_at(&desk, utc(11, 20, 8, 0) + 1), utc(11, 20, 8, 0) + 1);
    assert_int_equal(config_desk_opens_at(&desk, utc(11, 20, 16, 0)), utc(11, 23, 8, 0));
    assert_int_equal(config_desk_closes_at(&desk, utc(11, 20, 16, 0)), utc(11, 20, 16, 0));
}

static void test_always(void **state)
{
    (void)state;
    struct config_desk desk = {.hours = {.always = true}};

    assert_true(config_desk_is_open(&desk, utc(3, 29, 1, 0)));
    assert_int_equal(config_desk_opens_at(&desk, 12345), 12345);
    assert_int_equal(config_desk_closes_at(&desk, utc(3, 29, 1, 0)), -1);

    /* Written as every day from 00:00 to 24:00 it is the same. */
    struct config_span week[] = {{0, 7 * DAY}};
    desk = with(week, 1);
    assert_int_equal(config_desk_closes_at(&desk, utc(10, 24, 1, 0)), -1);
}

/* 29 March 2026: at 01:00 UTC the clock goes from 02:00 to 03:00. */
static void test_the_night_that_loses_an_hour(void **state)
{
    (void)state;
    struct config_span week[] = {{MON + AT(9, 0), MON + AT(17, 0)},
                                 {FRI + AT(9, 0), FRI + AT(17, 0)}};
    struct config_desk office = with(week, 2);
    assert_int_equal(config_desk_opens_at(&office, utc(3, 27, 17, 0)), utc(3, 30, 7, 0));

    struct config_span night[] = {{SUN + AT(2, 30), SUN + AT(5, 0)}};
    struct config_desk desk = with(night, 1);
    assert_false(config_desk_is_open(&desk, utc(3, 29, 1, 0) - 1));
    assert_true(config_desk_is_open(&desk, utc(3, 29, 1, 0))); /* 03:00 */
    assert_int_equal(config_desk_opens_at(&desk, utc(3, 28, 12, 0)), utc(3, 29, 1, 0));
    assert_int_equal(config_desk_closes_at(&desk, utc(3, 29, 1, 0)), utc(3, 29, 3, 0));

    /* Hours that are skipped wholly come back a week later. */
    struct config_span skipped[] = {{SUN + AT(2, 15), SUN + AT(2, 45)}};
    desk = with(skipped, 1);
    assert_int_equal(config_desk_opens_at(&desk, utc(3, 28, 12, 0)), utc(4, 5, 0, 15));

    /* A desk that closes in the missing hour closes where it begins. */
    struct config_span evening[] = {{SAT + AT(20, 0), SUN + AT(2, 30)}};
    desk = with(evening, 1);
    assert_int_equal(config_desk_closes_at(&desk, utc(3, 28, 20, 0)), utc(3, 29, 1, 0));
}

/* 25 October 2026: at 01:00 UTC the clock goes from 03:00 back to 02:00. */
static void test_the_night_that_has_an_hour_twice(void **state)
{
    (void)state;
    struct config_span week[] = {{MON + AT(9, 0), MON + AT(17, 0)},
                                 {FRI + AT(9, 0), FRI + AT(17, 0)}};
    struct config_desk office = with(week, 2);
    assert_int_equal(config_desk_opens_at(&office, utc(10, 23, 18, 0)), utc(10, 26, 8, 0));

    struct config_span night[] = {{SUN + AT(2, 30), SUN + AT(3, 0)}};
    struct config_desk desk = with(night, 1);
    assert_int_equal(config_desk_opens_at(&desk, utc(10, 24, 12, 0)), utc(10, 25, 0, 30));
    assert_int_equal(config_desk_closes_at(&desk, utc(10, 25, 0, 30)), utc(10, 25, 1, 0));
    assert_false(config_desk_is_open(&desk, utc(10, 25, 1, 29)));
    assert_int_equal(config_desk_opens_at(&desk, utc(10, 25, 1, 0)), utc(10, 25, 1, 30));
    assert_int_equal(config_desk_closes_at(&desk, utc(10, 25, 1, 30)), utc(10, 25, 2, 0));

    struct config_span through[] = {{SAT + AT(20, 0), SUN + AT(4, 0)}};
    desk = with(through, 1);
    assert_int_equal(config_desk_closes_at(&desk, utc(10, 24, 18, 0)), utc(10, 25, 3, 0));
}

/* Past midnight, also from Sunday to Monday, a desk does not close for a moment. */
static void test_past_midnight(void **state)
{
    (void)state;
    struct config_span spans[] = {{MON, MON + AT(2, 0)}, {SUN + AT(20, 0), 7 * DAY}};
    struct config_desk desk = with(spans, 2);

    /* Sunday 22 November 2026, 22:00 local time. */
    assert_int_equal(config_desk_closes_at(&desk, utc(11, 22, 21, 0)), utc(11, 23, 1, 0));
    assert_true(config_desk_is_open(&desk, utc(11, 22, 23, 0) - 1));
    assert_true(config_desk_is_open(&desk, utc(11, 22, 23, 0)));
    assert_int_equal(config_desk_opens_at(&desk, utc(11, 23, 1, 0)), utc(11, 29, 19, 0));
}

/* The search for the next change agrees with looking at every single minute. */
static void test_every_minute(void **state)
{
    (void)state;
    struct config_span spans[] = {{MON, MON + AT(0, 1)},
                                  {TUE + AT(2, 0), TUE + AT(3, 0)},
                                  {SAT + AT(23, 59), SUN + AT(1, 59)},
                                  {SUN + AT(2, 0), SUN + AT(2, 1)},
                                  {SUN + AT(2, 59), SUN + AT(3, 1)}};
    struct config_desk desk = with(spans, 5);
    const int64_t days[] = {utc(3, 27, 0, 0), utc(10, 23, 0, 0), utc(6, 1, 0, 0)};

    for (size_t i = 0; i < 3; i++) {
        int64_t opens = -1;
        int64_t closes = -1;
        for (int minute = 6 * DAY; minute >= 0; minute--) {
            int64_t at = days[i] + (int64_t)minute * 60000;
            bool open = config_desk_is_open(&desk, at);
            opens = open ? at : opens;
            closes = open ? closes : at;
            if (opens >= 0 && closes >= 0) {
                assert_int_equal(config_desk_opens_at(&desk, at), opens);
                assert_int_equal(config_desk_closes_at(&desk, at), closes);
            }
        }
    }
}

static int use_zone(void **state)
{
    struct config_errors *errors = config_errors_create();
    struct config *config = config_load(DEMO, errors);

    config_errors_destroy(errors);
    *state = config;
    return config != NULL && config_use_time_zone(config) ? 0 : -1;
}

static int forget(void **state)
{
    config_destroy(*state);
    return 0;
}

/* As read from the file: days in any order, spans in the order of the week, touching ones one. */
static void test_read(void **state)
{
    const struct config_desk *chat = config_desk_find(*state, "cvsn/chat");
    assert_false(chat->hours.always);
    assert_int_equal(chat->hours.count, 7);
    assert_int_equal(chat->hours.spans[0].from, AT(10, 0));
    assert_int_equal(chat->hours.spans[6].from, SUN + AT(12, 0));
    assert_int_equal(chat->hours.spans[6].to, SUN + AT(18, 0));
    /* Monday 29 June 2026, summer time. */
    assert_int_equal(config_desk_opens_at(chat, utc(6, 28, 16, 0)), utc(6, 29, 8, 0));
    assert_int_equal(config_desk_closes_at(config_desk_find(*state, "csg/acute"), 0), -1);
}

static void test_read_past_midnight(void **state)
{
    static const char weekend[] = "{ \"days\": [\"sat\", \"sun\"], \"from\": \"12:00\", "
                                  "\"to\": \"18:00\" }";
    static const char nights[] =
        "{ \"days\": [\"sun\", \"sat\"], \"from\": \"00:00\", \"to\": \"01:30\" }, "
        "{ \"days\": [\"sat\"], \"from\": \"20:00\", \"to\": \"24:00\" }";
    char text[32768] = "";

    (void)state;
    FILE *file = fopen(DEMO, "rb");
    assert_non_null(file);
    size_t length = fread(text, 1, sizeof text - 1, file);
    (void)fclose(file);
    char *found = strstr(text, weekend);
    assert_non_null(found);
    size_t rest = (size_t)(text + length - found) - strlen(weekend) + 1;
    memmove(found + strlen(nights), found + strlen(weekend), rest);
    memcpy(found, nights, strlen(nights));
    struct config_errors *errors = config_errors_create();
    struct config *config = config_load_text("x", text, strlen(text), errors);
    assert_non_null(config);
    const struct config_hours *hours = &config_desk_find(config, "cvsn/chat")->hours;
    assert_int_equal(hours->count, 7); /* five days, early Saturday, Saturday evening to Sunday */
    assert_int_equal(hours->spans[5].from, SAT);
    assert_int_equal(hours->spans[6].from, SAT + AT(20, 0));
    assert_int_equal(hours->spans[6].to, SUN + AT(1, 30));
    config_destroy(config);
    config_errors_destroy(errors);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_office_hours),
        cmocka_unit_test(test_always),
        cmocka_unit_test(test_the_night_that_loses_an_hour),
        cmocka_unit_test(test_the_night_that_has_an_hour_twice),
        cmocka_unit_test(test_past_midnight),
        cmocka_unit_test(test_every_minute),
        cmocka_unit_test(test_read),
        cmocka_unit_test(test_read_past_midnight),
    };
    return cmocka_run_group_tests(tests, use_zone, forget);
}
