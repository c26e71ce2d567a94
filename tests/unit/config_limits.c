/* The limits that a network file may set are those of the protocol. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "config/config.h"
#include "wire/generated/limits.h"

#define DEMO VEER_SOURCE_DIR "/deploy/demo/network.json"

struct demo {
    char text[65536];
    size_t length;
};

static int read_demo(void **state)
{
    static struct demo demo;
    FILE *file = fopen(DEMO, "rb");

    if (file == NULL) {
        return -1;
    }
    demo.length = fread(demo.text, 1, sizeof demo.text, file);
    (void)fclose(file);
    *state = &demo;
    return demo.length > 0 ? 0 : -1;
}

/* Loads the demo network with these limits. NULL: there are mistakes. */
static struct config *load_with(const struct demo *demo, const char *limits)
{
    static char text[sizeof demo->text + 1024];
    struct config_errors *errors = config_errors_create();
    int length = snprintf(text, sizeof text, "{ \"limits\": { %s },%.*s", limits,
                          (int)demo->length - 1, demo->text + 1);
    struct config *config = config_load_text("x", text, (size_t)length, errors);

    config_errors_destroy(errors);
    return config;
}

static void test_protocol_limits_can_be_set(void **state)
{
    char limits[1024] = "";
    size_t length = 0;

    for (int i = 0; i < WIRE_LIMIT_COUNT; i++) {
        length += (size_t)snprintf(limits + length, sizeof limits - length, "%s\"%s\": %d",
                                   i > 0 ? ", " : "", wire_limit_name((enum wire_limit)i), 100 + i);
    }
    struct config *config = load_with(*state, limits);
    assert_non_null(config);
    assert_int_equal(config_limit_count(config), WIRE_LIMIT_COUNT);
    for (size_t i = 0; i < config_limit_count(config); i++) {
        enum wire_limit limit = WIRE_LIMIT_COUNT;
        assert_true(wire_limit_find(config_limit_at(config, i)->name, &limit));
        assert_int_equal(config_limit_at(config, i)->value, 100 + (int)limit);
    }
    config_destroy(config);
}

static void test_defaults_are_in_range(void **state)
{
    char limits[128];

    for (int i = 0; i < WIRE_LIMIT_COUNT; i++) {
        (void)snprintf(limits, sizeof limits, "\"%s\": %lld", wire_limit_name((enum wire_limit)i),
                       (long long)wire_limit_default((enum wire_limit)i));
        struct config *config = load_with(*state, limits);
        assert_non_null(config);
        config_destroy(config);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_protocol_limits_can_be_set),
        cmocka_unit_test(test_defaults_are_in_range),
    };
    return cmocka_run_group_tests(tests, read_demo, NULL);
}
