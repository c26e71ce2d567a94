/* Tickets: what is sealed comes back for its holder; everything else is as if there were none. */
#include <fcntl.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "people/tickets.h"

#define NOW ((int64_t)1790000000000)
#define LATER (NOW + 1000)

struct fixture {
    char folder[64], path[128], other_path[128];
    struct tickets *tickets, *other; /* of two networks */
};

static struct tickets *made(const char *path)
{
    char error[256];

    assert_true(tickets_make_secret(path, error, sizeof error));
    return tickets_create(path, error, sizeof error);
}

static int set_up(void **state)
{
    struct fixture *fixture = calloc(1, sizeof *fixture);

    assert_true(sodium_init() >= 0);
    strcpy(fixture->folder, "/tmp/veer-tickets-XXXXXX");
    assert_non_null(mkdtemp(fixture->folder));
    snprintf(fixture->path, sizeof fixture->path, "%s/secret", fixture->folder);
    snprintf(fixture->other_path, sizeof fixture->other_path, "%s/other", fixture->folder);
    fixture->tickets = made(fixture->path);
    fixture->other = made(fixture->other_path);
    *state = fixture;
    return fixture->tickets && fixture->other ? 0 : -1;
}

static int tear_down(void **state)
{
    struct fixture *fixture = *state;

    tickets_destroy(fixture->tickets);
    tickets_destroy(fixture->other);
    unlink(fixture->path);
    unlink(fixture->other_path);
    rmdir(fixture->folder);
    free(fixture);
    return 0;
}

static char *sealed(const struct fixture *fixture)
{
    json_t *clear = json_pack("{s:s}", "conversation", "c0");
    char *text = tickets_seal(fixture->tickets, clear, "visitor", LATER);

    json_decref(clear);
    assert_non_null(text);
    return text;
}

static void test_comes_back_for_its_holder(void **state)
{
    struct fixture *fixture = *state;
    char *text = sealed(fixture), *again = sealed(fixture);
    json_t *said = tickets_open(fixture->tickets, text, "visitor", NOW);
    json_t *anybody = tickets_open(fixture->tickets, text, NULL, NOW);

    assert_string_equal(json_string_value(json_object_get(said, "conversation")), "c0");
    assert_non_null(anybody);
    assert_string_not_equal(text, again); /* a nonce of its own */
    json_decref(said);
    json_decref(anybody);
    free(text);
    free(again);
}

static void test_none(void **state)
{
    struct fixture *fixture = *state;
    char *text = sealed(fixture);

    assert_null(tickets_open(fixture->tickets, NULL, "visitor", NOW));
    assert_null(tickets_open(fixture->tickets, "", "visitor", NOW));
    assert_null(tickets_open(fixture->tickets, "no ticket!", "visitor", NOW));
    assert_null(tickets_open(fixture->tickets, text, "csg/anna", NOW));  /* somebody else's */
    assert_null(tickets_open(fixture->tickets, text, "visitor", LATER)); /* expired */
    assert_null(tickets_open(fixture->other, text, "visitor", NOW));     /* foreign */
    for (size_t i = 0; text[i] != '\0'; i++) {
        char was = text[i];

        text[i] = was == 'A' ? 'B' : 'A'; /* broken, wherever */
        assert_null(tickets_open(fixture->tickets, text, "visitor", NOW));
        text[i] = '\0'; /* cut */
        assert_null(tickets_open(fixture->tickets, text, "visitor", NOW));
        text[i] = was;
    }
    free(text);
}

static void test_the_secret_stays(void **state)
{
    struct fixture *fixture = *state;
    char *text = sealed(fixture);
    struct tickets *again = made(fixture->path);
    json_t *said = tickets_open(again, text, "visitor", NOW);

    assert_non_null(said); /* made once, and read by every process */
    json_decref(said);
    tickets_destroy(again);
    free(text);
}

static void test_secret_that_is_none(void **state)
{
    struct fixture *fixture = *state;
    char error[256];
    struct stat status;

    assert_int_equal(stat(fixture->path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    assert_int_equal(chmod(fixture->path, 0640), 0);
    assert_null(tickets_create(fixture->path, error, sizeof error));
    assert_non_null(strstr(error, "chmod 600"));
    assert_int_equal(chmod(fixture->path, 0600), 0);
    assert_int_equal(truncate(fixture->path, 31), 0);
    assert_null(tickets_create(fixture->path, error, sizeof error));
    assert_null(tickets_create("/nowhere/secret", error, sizeof error));
    assert_false(tickets_make_secret("/nowhere/secret", error, sizeof error));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_comes_back_for_its_holder, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_none, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_the_secret_stays, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_secret_that_is_none, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
