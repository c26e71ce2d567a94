/* Network files with mistakes: each is found, with its line and a reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "config/config.h"

#define DEMO VEER_SOURCE_DIR "/deploy/demo/network.json"
#define ANNA "\"organisation\": \"csg\", \"name\": \"anna\""
#define BRAM "\"organisation\": \"csg\", \"name\": \"bram\""
#define ACUTE                                                                                      \
    "\"who\": [\"csg/anna\", \"csg/bram\"], \"days\": [\"mon\", \"tue\", \"wed\", \"thu\", "       \
    "\"fri\"],\n"                                                                                  \
    "              "
#define FIRST_PASSWORD "\"password\": \"$argon2id$v=19$m=65536,t=2,p=1$"

/* One patch of the demo network, and the mistake that must come of it. */
struct broken {
    const char *from;   /* the first such text is replaced */
    const char *to;     /* by this */
    const char *at;     /* the mistake is on the line where this stands (NULL: where to stands) */
    const char *reason; /* and says this */
};

static const struct broken table[] = {
    /* JSON itself */
    {"\"network\": \"demo\",", "\"network\": \"demo\"", "\"demo\": true", "expected"},
    {"\"demo\": true", "\"demo\": tru", NULL, "invalid token"},
    {"\"demo\": true", "\"network\": \"twice\"", NULL, "duplicate object key"},
    {"\"demo\": true", "\"demo\": \"\\u0000\"", NULL, "\\u0000 is not allowed"},
    {"\"demo\": true", "\"demo\": 1e999", NULL, "real number overflow"},
    {"\"demo\": true", "\"demo\": \"\xff\"", NULL, "unable to decode byte 0xff"},

    /* the top */
    {"\"demo\": true", "\"demonstration\": true", NULL,
     "demonstration: is not a key that belongs here"},
    {"\"demo\": true", "\"d\\u0065mon\": true", NULL, "demon: is not a key"},
    {"  \"network\": \"demo\",\n", "", "{\n  \"demo\"", "the key \"network\" is missing"},
    {"\"network\": \"demo\"", "\"network\": \"Demo\"", NULL, "network: \"Demo\" is not an id"},
    {"\"demo\": true", "\"demo\": \"true\"", NULL, "demo: must be true or false"},
    {"Europe/Amsterdam", "Europe/Amstrdam", NULL, "\"Europe/Amstrdam\" is not a time zone"},
    {"Europe/Amsterdam", "../../etc/passwd", NULL, "is not a time zone"},
    {"Europe/Amsterdam", "CET-1CEST", NULL, "is not a time zone"},
    {"\"languages\": [\"nl\", \"en\"]", "\"languages\": [\"nl\", \"en\", \"nl\"]", NULL,
     "languages: \"nl\" stands here twice"},
    {"\"languages\": [\"nl\", \"en\"]", "\"languages\": []", NULL, "languages: must not be empty"},
    {"\"languages\": [\"nl\", \"en\"]", "\"languages\": [\"nl\", \"EN\"]", NULL,
     "languages: \"EN\" is not the short name of a language"},
    {"\"demo\": true", "\"origins\": [\"https://example.org/\"]", NULL,
     "origins: \"https://example.org/\" is not an origin"},
    {"\"demo\": true", "\"origins\": [\"http://example.org\"]", NULL, "is not an origin"},
    {"\"demo\": true", "\"origins\": [\"https://a:b@example.org\"]", NULL, "is not an origin"},
    {"\"demo\": true", "\"origins\": [\"https://example.org:70000\"]", NULL, "is not an origin"},
    {"\"demo\": true", "\"origins\": [\n\n\"null\"]", "\"null\"", "\"null\" is not an origin"},
    {"https://www.buienradar.nl/", "javascript:alert(1)", NULL, "neutral_page: is not a page"},
    {"\"phone\": \"112\"", "\"phone\": \"one one two\"", NULL,
     "emergency: \"one one two\" is not a phone number"},
    {"\"en\": \"Are you in danger now? Call 112.\"", "\"de\": \"Gefahr? 112.\"", NULL,
     "emergency: is not a key that belongs here"},
    {"\"demo\": true", "\"limits\": { \"offfer_ms\": 1000 }", NULL, "limits: is not a key"},
    {"\"demo\": true", "\"limits\": { \"offer_ms\": 0 }", NULL,
     "limits: must be a whole number from 100"},
    {"\"demo\": true", "\"limits\": { \"offer_ms\": 1.5 }", NULL, "must be a whole number"},

    /* triage */
    {"\"group\": \"what\"", "\"group\": \"who\"", NULL,
     "triage group \"who\": group: the group \"who\" is there already"},
    {"\"id\": \"longer-ago\"", "\"id\": \"victim\"", NULL, "the tag \"victim\" is there already"},
    {"\"choose\": \"many\"", "\"choose\": \"some\"", NULL, "choose: must be \"one\" or \"many\""},
    {"\"en\": \"Who are you?\"", "\"en\": \"Who \xe2\x80\x8b are you?\"", "Who \xe2\x80\x8b are",
     "label: holds a control, direction or invisible character"},
    {"\"en\": \"Who are you?\"", "\"en\": \"Who\\u200b are you?\"", NULL, "invisible character"},
    {"\"en\": \"Who are you?\"", "\"en\": \"Who\\nare you?\"", NULL, "invisible character"},

    /* organisations and desks */
    {"\"id\": \"vt\"", "\"id\": \"csg\"", NULL, "there is an organisation with this id already"},
    {"\"id\": \"vt\"", "\"id\": \"-vt\"", NULL, "organisation \"-vt\": id: \"-vt\" is not an id"},
    {"\"phone\": \"0800-2000\"", "\"phone\": \"0800-2000-\"", NULL,
     "organisation \"vt\": phone: \"0800-2000-\" is not a phone number"},
    {"https://veiligthuis.nl/", "http://veiligthuis.nl/", NULL, "site: is not a page"},
    {"\"id\": \"national\"", "\"id\": \"acute\"", NULL, "there is a desk with this id already"},
    {"\"hours\": \"always\"", "\"hours\": \"sometimes\"", NULL,
     "desk \"csg/acute\": hours: must be \"always\" or a list of times"},
    {"\"to\": \"17:00\"", "\"to\": \"25:00\"", NULL,
     "desk \"vt/national\": hours: \"25:00\" is not a time of day (00:00 to 24:00)"},
    {"\"to\": \"17:00\"", "\"to\": \"17:60\"", NULL, "\"17:60\" is not a time of day"},
    {"\"to\": \"17:00\"", "\"to\": \"5 pm\"", NULL, "\"5 pm\" is not a time of day"},
    {"\"to\": \"17:00\"", "\"to\": \"08:00\"", NULL, "\"to\" is not later than \"from\""},
    {"\"to\": \"17:00\" }",
     "\"to\": \"17:00\" },\n{ \"days\": [\"fri\"], \"from\": \"16:59\", "
     "\"to\": \"20:00\" }",
     "16:59", "hours: these times overlap others on fri"},
    {"[\"sat\"]", "[\"saturday\"]", NULL, "\"saturday\" is not a day"},
    {"[\"sat\"]", "[\"sat\", \"sat\"]", NULL, "\"sat\" stands here twice"},
    {"\"sport-abuse\", \"sexual-violence\"", "\"sport-abuse\",\n\"sports\"", "\"sports\"",
     "desk \"cvsn/chat\": tags: there is no tag \"sports\" in the triage"},
    {"\"staffed_by\": [\"fier\"]", "\"staffed_by\": [\"fire\"]", NULL,
     "desk \"cvsn/chat\": staffed_by: there is no organisation \"fire\""},
    {"\"queue_max\": 20", "\"queue_max\": 0", NULL, "queue_max: must be a whole number from 1"},
    {"\"listed\": false", "\"listed\": 0", NULL, "listed: must be true or false"},
    {"\"fallback\": [\"csg/national\"]", "\"fallback\": [\"csg/nacional\"]", NULL,
     "desk \"csg/acute\": fallback: there is no desk \"csg/nacional\""},
    {"\"fallback\": [\"csg/national\"]", "\"fallback\": [\"csg/acute\"]", NULL,
     "a desk cannot fall back to itself"},
    {"\"fallback\": [\"vt/national\", \"fier/chat\"]", "\"fallback\": \"vt/national\"", NULL,
     "fallback: must be a list"},
    {"\"intake_stop_minutes\": 30", "\"intake_stop_minutes\": 121", NULL,
     "desk \"vt/national\": intake_stop_minutes: must be a whole number from 0 to 120"},
    {"\"to\": \"17:00\" }\n          ],\n          \"intake_stop_minutes\": 30",
     "\"to\": \"09:30\" }\n          ],\n          \"intake_stop_minutes\": 30",
     "\"intake_stop_minutes\": 30",
     "intake_stop_minutes: on mon the desk is not open for that long"},
    {"\"skilled\": [\"sexual-violence\"]", "\"skilled\": [\"violence\"]", NULL,
     "desk \"shn/chat\": skilled: there is no tag \"violence\" in the triage"},
    {"\"skilled\": [\"sexual-violence\"]", "\"skilled\": [\"sexual-violence\", \"stalking\"]", NULL,
     "skilled: nobody who staffs this desk has the skill \"stalking\""},

    /* holidays */
    {"2026-12-25", "2026-12-32", NULL,
     "holiday \"2026-12-32\": date: \"2026-12-32\" is not a date"},
    {"2026-12-25", "2026-02-29", NULL, "\"2026-02-29\" is not a date (like 2026-12-25)"},
    {"2026-12-25", "25-12-2026", NULL, "\"25-12-2026\" is not a date"},
    {"2026-12-25", "2026-12-26", "2026-12-26\", \"name\": { \"nl\": \"Tweede",
     "date: this day stands here twice"},
    {"\"en\": \"King's Day\"", "\"de\": \"Koenig\"", NULL, "name: is not a key that belongs here"},
    {"\"holiday_hours\": \"usual\"", "\"holiday_hours\": \"open\"", NULL,
     "desk \"cvsn/chat\": holiday_hours: must be \"closed\", \"usual\", \"always\" or a list"},
    {"[{ \"from\": \"13:00\", \"to\": \"17:00\" }]",
     "[{ \"from\": \"13:00\", \"to\": \"17:00\" },\n{ \"from\": \"16:00\", \"to\": \"18:00\" }]",
     "16:00", "desk \"helpwanted/chat\": holiday_hours: these times overlap others"},
    {"[{ \"from\": \"13:00\", \"to\": \"17:00\" }]",
     "[{ \"days\": [\"mon\"], \"from\": \"13:00\", \"to\": \"17:00\" }]", NULL,
     "holiday_hours: is not a key that belongs here"},
    {"[{ \"from\": \"13:00\", \"to\": \"17:00\" }]", "[{ \"from\": \"13:00\", \"to\": \"13:15\" }]",
     "\"intake_stop_minutes\": 15",
     "intake_stop_minutes: on holidays the desk is not open for that long"},

    /* shifts */
    {"\"who\": [\"csg/anna\", \"csg/bram\"]", "\"who\": [\"csg/anne\"]", NULL,
     "desk \"csg/acute\": shifts: there is nobody \"csg/anne\""},
    {"\"who\": [\"csg/anna\", \"csg/bram\"]", "\"who\": [\"csg/carmen\"]", NULL,
     "shifts: \"csg/carmen\" does not staff this desk"},
    {"\"who\": [\"csg/anna\", \"csg/bram\"]", "\"who\": [\"csg/corrie\"]", NULL,
     "shifts: \"csg/corrie\" does not staff this desk"},
    {"\"who\": [\"csg/anna\", \"csg/bram\"]", "\"who\": [\"csg/anna\", \"csg/anna\"]", NULL,
     "\"csg/anna\" stands here twice"},
    {ACUTE "\"from\": \"08:00\", \"to\": \"18:00\"", ACUTE "\"from\": \"18:00\", \"to\": \"08:00\"",
     ACUTE, "shifts: \"to\" is not later than \"from\""},
    {ACUTE "\"from\": \"08:00\"", ACUTE "\"dates\": [\"2026-12-25\"], \"from\": \"08:00\"", ACUTE,
     "shifts: needs one of \"days\" and \"dates\""},
    {"\"days\": [\"sat\", \"sun\"],\n              \"from\": \"00:00\"",
     "\"dates\": [\"2026-06-31\"],\n              \"from\": \"00:00\"", "2026-06-31",
     "shifts: \"2026-06-31\" is not a date"},
    {"\"days\": [\"sat\", \"sun\"],\n              \"from\": \"00:00\"",
     "\"days\": [\"weekend\"],\n              \"from\": \"00:00\"", "weekend",
     "shifts: \"weekend\" is not a day"},
    {ACUTE "\"from\": \"00:00\", \"to\": \"08:00\"", ACUTE "\"from\": \"00:00\", \"to\": \"08:01\"",
     ACUTE, "shifts: \"csg/anna\" has another shift at this time (shift 1)"},
    {"\"on_call\": true", "\"on_call\": 1", NULL, "shifts: must be true or false"},

    /* staff */
    {BRAM, ANNA, "\"alias\": \"Bram\"",
     "staff \"csg/anna\": name: there is somebody with this name already"},
    {ANNA, "\"organisation\": \"cgs\", \"name\": \"anna\"", NULL,
     "organisation: there is no organisation \"cgs\""},
    {ANNA, "\"organisation\": \"csg\", \"name\": \"Anna B\"", NULL,
     "name: \"Anna B\" is not an id"},
    {"\"alias\": \"Anna\"", "\"alias\": \"\"", NULL,
     "staff \"csg/anna\": alias: must not be empty"},
    {"\"alias\": \"Anna\"", "\"alias\": \"A\\u202ena\"", NULL, "invisible character"},
    {"\"roles\": [\"coordinator\"]", "\"roles\": [\"boss\"]", NULL, "\"boss\" is not a role"},
    {"\"roles\": [\"coordinator\"]", "\"roles\": [\"coordinator\"], \"capacity\": 1", NULL,
     "capacity: is for counsellors only"},
    {"\"roles\": [\"counsellor\"]", "\"roles\": [\"counsellor\"], \"sees\": \"network\"", NULL,
     "sees: is for coordinators only"},
    {"\"sees\": \"network\"", "\"sees\": \"all\"", NULL, "sees: must be \"organisation\" or"},
    {"\"desks\": [\"csg/acute\", \"csg/national\"]", "\"desks\": [\"csg/acute\", \"csg/night\"]",
     NULL, "desks: there is no desk \"csg/night\""},
    {"\"desks\": [\"csg/acute\", \"csg/national\"]", "\"desks\": [\"csg/acute\", \"vt/national\"]",
     NULL, "desks: \"vt/national\" is not staffed by people of \"csg\""},
    {"\"capacity\": 2", "\"capacity\": 7", NULL, "capacity: must be a whole number from 1 to 6"},
    {"\"capacity\": 2", "\"capacity\": 0", NULL, "capacity: must be a whole number from 1 to 6"},
    {"\"skills\": [\"sexual-violence\"]", "\"skills\": [\"stalking\"]", NULL,
     "staff \"shn/ibrahim\": skills: none of these desks has \"stalking\" in \"skilled\""},
    {"\"skills\": [\"sexual-violence\"]", "\"skills\": [\"law\"]", NULL,
     "skills: there is no tag \"law\" in the triage"},
    {"\"roles\": [\"coordinator\"]", "\"roles\": [\"coordinator\"], \"skills\": [\"stalking\"]",
     NULL, "skills: is for counsellors only"},
    {", \"capacity\": 2", "", ANNA, "staff \"csg/anna\": the key \"capacity\" is missing"},
    {"\"languages\": [\"nl\"],\n      \"password\"", "\"languages\": [\"fy\"],\n\"password\"",
     "\"fy\"", "languages: \"fy\" is not a language of this network"},
    {FIRST_PASSWORD, "\"password\": \"veer-demo", NULL, "password: is not an Argon2id line"},
    {FIRST_PASSWORD, "\"password\": \"$argon2id$v=19$m=65536,t=2,p=1$*", NULL,
     "password: is not an Argon2id line"},
    {FIRST_PASSWORD, "\"password\": \"$argon2id$v=19$m=1024,t=2,p=1$", NULL, "hashed too cheaply"},
    {FIRST_PASSWORD, "\"password\": \"$argon2id$v=19$m=1048576,t=2,p=1$", NULL, "costs more"},

    /* the whole */
    {"\"desks\": [\"helpwanted/chat\"], \"capacity\": 3",
     "\"desks\": [\"csg/acute\"], "
     "\"capacity\": 3",
     NULL, "is not staffed by people of \"helpwanted\""},
    {"\"desks\": [\"helpwanted/chat\"], \"capacity\": 3,\n"
     "      \"languages\": [\"nl\", \"en\"]",
     "\"desks\": [\"helpwanted/chat\"], \"capacity\": 3,\n      \"languages\": [\"nl\"]",
     "\"languages\": [\"nl\", \"en\"],\n          \"tags\": [\n"
     "            \"victim\", \"parent\", "
     "\"professional\", \"online-abuse\"",
     "nobody who staffs this desk speaks \"en\""},
};

struct source {
    char *text;
    size_t length;
};

static struct source demo;

static int read_demo(void **state)
{
    (void)state;
    FILE *file = fopen(DEMO, "rb");
    if (file == NULL) {
        return -1;
    }
    demo.text = calloc(1, CONFIG_FILE_MAX);
    demo.length = demo.text != NULL ? fread(demo.text, 1, CONFIG_FILE_MAX - 1, file) : 0;
    (void)fclose(file);
    return demo.length > 0 ? 0 : -1;
}

static int forget_demo(void **state)
{
    (void)state;
    free(demo.text);
    return 0;
}

static char *patch(const char *text, const char *from, const char *to)
{
    const char *found = strstr(text, from);
    if (found == NULL) {
        fail_msg("the demo network has no %s", from);
    }
    size_t size = strlen(text) + strlen(to) + 1;
    char *patched = malloc(size);
    assert_non_null(patched);
    (void)snprintf(patched, size, "%.*s%s%s", (int)(found - text), text, to, found + strlen(from));
    return patched;
}

/* The line of what: behind the patch if it stands there, else anywhere. */
static size_t line_of(const char *text, size_t patched_at, const char *what)
{
    const char *found = strstr(text + patched_at, what);
    if (found == NULL) {
        found = strstr(text, what);
    }
    assert_non_null(found);
    size_t line = 1;
    for (; text < found; text++) {
        line += *text == '\n';
    }
    return line;
}

/* Whether one of the mistakes is on this line (0: any) and has this reason. */
static bool is_said(const struct config_errors *errors, size_t line, const char *reason)
{
    char start[32] = "x.json:";
    if (line > 0) {
        (void)snprintf(start, sizeof start, "x.json:%zu: ", line);
    }
    for (size_t i = 0; i < config_errors_count(errors); i++) {
        const char *text = config_errors_at(errors, i);
        if (strncmp(text, start, strlen(start)) == 0 && strstr(text, reason) != NULL) {
            return true;
        }
    }
    return false;
}

static void print(const struct config_errors *errors)
{
    for (size_t i = 0; i < config_errors_count(errors); i++) {
        print_error("%s\n", config_errors_at(errors, i));
    }
}

static void test_each_mistake(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        const struct broken *broken = &table[i];
        char *text = patch(demo.text, broken->from, broken->to);
        size_t patched_at = (size_t)(strstr(demo.text, broken->from) - demo.text);
        size_t line = line_of(text, patched_at, broken->at != NULL ? broken->at : broken->to);
        struct config_errors *errors = config_errors_create();
        assert_null(config_load_text("x.json", text, strlen(text), errors));
        if (!is_said(errors, line, broken->reason)) {
            print(errors);
            fail_msg("row %zu: not on line %zu: %s", i, line, broken->reason);
        }
        config_errors_destroy(errors);
        free(text);
    }
}

/* Replaces *text by a patched copy. */
static void patch_again(char **text, const char *from, const char *to)
{
    char *patched = patch(*text, from, to);
    free(*text);
    *text = patched;
}

/* How many mistakes this text has; checks that reason is among them (NULL: none). */
static size_t load_with(const char *text, const char *reason)
{
    struct config_errors *errors = config_errors_create();
    struct config *config = config_load_text("x.json", text, strlen(text), errors);
    size_t total = config_errors_total(errors);
    if (reason == NULL ? config == NULL : config != NULL || !is_said(errors, 0, reason)) {
        print(errors);
        fail_msg("expected: %s", reason != NULL ? reason : "no mistake");
    }
    config_destroy(config);
    config_errors_destroy(errors);
    return total;
}

static void test_desk_without_staff(void **state)
{
    (void)state;
    char *text = patch(demo.text, "\"vt/national\", \"vt/groningen\"", "\"vt/national\"");
    (void)load_with(text, NULL);
    patch_again(&text, "\"desks\": [\"vt/groningen\"]", "\"desks\": [\"vt/national\"]");
    assert_int_equal(load_with(text, "desk \"vt/groningen\": no counsellor staffs this desk"), 1);
    free(text);
}

/* Somebody who stands in no shift of a desk with shifts never works there. */
static void test_language_that_has_no_shift(void **state)
{
    (void)state;
    char *text = patch(demo.text, "[\"vt/dirk\", \"vt/elif\"]", "[\"vt/dirk\"]");
    (void)load_with(text, NULL);
    patch_again(&text, "[\"vt/elif\", \"vt/gerrit\"]", "[\"vt/gerrit\"]");
    assert_int_equal(
        load_with(text, "desk \"vt/national\": languages: nobody who staffs this desk speaks"), 1);
    free(text);
}

/* csg/national and fier/chat fall back to each other: fine as long as one is always open. */
static void test_fallbacks_that_lead_nowhere(void **state)
{
    static const char always[] = "\"hours\": \"always\"";
    static const char mondays[] =
        "\"hours\": [{ \"days\": [\"mon\"], \"from\": \"09:00\", \"to\": \"17:00\" }]";

    (void)state;
    char *text = patch(demo.text, always, mondays); /* csg/acute */
    patch_again(&text, always, mondays);            /* csg/national */
    (void)load_with(text, NULL);
    patch_again(&text, always, mondays); /* fier/chat */
    assert_int_equal(load_with(text, "desk \"vt/groningen\": fallback: these desks only"), 9);
    patch_again(&text, ",\n          \"fallback\": [\"fier/chat\"]", "");
    (void)load_with(text, NULL);
    free(text);
}

/* Always open, but for a holiday or while nobody has a shift, is not always. */
static void test_fallback_that_closes_now_and_then(void **state)
{
    static const char mondays[] =
        "\"hours\": [{ \"days\": [\"mon\"], \"from\": \"09:00\", \"to\": \"17:00\" }]";

    (void)state;
    char *text = patch(demo.text, "\"hours\": \"always\",\n          \"languages\"",
                       "\"hours\": \"always\",\"holiday_hours\":\"closed\",\n\"languages\"");
    (void)load_with(text, NULL);
    patch_again(&text, "\"hours\": \"always\",\n          \"languages\"",
                "\"hours\": \"always\", \"shifts\": [{ \"who\": [\"fier/olga\"], \"days\": "
                "[\"mon\"], \"from\": \"00:00\", \"to\": \"24:00\" }],\n\"languages\"");
    (void)load_with(text, "desk \"csg/national\": fallback: these desks only");
    free(text);
    text = patch(demo.text, "\"hours\": \"always\"", mondays); /* csg/acute */
    (void)load_with(text, NULL);
    free(text);
}

static void test_all_mistakes_at_once_in_order(void **state)
{
    (void)state;
    char *text = patch(demo.text, "\"capacity\": 2", "\"capacity\": 9");
    patch_again(&text, "\"to\": \"17:00\"", "\"to\": \"99:00\"");
    patch_again(&text, "\"demo\": true", "\"demo\": 1");
    struct config_errors *errors = config_errors_create();
    assert_null(config_load_text("x.json", text, strlen(text), errors));
    assert_int_equal(config_errors_count(errors), 3);
    assert_non_null(strstr(config_errors_at(errors, 0), "demo: must be"));
    assert_non_null(strstr(config_errors_at(errors, 1), "\"99:00\" is not a time of day"));
    assert_non_null(strstr(config_errors_at(errors, 2), "capacity: must be"));
    assert_string_equal(config_errors_at(errors, 3), "");
    config_errors_destroy(errors);
    free(text);
}

static void test_more_mistakes_than_are_kept(void **state)
{
    (void)state;
    char *text = patch(demo.text, "[\"nl\", \"en\"]", "[\"de\"]");
    struct config_errors *errors = config_errors_create();
    assert_null(config_load_text("x.json", text, strlen(text), errors));
    assert_int_equal(config_errors_count(errors), CONFIG_ERRORS_MAX);
    assert_true(config_errors_total(errors) > CONFIG_ERRORS_MAX);
    config_errors_destroy(errors);
    free(text);
}

/* What a mistake quotes cannot drive the terminal of whoever reads it. */
static void test_mistakes_are_printable(void **state)
{
    (void)state;
    char *text = patch(demo.text, "\"demo\": true", "\"\\u001b[2J\\u202e\": 1");
    struct config_errors *errors = config_errors_create();
    assert_null(config_load_text("x.json", text, strlen(text), errors));
    assert_non_null(strstr(config_errors_at(errors, 0), "?[2J???: is not a key"));
    config_errors_destroy(errors);
    free(text);
}

static void test_no_such_file(void **state)
{
    (void)state;
    struct config_errors *errors = config_errors_create();
    assert_null(config_load("/nowhere/x.json", errors));
    assert_string_equal(config_errors_at(errors, 0), "/nowhere/x.json: No such file or directory");
    assert_null(config_load("/", errors));
    assert_int_equal(config_errors_total(errors), 2);
    config_errors_destroy(errors);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_mistake),
        cmocka_unit_test(test_desk_without_staff),
        cmocka_unit_test(test_language_that_has_no_shift),
        cmocka_unit_test(test_fallbacks_that_lead_nowhere),
        cmocka_unit_test(test_fallback_that_closes_now_and_then),
        cmocka_unit_test(test_all_mistakes_at_once_in_order),
        cmocka_unit_test(test_more_mistakes_than_are_kept),
        cmocka_unit_test(test_mistakes_are_printable),
        cmocka_unit_test(test_no_such_file),
    };
    return cmocka_run_group_tests(tests, read_demo, forget_demo);
}
