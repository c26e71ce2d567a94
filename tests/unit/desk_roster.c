/* What the store is told of a moment, and when it is told again. */
#include "config_fixture.h"

#include <stdlib.h>

#include "desk/roster.h"
#include "desk/staffing.h"

static void expect(json_t *value, const char *text)
{
    json_t *wanted = json_loads(text, 0, NULL);

    assert_non_null(wanted);
    if (!json_equal(value, wanted)) {
        char *found = json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS);
        print_error("%s\n", found);
        free(found);
        fail_msg("expected: %s", text);
    }
    json_decref(wanted);
    json_decref(value);
}

static void test_what_is_told(void **state)
{
    (void)state;
    struct config *config = network_with(
        "", "\"hours\":[{\"days\":[\"mon\"],\"from\":\"09:00\",\"to\":\"17:00\"}],"
            "\"intake_stop_minutes\":30,\"shifts\":["
            "{\"who\":[\"o/ann\"],\"days\":[\"mon\"],\"from\":\"09:00\",\"to\":\"18:00\"},"
            "{\"who\":[\"o/bob\"],\"days\":[\"mon\"],\"from\":\"12:00\",\"to\":\"18:00\","
            "\"on_call\":true}]");
    assert_true(config_use_time_zone(config));
    /* Monday 23 November 2026; local time is UTC + 1. */
    expect(staffing_desks(config, utc("2026-11-23 08:00:00")),
           "{\"o/d\":{\"open\":true,\"intake\":true,\"closes_ms\":1795449600000,"
           "\"languages\":[\"nl\"],\"queue_max\":5,\"fallback\":[],\"skilled\":[\"a\"]}}");
    expect(staffing_desks(config, utc("2026-11-23 15:30:00")),
           "{\"o/d\":{\"open\":true,\"intake\":false,\"closes_ms\":1795449600000,"
           "\"languages\":[\"nl\"],\"queue_max\":5,\"fallback\":[],\"skilled\":[\"a\"]}}");
    expect(staffing_desks(config, utc("2026-11-23 16:00:00")),
           "{\"o/d\":{\"open\":false,\"intake\":false,"
           "\"languages\":[\"nl\"],\"queue_max\":5,\"fallback\":[],\"skilled\":[\"a\"]}}");
    expect(staffing_all(config, utc("2026-11-23 10:59:59")),
           "{\"o/ann\":{\"desks\":{\"o/d\":\"desk\"},\"languages\":[\"nl\"],"
           "\"skills\":[\"a\"],\"capacity\":1},"
           "\"o/bob\":{\"desks\":{},\"languages\":[\"nl\"],\"skills\":[\"a\"],\"capacity\":1}}");
    expect(staffing_of(config_staff_find(config, "o/bob"), utc("2026-11-23 11:00:00")),
           "{\"desks\":{\"o/d\":\"on_call\"},\"languages\":[\"nl\"],\"skills\":[\"a\"],"
           "\"capacity\":1}");
    config_destroy(config);
}

/* A wall clock that is set, or a machine that slept: what was told does not hold any more. */
static void test_clock_jumps(void **state)
{
    (void)state;
    assert_true(roster_holds(1000, 2000, 1000));
    assert_true(roster_holds(1000, 2000, 1999));
    assert_false(roster_holds(1000, 2000, 2000));
    assert_false(roster_holds(1000, 2000, 9000)); /* forward, over the change */
    assert_false(roster_holds(1000, 2000, 999));  /* back, to before what was looked at */
}

static void test_looks_in_time(void **state)
{
    (void)state;
    assert_int_equal(roster_rest_ms(100000, 99700), 300);  /* at the very moment */
    assert_int_equal(roster_rest_ms(100000, 20000), 1000); /* a second, for jumps */
    assert_int_equal(roster_rest_ms(100000, 100000), 1);   /* never at once: the loop goes on */
    assert_int_equal(roster_rest_ms(100000, 999999), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_told),
        cmocka_unit_test(test_clock_jumps),
        cmocka_unit_test(test_looks_in_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
