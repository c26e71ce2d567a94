/* The state folder: one server at a time, and a name that stays. */
#include "store_fixture.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "store/state.h"

static bool open_state(struct fixture *fixture, struct state *state)
{
    return state_open(state, fixture->folder, fixture->error, sizeof fixture->error);
}

static unsigned mode_of(const struct fixture *fixture, const char *name)
{
    char path[64];
    struct stat status;

    snprintf(path, sizeof path, "%s/%s", fixture->folder, name);
    return stat(path, &status) == 0 ? status.st_mode & 0777 : 0;
}

static void one_veer_per_folder(void **context)
{
    struct fixture *fixture = *context;
    struct state first, second;

    assert_true(open_state(fixture, &first));
    assert_string_equal(first.path, fixture->folder);
    assert_false(open_state(fixture, &second));
    assert_non_null(strstr(fixture->error, "in use by another veer"));
    assert_non_null(strstr(fixture->error, fixture->folder));
    state_close(&second);
    state_close(&first);
    assert_true(open_state(fixture, &second));
    state_close(&second);
}

static void the_name_stays(void **context)
{
    struct fixture *fixture = *context;
    struct state state;
    char before[STATE_INSTANCE_SIZE];

    assert_true(open_state(fixture, &state));
    memcpy(before, state.instance, sizeof before);
    assert_int_equal(strspn(before, "0123456789abcdef"), STATE_INSTANCE_SIZE - 1);
    assert_int_equal(mode_of(fixture, "lock"), 0600);
    assert_int_equal(mode_of(fixture, "instance"), 0600);
    state_close(&state);
    assert_true(open_state(fixture, &state));
    assert_string_equal(state.instance, before);
    state_close(&state);
}

static void half_a_name_is_made_anew(void **context)
{
    struct fixture *fixture = *context;
    struct state state;
    char path[64];
    int fd;

    snprintf(path, sizeof path, "%s/instance", fixture->folder);
    fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    assert_int_equal(write(fd, "0123", 4), 4);
    close(fd);
    assert_true(open_state(fixture, &state));
    assert_int_equal(strlen(state.instance), STATE_INSTANCE_SIZE - 1);
    assert_memory_not_equal(state.instance, "0123\0", 5);
    state_close(&state);
}

static void two_folders_have_two_names(void **context)
{
    struct fixture *fixture = *context;
    struct state one, other;
    char path[64];

    snprintf(path, sizeof path, "%s/other", fixture->folder);
    assert_true(open_state(fixture, &one));
    assert_true(state_open(&other, path, fixture->error, sizeof fixture->error));
    assert_int_equal(mode_of(fixture, "other"), 0700);
    assert_string_not_equal(one.instance, other.instance);
    state_close(&one);
    state_close(&other);
}

static void names_a_bad_folder(void **context)
{
    struct fixture *fixture = *context;
    struct state state;

    assert_false(state_open(&state, "/nowhere/at/all", fixture->error, sizeof fixture->error));
    assert_non_null(strstr(fixture->error, "Cannot make the state folder /nowhere/at/all"));
    state_close(&state);
    assert_false(state_open(&state, "/dev/null", fixture->error, sizeof fixture->error));
    assert_non_null(strstr(fixture->error, "Cannot use the state folder /dev/null"));
    state_close(&state);
}

int main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(one_veer_per_folder, fixture_make, fixture_stop),
        cmocka_unit_test_setup_teardown(the_name_stays, fixture_make, fixture_stop),
        cmocka_unit_test_setup_teardown(half_a_name_is_made_anew, fixture_make, fixture_stop),
        cmocka_unit_test_setup_teardown(two_folders_have_two_names, fixture_make, fixture_stop),
        cmocka_unit_test_setup_teardown(names_a_bad_folder, fixture_make, fixture_stop),
    };
    int status = fixture_main(argc, argv);

    return status >= 0 ? status : cmocka_run_group_tests(tests, NULL, NULL);
}
