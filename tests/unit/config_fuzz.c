/* Files that are broken in every possible place: no crash, and never half a network. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <jansson.h>

#include "config/config.h"

#define DEMO VEER_SOURCE_DIR "/deploy/demo/network.json"

struct source {
    char text[65536];
    size_t length;
};

static int read_demo(void **state)
{
    static struct source source;
    FILE *file = fopen(DEMO, "rb");

    if (file == NULL) {
        return -1;
    }
    source.length = fread(source.text, 1, sizeof source.text - 1, file);
    (void)fclose(file);
    *state = &source;
    return source.length > 0 ? 0 : -1;
}

/* Each beginning of the file. */
static void test_every_beginning(void **state)
{
    const struct source *demo = *state;
    size_t whole = demo->length;
    while (demo->text[whole - 1] != '}') {
        whole--;
    }
    for (size_t length = 0; length < whole; length += 37) {
        struct config_errors *errors = config_errors_create();
        assert_null(config_load_text("x.json", demo->text, length, errors));
        assert_int_equal(config_errors_total(errors), 1);
        config_errors_destroy(errors);
    }
}

/* Loads the document with another kind of value in the place of one; which kind takes turns. */
static void load_another(const json_t *document, unsigned turn)
{
    char *text = json_dumps(document, JSON_INDENT(1));
    struct config_errors *errors = config_errors_create();
    struct config *config = config_load_text("x.json", text, strlen(text), errors);

    if ((config == NULL) != (config_errors_total(errors) > 0)) {
        fail_msg("turn %u: a network and mistakes, or neither", turn);
    }
    config_destroy(config);
    config_errors_destroy(errors);
    free(text);
}

static json_t *another_kind(unsigned turn)
{
    switch (turn % 6) {
    case 0:
        return json_null();
    case 1:
        return json_object();
    case 2:
        return json_array();
    case 3:
        return json_integer(-1);
    case 4:
        return json_pack("[[]]");
    default:
        return json_string("x");
    }
}

static unsigned replace_each(const json_t *document, json_t *value, unsigned turn)
{
    const char *key;
    json_t *member;
    size_t index;

    json_object_foreach(value, key, member)
    {
        json_incref(member);
        json_object_set_new(value, key, another_kind(++turn));
        load_another(document, turn);
        json_object_set(value, key, member);
        turn = replace_each(document, member, turn);
        json_decref(member);
    }
    json_array_foreach(value, index, member)
    {
        json_incref(member);
        json_array_set_new(value, index, another_kind(++turn));
        load_another(document, turn);
        json_array_set(value, index, member);
        turn = replace_each(document, member, turn);
        json_decref(member);
    }
    return turn;
}

/* Each value in the file replaced by one of another kind. */
static void test_every_value_of_another_kind(void **state)
{
    const struct source *demo = *state;
    json_t *document = json_loadb(demo->text, demo->length, 0, NULL);
    assert_true(replace_each(document, document, 0) > 500);
    json_decref(document);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_beginning),
        cmocka_unit_test(test_every_value_of_another_kind),
    };
    return cmocka_run_group_tests(tests, read_demo, NULL);
}
