/* The demo network: what stands in it, and what everybody may know of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "config/config.h"

#define DEMO VEER_SOURCE_DIR "/deploy/demo/network.json"

static int load(void **state)
{
    struct config_errors *errors = config_errors_create();

    *state = config_load(DEMO, errors);
    for (size_t i = 0; i < config_errors_count(errors); i++) {
        print_error("%s\n", config_errors_at(errors, i));
    }
    config_errors_destroy(errors);
    return *state != NULL ? 0 : -1;
}

static int unload(void **state)
{
    config_destroy(*state);
    return 0;
}

static void test_top(void **state)
{
    const struct config *config = *state;
    assert_string_equal(config_name(config), "demo");
    assert_true(config_is_demo(config));
    assert_string_equal(config_time_zone(config), "Europe/Amsterdam");
    assert_int_equal(config_language_count(config), 2);
    assert_string_equal(config_language_at(config, 0), "nl");
    assert_true(config_is_language(config, "en"));
    assert_false(config_is_language(config, "de"));
    assert_non_null(strstr(config_neutral_page(config), "https://"));
    assert_int_equal(config_origin_count(config), 0);
    assert_int_equal(config_limit_count(config), 0);
    assert_int_equal(config_organisation_count(config), 6);
    assert_int_equal(config_desk_count(config), 9);
    assert_int_equal(config_staff_count(config), 21);
    assert_int_equal(config_holiday_count(config), 22);
    assert_string_equal(config_text_in(config, &config_holiday_at(config, 0)->name, "nl"),
                        "Nieuwjaarsdag");
}

static bool is_staffed(const struct config *config, const char *staff, const char *desk, int64_t at)
{
    return config_staff_post(config_staff_find(config, staff), config_desk_find(config, desk),
                             at) != CONFIG_POST_NONE;
}

/* Whoever tries what the README says, in whatever hour: Anna and Olga may work, and their desks
 * take visitors in. 2026 and 2027, which begin in 1767222000. */
static void test_the_readme_works_at_any_hour(void **state)
{
    static const char *const desks[] = {"csg/acute", "csg/national", "fier/chat"};
    const struct config *config = *state;

    assert_true(config_use_time_zone(config));
    for (int64_t hour = 0; hour < 730 * 24; hour++) {
        const int64_t at = (1767222000 + hour * 3600) * 1000;
        for (size_t i = 0; i < 3; i++) {
            const struct config_desk *desk = config_desk_find(config, desks[i]);
            assert_true(desk->listed);
            assert_true(config_desk_is_open(desk, at) && config_desk_takes_in(desk, at));
        }
        assert_true(is_staffed(config, "csg/anna", "csg/acute", at));
        assert_true(is_staffed(config, "csg/anna", "csg/national", at));
        assert_true(is_staffed(config, "fier/olga", "fier/chat", at));
    }
}

/* On call at night and at the weekend; Wednesday 25 November 2026, 17:59 and 18:00. */
static void test_on_call(void **state)
{
    const struct config_staff *bram = config_staff_find(*state, "csg/bram");
    const struct config_desk *acute = config_desk_find(*state, "csg/acute");

    assert_true(config_use_time_zone(*state));
    assert_int_equal(config_staff_post(bram, acute, 1795625940000), CONFIG_POST_DESK);
    assert_int_equal(config_staff_post(bram, acute, 1795626000000), CONFIG_POST_ON_CALL);
}

static void test_tags(void **state)
{
    const struct config *config = *state;
    const struct config_tag_group *group = NULL;
    assert_int_equal(config_tag_group_count(config), 5);
    assert_true(config_tag_is_known(config, "victim"));
    assert_false(config_tag_is_known(config, "victims"));
    assert_false(config_tag_is_urgent(config, "longer-ago"));
    assert_false(config_tag_is_urgent(config, "victims"));
    assert_true(config_tag_is_urgent(config, "within-7-days"));
    const struct config_tag *tag = config_tag_find(config, "within-7-days", &group);
    assert_string_equal(group->id, "when");
    assert_false(group->many);
    assert_string_equal(config_text_in(config, &tag->label, "en"), "In the last 7 days");
    assert_string_equal(config_text_in(config, &tag->label, "xx"), "In de laatste 7 dagen");
    assert_string_equal(config_text_in(config, &tag->label, NULL), "In de laatste 7 dagen");
}

/* The CVSN chat is staffed by Fier's people: rights follow the roster. */
static void test_desk_staffed_by_another(void **state)
{
    const struct config *config = *state;
    const struct config_desk *desk = config_desk_find(config, "cvsn/chat");
    assert_string_equal(desk->name_in_organisation, "chat");
    assert_string_equal(desk->organisation->id, "cvsn");
    assert_string_equal(desk->staffed_by[0]->id, "fier");
    assert_string_equal(desk->fallbacks[0]->id, "fier/chat");
    assert_true(desk->roster_count >= 2);
    for (size_t i = 0; i < desk->roster_count; i++) {
        assert_string_equal(desk->roster[i]->organisation->id, "fier");
        assert_true(config_staff_serves(desk->roster[i], desk));
    }
    assert_true(config_staff_watches(config_staff_find(config, "cvsn/thijs"), desk));
    assert_true(config_staff_watches(config_staff_find(config, "fier/sanne"), desk));
    assert_true(config_staff_watches(config_staff_find(config, "csg/vera"), desk));
    assert_false(config_staff_watches(config_staff_find(config, "csg/corrie"), desk));
    assert_false(config_staff_watches(config_staff_find(config, "fier/olga"), desk));
}

static void test_look_ups(void **state)
{
    const struct config *config = *state;
    const struct config_organisation *vt = config_organisation_find(config, "vt");
    assert_int_equal(vt->desk_count, 3);
    assert_ptr_equal(&vt->desks[2], config_desk_find(config, "vt/groningen"));
    assert_false(vt->desks[2].listed);
    assert_null(config_organisation_find(config, ""));
    assert_null(config_desk_find(config, ""));
    assert_null(config_desk_find(config, "vt"));
    assert_null(config_staff_find(config, "vt/anna"));
    assert_null(config_staff_find(config, ""));
    const struct config_staff *anna = config_staff_find(config, "csg/anna");
    assert_string_equal(anna->alias, "Anna");
    assert_int_equal(anna->capacity, 2);
    assert_true(config_staff_speaks(anna, "en"));
    assert_false(config_staff_speaks(config_staff_find(config, "csg/bram"), "en"));
    assert_false(config_staff_serves(anna, config_desk_find(config, "shn/chat")));
}

static void test_two_counsellors_for_each_desk(void **state)
{
    for (size_t i = 0; i < config_desk_count(*state); i++) {
        assert_true(config_desk_at(*state, i)->roster_count >= 2);
    }
}

static void test_public_json(void **state)
{
    const struct config *config = *state;
    size_t length = 0;
    const char *text = config_public_json(config, &length);
    assert_int_equal(length, strlen(text));
    json_t *json = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
    assert_non_null(json);
    assert_true(json_is_true(json_object_get(json, "demo")));
    const json_t *organisation = json_array_get(json_object_get(json, "organisations"), 1);
    assert_string_equal(json_string_value(json_object_get(organisation, "phone")), "0800-2000");
    const json_t *desk = json_array_get(json_object_get(organisation, "desks"), 2);
    assert_string_equal(json_string_value(json_object_get(desk, "id")), "vt/groningen");
    assert_true(json_is_false(json_object_get(desk, "listed")));
    const json_t *line = json_array_get(json_object_get(desk, "hours"), 0);
    assert_string_equal(json_string_value(json_object_get(line, "from")), "08:30");
    assert_string_equal(json_string_value(json_object_get(desk, "holiday_hours")), "closed");
    assert_int_equal(json_integer_value(json_object_get(desk, "intake_stop_minutes")), 15);
    const json_t *wanted = json_array_get(json_object_get(json, "organisations"), 3);
    desk = json_array_get(json_object_get(wanted, "desks"), 0);
    line = json_array_get(json_object_get(desk, "holiday_hours"), 0);
    assert_string_equal(json_string_value(json_object_get(line, "to")), "17:00");
    const json_t *holiday = json_array_get(json_object_get(json, "holidays"), 21);
    assert_string_equal(json_string_value(json_object_get(holiday, "date")), "2027-12-26");
    const json_t *name = json_object_get(holiday, "name");
    assert_string_equal(json_string_value(json_object_get(name, "en")), "Boxing Day");
    const json_t *group = json_array_get(json_object_get(json, "triage"), 2);
    const json_t *tag = json_array_get(json_object_get(group, "tags"), 0);
    assert_true(json_is_true(json_object_get(tag, "urgent")));
    json_decref(json);
}

/* Nothing of the staff and their shifts, and no number that shows a thin night shift. */
static void test_public_json_has_no_secrets(void **state)
{
    static const char *const secrets[] = {"argon2",       "password",  "queue_max",  "\"staff\"",
                                          "\"capacity\"", "\"alias\"", "\"limits\"", "\"origins\"",
                                          "\"shifts\"",   "on_call",   "\"who\":",   "\"skilled\"",
                                          "\"skills\""};
    const char *text = config_public_json(*state, NULL);

    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++) {
        assert_null(strstr(text, secrets[i]));
    }
    for (size_t i = 0; i < config_staff_count(*state); i++) {
        const struct config_staff *staff = config_staff_at(*state, i);
        char quoted[80];
        assert_null(strstr(text, staff->id));
        assert_null(strstr(text, staff->password));
        (void)snprintf(quoted, sizeof quoted, "\"%s\"", staff->name);
        assert_null(strstr(text, quoted));
        (void)snprintf(quoted, sizeof quoted, "\"%s\"", staff->alias);
        assert_null(strstr(text, quoted));
    }
}

/* What the demo leaves out: limits and origins. */
static void test_optional_parts(void **state)
{
    static const char more[] = "{ \"origins\": [\"https://www.example.org:8443\", "
                               "\"http://localhost:5173\"],\n"
                               "\"limits\": { \"offer_ms\": 200, \"grace_visitor_ms\": 3000 },";
    char text[32768];

    (void)state;
    FILE *file = fopen(DEMO, "rb");
    assert_non_null(file);
    memcpy(text, more, strlen(more));
    assert_int_equal(fgetc(file), '{');
    size_t length = strlen(more) + fread(text + strlen(more), 1, sizeof text - sizeof more, file);
    (void)fclose(file);
    struct config_errors *errors = config_errors_create();
    struct config *config = config_load_text("x", text, length, errors);
    assert_non_null(config);
    assert_int_equal(config_origin_count(config), 2);
    assert_string_equal(config_origin_at(config, 0), "https://www.example.org:8443");
    assert_int_equal(config_limit_count(config), 2);
    assert_string_equal(config_limit_at(config, 0)->name, "offer_ms");
    assert_int_equal(config_limit_at(config, 0)->value, 200);
    config_destroy(config);
    config_errors_destroy(errors);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_top),
        cmocka_unit_test(test_the_readme_works_at_any_hour),
        cmocka_unit_test(test_on_call),
        cmocka_unit_test(test_tags),
        cmocka_unit_test(test_desk_staffed_by_another),
        cmocka_unit_test(test_look_ups),
        cmocka_unit_test(test_two_counsellors_for_each_desk),
        cmocka_unit_test(test_public_json),
        cmocka_unit_test(test_public_json_has_no_secrets),
        cmocka_unit_test(test_optional_parts),
    };
    return cmocka_run_group_tests(tests, load, unload);
}
