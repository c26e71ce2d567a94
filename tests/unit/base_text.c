#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"

static void grows_and_stays_terminated(void **state)
{
    struct text text = {0};

    (void)state;
    for (int i = 0; i < 1000; i++)
        assert_true(text_format(&text, "%d,", i % 10));
    assert_int_equal(text.length, 2000);
    assert_int_equal(strlen(text.data), 2000);
    assert_memory_equal(text.data + 1990, "5,6,7,8,9,", 11);
    text_reset(&text);
    assert_int_equal(text.length, 0);
    assert_string_equal(text.data, "");
    assert_true(text_append(&text, "a\0b", 3));
    assert_int_equal(text.length, 3);
    text_finish(&text);
    assert_null(text.data);
}

static void gives_its_content_away(void **state)
{
    struct text text = {0};
    char *taken = text_take(&text);

    (void)state;
    assert_string_equal(taken, "");
    free(taken);
    text_append_string(&text, "kept");
    taken = text_take(&text);
    assert_string_equal(taken, "kept");
    free(taken);
    assert_null(text.data);
    assert_int_equal(text.length, 0);
}

static void remembers_that_memory_ran_out(void **state)
{
    struct text text = {0};

    (void)state;
    assert_true(text_append_string(&text, "start"));
    assert_false(text_append(&text, "", SIZE_MAX / 2));
    assert_false(text_append_string(&text, "more"));
    assert_null(text_take(&text));
    assert_false(text.failed);
}

static void check_json(const char *bytes, size_t length, const char *expected)
{
    struct text text = {0};

    assert_true(text_append_json_string(&text, bytes, length));
    assert_string_equal(text.data, expected);
    text_finish(&text);
}

static void writes_json_strings(void **state)
{
    (void)state;
    check_json("", 0, "\"\"");
    check_json("plain", 5, "\"plain\"");
    check_json("a\"b\\c\nd\te", 9, "\"a\\\"b\\\\c\\nd\\u0009e\"");
    check_json("\0\x1f\x7f", 3, "\"\\u0000\\u001f\\u007f\"");
    check_json("caf\xc3\xa9 \xf0\x9f\x9b\xb6", 10, "\"caf\xc3\xa9 \xf0\x9f\x9b\xb6\"");
    check_json("x\xff\xc3", 3, "\"x\xef\xbf\xbd\xef\xbf\xbd\"");
}

static void tells_utf8(void **state)
{
    static const char *const good[] = {"", "a", "\xc3\xa9", "\xe2\x82\xac", "\xf4\x8f\xbf\xbf"};
    static const char *const bad[] = {
        "\x80",         "\xc3",         "\xc0\x80",         "\xc1\xbf",
        "\xe0\x80\x80", "\xed\xa0\x80", "\xf5\x80\x80\x80", "\xf4\x90\x80\x80",
        "\xe2\x82",     "a\xff"};

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(text_is_utf8(good[i], strlen(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(text_is_utf8(bad[i], strlen(bad[i])));
}

static void tells_plain_labels(void **state)
{
    static const char *const good[] = {"Anna", "Zo\xc3\xab de Vries", "\xd8\xb3\xd9\x84\xd8\xa7"};
    static const char *const bad[] = {
        "",          /* empty */
        "a\nb",      /* line break */
        "a\x7f",     /* control */
        "a\xc2\x85", /* next line */
        "a\xe2\x80\xae"
        "b", /* right-to-left override */
        "a\xe2\x81\xa6"
        "b", /* isolate */
        "a\xe2\x80\x8b"
        "b", /* zero-width space */
        "\xef\xbb\xbf"
        "a",                 /* byte order mark */
        "a\xf3\xa0\x81\x81", /* tag character */
        "a\xf0\x9f\xbf\xbe", /* non-character */
        "a\xc3",             /* not UTF-8 */
    };

    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++)
        assert_true(text_is_plain_label(good[i], strlen(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        assert_false(text_is_plain_label(bad[i], strlen(bad[i])));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(grows_and_stays_terminated),
        cmocka_unit_test(gives_its_content_away),
        cmocka_unit_test(remembers_that_memory_ran_out),
        cmocka_unit_test(writes_json_strings),
        cmocka_unit_test(tells_utf8),
        cmocka_unit_test(tells_plain_labels),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
