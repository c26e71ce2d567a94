/* Shifts, on call, holidays and the stop of intake, to the second, in nights of every kind. */
#include "config_fixture.h"

/* 2026-10-25: at 01:00 UTC the clock goes from 03:00 back to 02:00. A Sunday.
 * 2027-03-28: at 01:00 UTC the clock goes from 02:00 to 03:00. Easter Sunday. */

static const struct config_desk *desk_of(const struct config *config)
{
    return config_desk_find(config, "o/d");
}

static enum config_post post_of(const struct config *config, const char *who, const char *at)
{
    return config_staff_post(config_staff_find(config, who), desk_of(config), utc(at));
}

static bool is_open(const struct config *config, const char *at)
{
    return config_desk_is_open(desk_of(config), utc(at));
}

static bool takes_in(const struct config *config, const char *at)
{
    return config_desk_takes_in(desk_of(config), utc(at));
}

/* The desk turns open, or closed, at this very second. */
static void turns(const struct config *config, const char *at, bool open)
{
    const struct config_desk *desk = desk_of(config);
    const int64_t ms = utc(at);

    if (config_desk_is_open(desk, ms - 1) == open || config_desk_is_open(desk, ms) != open) {
        fail_msg("not %s at %s", open ? "opened" : "closed", at);
    }
    assert_int_equal(
        open ? config_desk_opens_at(desk, ms - 3600000) : config_desk_closes_at(desk, ms - 1), ms);
    assert_true(config_changes_at(config, ms - 1) == ms);
}

static void test_without_shifts_the_whole_roster(void **state)
{
    (void)state;
    struct config *config =
        network_with("", "\"hours\":[{\"days\":[\"mon\"],\"from\":\"09:00\",\"to\":\"17:00\"}]");
    assert_int_equal(post_of(config, "o/ann", "2026-11-23 09:00:00"), CONFIG_POST_DESK);
    assert_int_equal(post_of(config, "o/bob", "2026-11-23 22:00:00"), CONFIG_POST_DESK);
    turns(config, "2026-11-23 08:00:00", true);
    turns(config, "2026-11-23 16:00:00", false);
    config_destroy(config);
}

static void test_open_while_somebody_has_a_shift(void **state)
{
    (void)state;
    struct config *config = network_with(
        "", "\"hours\":[{\"days\":[\"mon\",\"tue\"],\"from\":\"09:00\",\"to\":\"17:00\"}],"
            "\"shifts\":[{\"who\":[\"o/ann\"],\"days\":[\"mon\"],\"from\":\"08:00\","
            "\"to\":\"12:00\"},{\"who\":[\"o/bob\"],\"days\":[\"mon\"],\"from\":\"13:00\","
            "\"to\":\"18:00\",\"on_call\":true}]");
    /* Monday 23 November 2026: local time is UTC + 1. */
    turns(config, "2026-11-23 08:00:00", true);  /* the hours begin, ann is there already */
    turns(config, "2026-11-23 11:00:00", false); /* her shift is over */
    turns(config, "2026-11-23 12:00:00", true);
    turns(config, "2026-11-23 16:00:00", false); /* the hours are over */
    assert_false(is_open(config, "2026-11-24 10:00:00"));
    assert_int_equal(post_of(config, "o/ann", "2026-11-23 06:59:59"), CONFIG_POST_NONE);
    assert_int_equal(post_of(config, "o/ann", "2026-11-23 07:00:00"), CONFIG_POST_DESK);
    assert_int_equal(post_of(config, "o/bob", "2026-11-23 07:00:00"), CONFIG_POST_NONE);
    assert_int_equal(post_of(config, "o/ann", "2026-11-23 11:00:00"), CONFIG_POST_NONE);
    assert_int_equal(post_of(config, "o/bob", "2026-11-23 12:00:00"), CONFIG_POST_ON_CALL);
    /* After closing time he may still serve those who wait. */
    assert_int_equal(post_of(config, "o/bob", "2026-11-23 16:59:59"), CONFIG_POST_ON_CALL);
    assert_int_equal(post_of(config, "o/bob", "2026-11-23 17:00:00"), CONFIG_POST_NONE);
    config_destroy(config);
}

/* A date adds to the week, and who is at work and on call at once is at work. */
static void test_dates(void **state)
{
    (void)state;
    struct config *config =
        network_with("", "\"hours\":\"always\",\"shifts\":[{\"who\":[\"o/ann\"],\"days\":[\"fri\"],"
                         "\"from\":\"00:00\",\"to\":\"24:00\",\"on_call\":true},"
                         "{\"who\":[\"o/ann\",\"o/bob\"],\"dates\":[\"2027-01-01\",\"2026-12-25\"],"
                         "\"from\":\"10:00\",\"to\":\"14:00\"}]");
    assert_int_equal(post_of(config, "o/ann", "2026-12-25 08:59:59"), CONFIG_POST_ON_CALL);
    assert_int_equal(post_of(config, "o/ann", "2026-12-25 09:00:00"), CONFIG_POST_DESK);
    assert_int_equal(post_of(config, "o/bob", "2026-12-25 09:00:00"), CONFIG_POST_DESK);
    assert_int_equal(post_of(config, "o/bob", "2026-12-18 09:00:00"), CONFIG_POST_NONE);
    assert_int_equal(post_of(config, "o/bob", "2027-01-01 12:59:59"), CONFIG_POST_DESK);
    assert_int_equal(post_of(config, "o/ann", "2026-12-25 13:00:00"), CONFIG_POST_ON_CALL);
    config_destroy(config);
}

static void test_past_midnight(void **state)
{
    (void)state;
    struct config *config = network_with(
        "", "\"hours\":\"always\",\"shifts\":[{\"who\":[\"o/ann\"],\"days\":[\"sun\"],"
            "\"from\":\"22:00\",\"to\":\"24:00\"},{\"who\":[\"o/ann\"],\"days\":[\"mon\"],"
            "\"from\":\"00:00\",\"to\":\"06:00\"}]");
    turns(config, "2026-11-22 21:00:00", true);
    assert_true(is_open(config, "2026-11-22 22:59:59"));
    assert_true(is_open(config, "2026-11-22 23:00:00"));
    turns(config, "2026-11-23 05:00:00", false);
    assert_int_equal(config_desk_closes_at(desk_of(config), utc("2026-11-22 21:00:00")),
                     utc("2026-11-23 05:00:00"));
    config_destroy(config);
}

static void test_shifts_in_the_night_that_loses_an_hour(void **state)
{
    (void)state;
    struct config *config = network_with(
        "", "\"hours\":\"always\",\"shifts\":[{\"who\":[\"o/ann\"],\"days\":[\"sat\"],"
            "\"from\":\"20:00\",\"to\":\"24:00\"},{\"who\":[\"o/ann\"],\"days\":[\"sun\"],"
            "\"from\":\"00:00\",\"to\":\"02:30\"},{\"who\":[\"o/bob\"],"
            "\"dates\":[\"2027-03-28\"],\"from\":\"02:30\",\"to\":\"05:00\",\"on_call\":true}]");
    assert_int_equal(post_of(config, "o/ann", "2027-03-28 00:59:59"), CONFIG_POST_DESK);
    assert_int_equal(post_of(config, "o/bob", "2027-03-28 00:59:59"), CONFIG_POST_NONE);
    /* 02:30 never comes: both happen when the clock shows 03:00. */
    assert_int_equal(post_of(config, "o/ann", "2027-03-28 01:00:00"), CONFIG_POST_NONE);
    assert_int_equal(post_of(config, "o/bob", "2027-03-28 01:00:00"), CONFIG_POST_ON_CALL);
    assert_int_equal(config_changes_at(config, utc("2027-03-28 00:00:00")),
                     utc("2027-03-28 01:00:00"));
    turns(config, "2027-03-28 03:00:00", false);
    config_destroy(config);
}

static void test_shifts_in_the_night_that_has_an_hour_twice(void **state)
{
    (void)state;
    struct config *config =
        network_with("", "\"hours\":\"always\",\"shifts\":[{\"who\":[\"o/ann\"],\"days\":[\"sun\"],"
                         "\"from\":\"02:00\",\"to\":\"03:00\"},{\"who\":[\"o/bob\"],"
                         "\"dates\":[\"2026-10-25\"],\"from\":\"02:30\",\"to\":\"03:00\"}]");
    turns(config, "2026-10-25 00:00:00", true);
    turns(config, "2026-10-25 02:00:00", false); /* two hours later */
    assert_int_equal(post_of(config, "o/bob", "2026-10-25 00:29:59"), CONFIG_POST_NONE);
    assert_int_equal(post_of(config, "o/bob", "2026-10-25 00:30:00"), CONFIG_POST_DESK);
    assert_int_equal(post_of(config, "o/bob", "2026-10-25 00:59:59"), CONFIG_POST_DESK);
    assert_int_equal(post_of(config, "o/bob", "2026-10-25 01:00:00"), CONFIG_POST_NONE);
    assert_int_equal(post_of(config, "o/bob", "2026-10-25 01:30:00"), CONFIG_POST_DESK);
    assert_int_equal(post_of(config, "o/bob", "2026-10-25 02:00:00"), CONFIG_POST_NONE);
    assert_int_equal(config_changes_at(config, utc("2026-10-25 00:30:00")),
                     utc("2026-10-25 01:00:00"));
    assert_int_equal(config_changes_at(config, utc("2026-10-25 01:00:00")),
                     utc("2026-10-25 01:30:00"));
    config_destroy(config);
}

#define NAMED(date) "\"holidays\":[{\"date\":\"" date "\",\"name\":{\"nl\":\"vrij\"}}],"

/* From midnight to midnight on the clock, however long that is. */
static void test_closed_on_a_holiday(void **state)
{
    (void)state;
    struct config *config = network_with(NAMED("2026-10-25"), "\"hours\":\"always\","
                                                              "\"holiday_hours\":\"closed\"");
    turns(config, "2026-10-24 22:00:00", false);
    assert_int_equal(config_desk_opens_at(desk_of(config), utc("2026-10-24 22:00:00")),
                     utc("2026-10-25 23:00:00")); /* 25 hours */
    config_destroy(config);
    config = network_with(NAMED("2027-03-28"), "\"hours\":\"always\","
                                               "\"holiday_hours\":\"closed\"");
    turns(config, "2027-03-27 23:00:00", false);
    assert_int_equal(config_desk_opens_at(desk_of(config), utc("2027-03-27 23:00:00")),
                     utc("2027-03-28 22:00:00")); /* 23 hours */
    config_destroy(config);
}

static void test_holiday_rules(void **state)
{
    static const char hours[] = "\"hours\":[{\"days\":[\"thu\",\"fri\"],\"from\":\"09:00\","
                                "\"to\":\"24:00\"},{\"days\":[\"fri\"],\"from\":\"00:00\","
                                "\"to\":\"02:00\"}]%s";
    char desk[512];

    (void)state;
    /* Closed if nothing is said: Thursday's night ends where Christmas begins. */
    (void)snprintf(desk, sizeof desk, hours, "");
    struct config *config = network_with(NAMED("2026-12-25"), desk);
    turns(config, "2026-12-24 23:00:00", false);
    assert_false(is_open(config, "2026-12-25 12:00:00"));
    config_destroy(config);

    (void)snprintf(desk, sizeof desk, hours, ",\"holiday_hours\":\"usual\"");
    config = network_with(NAMED("2026-12-25"), desk);
    turns(config, "2026-12-25 01:00:00", false);
    turns(config, "2026-12-25 08:00:00", true);
    config_destroy(config);

    (void)snprintf(desk, sizeof desk, hours, ",\"holiday_hours\":\"always\"");
    config = network_with(NAMED("2026-12-25"), desk);
    assert_true(is_open(config, "2026-12-25 04:00:00"));
    turns(config, "2026-12-25 23:00:00", false);
    config_destroy(config);

    (void)snprintf(desk, sizeof desk, hours,
                   ",\"holiday_hours\":[{\"from\":\"13:00\",\"to\":\"15:30\"},"
                   "{\"from\":\"10:00\",\"to\":\"11:00\"}]");
    config = network_with(NAMED("2026-12-25"), desk);
    turns(config, "2026-12-24 23:00:00", false);
    turns(config, "2026-12-25 09:00:00", true);
    turns(config, "2026-12-25 10:00:00", false);
    turns(config, "2026-12-25 12:00:00", true);
    turns(config, "2026-12-25 14:30:00", false);
    assert_true(is_open(config, "2026-12-18 09:00:00"));
    assert_false(is_open(config, "2026-12-19 09:00:00"));
    config_destroy(config);
}

/* A desk that is always open takes no notice of holidays unless it says so. */
static void test_always_means_holidays_too(void **state)
{
    (void)state;
    struct config *config = network_with(NAMED("2026-12-25"), "\"hours\":\"always\"");
    assert_true(is_open(config, "2026-12-25 12:00:00"));
    assert_int_equal(config_desk_closes_at(desk_of(config), utc("2026-12-24 12:00:00")), -1);
    config_destroy(config);
}

/* Intake stops so long before the desk closes; not before a midnight that it works through. */
static void test_intake(void **state)
{
    (void)state;
    struct config *config =
        network_with("", "\"hours\":[{\"days\":[\"mon\"],\"from\":\"20:00\",\"to\":\"24:00\"},"
                         "{\"days\":[\"tue\"],\"from\":\"00:00\",\"to\":\"04:00\"}],"
                         "\"intake_stop_minutes\":60");
    assert_false(takes_in(config, "2026-11-23 18:59:59"));
    assert_true(takes_in(config, "2026-11-23 19:00:00"));
    assert_true(takes_in(config, "2026-11-23 22:30:00"));
    assert_true(takes_in(config, "2026-11-24 01:59:59"));
    assert_false(takes_in(config, "2026-11-24 02:00:00"));
    assert_true(is_open(config, "2026-11-24 02:00:00"));
    assert_int_equal(config_changes_at(config, utc("2026-11-24 01:00:00")),
                     utc("2026-11-24 02:00:00"));
    assert_int_equal(config_changes_at(config, utc("2026-11-24 02:00:00")),
                     utc("2026-11-24 03:00:00"));
    config_destroy(config);
}

/* Whatever closes it: the end of the last shift, a holiday. A desk that never closes: none. */
static void test_intake_before_every_closing(void **state)
{
    (void)state;
    struct config *config = network_with(
        NAMED("2026-12-25"),
        "\"hours\":\"always\",\"holiday_hours\":\"closed\",\"intake_stop_minutes\":30,"
        "\"shifts\":[{\"who\":[\"o/ann\"],\"days\":[\"wed\"],\"from\":\"09:00\",\"to\":\"12:00\"},"
        "{\"who\":[\"o/bob\"],\"days\":[\"wed\"],\"from\":\"11:00\",\"to\":\"13:00\"},"
        "{\"who\":[\"o/bob\"],\"days\":[\"thu\",\"fri\"],\"from\":\"00:00\",\"to\":\"24:00\"}]");
    assert_true(takes_in(config, "2026-11-25 10:45:00"));
    assert_true(takes_in(config, "2026-11-25 11:29:59"));
    assert_false(takes_in(config, "2026-11-25 11:30:00"));
    assert_true(takes_in(config, "2026-12-24 22:29:59"));
    assert_false(takes_in(config, "2026-12-24 22:30:00"));
    config_destroy(config);
    config = network_with("", "\"hours\":\"always\",\"intake_stop_minutes\":30,"
                              "\"shifts\":[{\"who\":[\"o/ann\"],\"days\":[\"mon\",\"tue\",\"wed\","
                              "\"thu\",\"fri\",\"sat\",\"sun\"],\"from\":\"00:00\","
                              "\"to\":\"24:00\"}]");
    for (int hour = 0; hour < 24 * 8; hour++) {
        assert_true(
            config_desk_takes_in(desk_of(config), utc("2026-10-24 00:00:00") + hour * 3600000L));
    }
    config_destroy(config);
}

/* Minutes that pass, not minutes on the clock. */
static void test_intake_in_both_nights(void **state)
{
    (void)state;
    struct config *config =
        network_with("", "\"hours\":[{\"days\":[\"sun\"],\"from\":\"00:00\",\"to\":\"04:00\"}],"
                         "\"intake_stop_minutes\":90");
    /* Closes at 04:00, 02:00 UTC; 90 minutes before, the clock shows 01:30. */
    assert_true(takes_in(config, "2027-03-28 00:29:59"));
    assert_false(takes_in(config, "2027-03-28 00:30:00"));
    turns(config, "2027-03-28 02:00:00", false);
    config_destroy(config);
    config =
        network_with("", "\"hours\":[{\"days\":[\"sun\"],\"from\":\"00:00\",\"to\":\"03:00\"}],"
                         "\"intake_stop_minutes\":90");
    /* Closes at 03:00, 02:00 UTC; 90 minutes before, the clock shows 02:30 for the first time. */
    assert_true(takes_in(config, "2026-10-25 00:29:59"));
    assert_false(takes_in(config, "2026-10-25 00:30:00"));
    assert_false(takes_in(config, "2026-10-25 01:15:00"));
    turns(config, "2026-10-25 02:00:00", false);
    config_destroy(config);
}

static unsigned state_at(const struct config *config, int64_t at)
{
    const struct config_desk *desk = desk_of(config);

    return (unsigned)config_desk_is_open(desk, at) | (unsigned)config_desk_takes_in(desk, at) << 1 |
           (unsigned)config_staff_post(config_staff_find(config, "o/ann"), desk, at) << 2 |
           (unsigned)config_staff_post(config_staff_find(config, "o/bob"), desk, at) << 4;
}

/* Whoever looks again only at config_changes_at() misses nothing. */
static void test_nothing_changes_before_it_is_said_to(void **state)
{
    (void)state;
    static const char *const days[] = {"2026-10-22 00:00:00", "2027-03-25 00:00:00",
                                       "2026-12-23 00:00:00"};
    struct config *config =
        network_with("\"holidays\":[{\"date\":\"2026-12-25\",\"name\":{\"nl\":\"a\"}},"
                     "{\"date\":\"2026-10-25\",\"name\":{\"nl\":\"b\"}},"
                     "{\"date\":\"2027-03-28\",\"name\":{\"nl\":\"c\"}}],",
                     "\"hours\":[{\"days\":[\"sat\"],\"from\":\"18:00\",\"to\":\"24:00\"},"
                     "{\"days\":[\"sun\"],\"from\":\"00:00\",\"to\":\"02:59\"},"
                     "{\"days\":[\"thu\",\"fri\"],\"from\":\"09:00\",\"to\":\"17:00\"}],"
                     "\"holiday_hours\":[{\"from\":\"00:00\",\"to\":\"01:59\"},"
                     "{\"from\":\"02:15\",\"to\":\"03:01\"},{\"from\":\"12:00\",\"to\":\"15:00\"}],"
                     "\"intake_stop_minutes\":10,"
                     "\"shifts\":[{\"who\":[\"o/ann\"],\"days\":[\"sat\",\"sun\",\"fri\"],"
                     "\"from\":\"00:00\",\"to\":\"02:45\",\"on_call\":true},"
                     "{\"who\":[\"o/bob\"],\"dates\":[\"2026-10-25\",\"2027-03-28\"],"
                     "\"from\":\"02:20\",\"to\":\"02:50\"},"
                     "{\"who\":[\"o/bob\"],\"days\":[\"thu\",\"fri\",\"sat\"],\"from\":\"08:00\","
                     "\"to\":\"24:00\"}]");

    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        const int64_t first = utc(days[i]);
        int64_t next = first;
        unsigned since = 0;
        unsigned changes = 0;
        for (int64_t at = first; at < first + 5LL * 24 * 3600 * 1000; at += 20000) {
            if (at >= next) {
                assert_int_equal(at, next); /* all of them are at full minutes here */
                changes += i > 0 || state_at(config, at) != since;
                since = state_at(config, at);
                next = config_changes_at(config, at);
                assert_true(next > at);
                assert_int_equal(config_changes_at(config, next - 1), next);
            }
            if (state_at(config, at) != since) {
                fail_msg("another state than the one that was to last until %lld, at %lld",
                         (long long)next, (long long)at);
            }
        }
        assert_true(changes > 10);
    }
    config_destroy(config);
}

static void test_skills(void **state)
{
    (void)state;
    struct config *config = network_with("", "\"hours\":\"always\"");
    const struct config_tag *a = config_tag_find(config, "a", NULL);
    assert_int_equal(desk_of(config)->skilled_count, 1);
    assert_ptr_equal(desk_of(config)->skilled[0], a);
    assert_true(config_staff_has_skill(config_staff_find(config, "o/ann"), a));
    assert_false(config_staff_has_skill(config_staff_find(config, "o/ann"),
                                        config_tag_find(config, "b", NULL)));
    config_destroy(config);
}

static int use_zone(void **state)
{
    struct config *config = network_with("", "\"hours\":\"always\"");
    bool fine = config_use_time_zone(config);

    (void)state;
    config_destroy(config);
    return fine ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_shifts_the_whole_roster),
        cmocka_unit_test(test_open_while_somebody_has_a_shift),
        cmocka_unit_test(test_dates),
        cmocka_unit_test(test_past_midnight),
        cmocka_unit_test(test_shifts_in_the_night_that_loses_an_hour),
        cmocka_unit_test(test_shifts_in_the_night_that_has_an_hour_twice),
        cmocka_unit_test(test_closed_on_a_holiday),
        cmocka_unit_test(test_holiday_rules),
        cmocka_unit_test(test_always_means_holidays_too),
        cmocka_unit_test(test_intake),
        cmocka_unit_test(test_intake_before_every_closing),
        cmocka_unit_test(test_intake_in_both_nights),
        cmocka_unit_test(test_nothing_changes_before_it_is_said_to),
        cmocka_unit_test(test_skills),
    };
    return cmocka_run_group_tests(tests, use_zone, NULL);
}
