/* A network of one desk, o/d, with ann and bob, for the tests that are about its times. */
#ifndef VEER_TESTS_CONFIG_FIXTURE_H
#define VEER_TESTS_CONFIG_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#include "config/config.h"

#define FIXTURE_PERSON(name)                                                                       \
    "{\"organisation\":\"o\",\"name\":\"" name "\",\"alias\":\"A\",\"roles\":[\"counsellor\"],"    \
    "\"desks\":[\"o/d\"],\"capacity\":1,\"languages\":[\"nl\"],\"skills\":[\"a\"],\"password\":"   \
    "\"$argon2id$v=19$m=65536,t=2,p=1$MxG634VykDYnQLkDVIkX/w$n9rVAjp7uatj6wzCxTwln/"               \
    "Xf3d9RWZWoPs4FNOy84GI\"}"

/* Members of the top ("\"holidays\": [...],") and of the desk ("\"hours\": ..."). The caller
 * destroys the network. Fails the test if there are mistakes. */
static struct config *network_with(const char *top, const char *desk)
{
    static const char form[] =
        "{\"network\":\"x\",\"time_zone\":\"Europe/Amsterdam\",\"languages\":[\"nl\"],%s"
        "\"neutral_page\":\"https://example.org/\","
        "\"emergency\":{\"phone\":\"112\",\"text\":{\"nl\":\"112\"}},"
        "\"triage\":[{\"group\":\"g\",\"label\":{\"nl\":\"g\"},\"choose\":\"many\","
        "\"tags\":[{\"id\":\"a\",\"label\":{\"nl\":\"a\"}},{\"id\":\"b\",\"label\":{\"nl\":"
        "\"b\"}}]}],"
        "\"organisations\":[{\"id\":\"o\",\"name\":\"O\",\"about\":{\"nl\":\"o\"},\"desks\":[{"
        "\"id\":\"d\",\"name\":{\"nl\":\"d\"},\"about\":{\"nl\":\"d\"},\"languages\":[\"nl\"],"
        "\"queue_max\":5,\"skilled\":[\"a\"],%s}]}],"
        "\"staff\":[" FIXTURE_PERSON("ann") "," FIXTURE_PERSON("bob") "]}";
    static char text[8192];
    struct config_errors *errors = config_errors_create();
    int length = snprintf(text, sizeof text, form, top, desk);

    assert_true((size_t)length < sizeof text);
    struct config *config = config_load_text("x", text, (size_t)length, errors);
    for (size_t i = 0; i < config_errors_count(errors); i++) {
        print_error("%s\n", config_errors_at(errors, i));
    }
    config_errors_destroy(errors);
    assert_non_null(config);
    return config;
}

/* Milliseconds since 1970 of "2026-10-25 01:59:59", in UTC. */
static int64_t utc(const char *text)
{
    struct tm tm = {0};
    const char *end = strptime(text, "%Y-%m-%d %H:%M:%S", &tm);

    assert_true(end != NULL && *end == '\0');
    return (int64_t)timegm(&tm) * 1000;
}

#endif
