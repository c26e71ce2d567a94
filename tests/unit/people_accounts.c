/* Signing in with the demo network's accounts, with the real Argon2id. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <sodium.h>

#include "base/clock.h"
#include "people/accounts.h"

#define DEMO VEER_SOURCE_DIR "/deploy/demo/network.json"

struct fixture {
    uv_loop_t loop;
    struct config *config;
    struct accounts *accounts;
    bool closed;
};

/* What one caller was told. */
struct told {
    int times;
    enum accounts_answer answer;
    const struct config_staff *staff;
};

static void tell(void *context, enum accounts_answer answer, const struct config_staff *staff)
{
    struct told *told = context;
    told->times++;
    told->answer = answer;
    told->staff = staff;
}

static int create(void **state)
{
    static struct fixture fixture;
    struct config_errors *errors = config_errors_create();

    memset(&fixture, 0, sizeof fixture);
    if (sodium_init() < 0 || uv_loop_init(&fixture.loop) != 0) {
        return -1;
    }
    fixture.config = config_load(DEMO, errors);
    fixture.accounts = accounts_create(&fixture.loop, fixture.config, NULL);
    config_errors_destroy(errors);
    *state = &fixture;
    return fixture.accounts != NULL ? 0 : -1;
}

static void note_closed(void *context)
{
    struct fixture *fixture = context;
    fixture->closed = true;
}

static void close_accounts(struct fixture *fixture)
{
    if (fixture->accounts != NULL) {
        accounts_close(fixture->accounts, note_closed, fixture);
        fixture->accounts = NULL;
    }
}

static int destroy(void **state)
{
    struct fixture *fixture = *state;

    close_accounts(fixture);
    (void)uv_run(&fixture->loop, UV_RUN_DEFAULT);
    config_destroy(fixture->config);
    return fixture->closed && uv_loop_close(&fixture->loop) == 0 ? 0 : -1;
}

/* Runs the loop until nothing more happens in it: all tries are answered. */
static void run(struct fixture *fixture)
{
    (void)uv_run(&fixture->loop, UV_RUN_DEFAULT);
}

static uint64_t sign_in(struct fixture *fixture, const char *name, const char *password,
                        struct told *told)
{
    return accounts_sign_in(fixture->accounts, "csg", name, password, tell, told);
}

static void test_right(void **state)
{
    struct fixture *fixture = *state;
    struct told told = {0};
    assert_true(sign_in(fixture, "anna", "veer-demo", &told) != 0);
    assert_int_equal(told.times, 0);
    run(fixture);
    assert_int_equal(told.times, 1);
    assert_int_equal(told.answer, ACCOUNTS_RIGHT);
    assert_string_equal(told.staff->id, "csg/anna");
}

static void test_every_demo_account(void **state)
{
    struct fixture *fixture = *state;
    struct told told[ACCOUNTS_QUEUE_MAX] = {{0}};
    size_t count = config_staff_count(fixture->config);
    assert_true(count <= ACCOUNTS_QUEUE_MAX);
    for (size_t i = 0; i < count; i++) {
        const struct config_staff *staff = config_staff_at(fixture->config, i);
        (void)accounts_sign_in(fixture->accounts, staff->organisation->id, staff->name, "veer-demo",
                               tell, &told[i]);
    }
    run(fixture);
    for (size_t i = 0; i < count; i++) {
        assert_ptr_equal(told[i].staff, config_staff_at(fixture->config, i));
    }
}

static void test_wrong(void **state)
{
    struct fixture *fixture = *state;
    struct told told[5] = {{0}};
    char long_password[600];
    memset(long_password, 'x', sizeof long_password);
    long_password[sizeof long_password - 1] = '\0';
    (void)sign_in(fixture, "anna", "veer-dem", &told[0]);
    (void)sign_in(fixture, "bram", "", &told[1]);
    (void)sign_in(fixture, "carmen", long_password, &told[2]);
    (void)sign_in(fixture, "nobody", "veer-demo", &told[3]);
    (void)accounts_sign_in(fixture->accounts, "csg/anna", "", "veer-demo", tell, &told[4]);
    run(fixture);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(told[i].times, 1);
        assert_int_equal(told[i].answer, ACCOUNTS_WRONG);
        assert_null(told[i].staff);
    }
}

/* A password that begins with 256 right bytes is not cut and then right. */
static void test_too_long_is_wrong(void **state)
{
    struct fixture *fixture = *state;
    struct told told = {0};
    char password[ACCOUNTS_PASSWORD_MAX + 2];
    memset(password, 'x', sizeof password - 1);
    password[sizeof password - 1] = '\0';
    (void)sign_in(fixture, "anna", password, &told);
    run(fixture);
    assert_int_equal(told.answer, ACCOUNTS_WRONG);
}

/* After a wrong try the next one waits a second; then the right password still gets in. */
static void test_delay_instead_of_lock_out(void **state)
{
    struct fixture *fixture = *state;
    struct told wrong = {0};
    struct told other = {0};
    struct told right = {0};
    (void)sign_in(fixture, "anna", "guess", &wrong);
    run(fixture);
    const int64_t before_ms = clock_monotonic_ms();
    (void)sign_in(fixture, "anna", "veer-demo", &right);
    (void)sign_in(fixture, "bram", "veer-demo", &other);
    while (other.times == 0) {
        (void)uv_run(&fixture->loop, UV_RUN_ONCE);
    }
    assert_int_equal(right.times, 0); /* somebody else is not held up by it */
    run(fixture);
    assert_int_equal(right.answer, ACCOUNTS_RIGHT);
    assert_true(clock_monotonic_ms() - before_ms >= ACCOUNTS_DELAY_MIN_MS - 100);
}

/* A name that does not exist is held back like one that does. */
static void test_unknown_names_are_delayed_too(void **state)
{
    struct fixture *fixture = *state;
    struct told first = {0};
    struct told second = {0};
    (void)sign_in(fixture, "nobody", "guess", &first);
    run(fixture);
    assert_int_equal(first.answer, ACCOUNTS_WRONG);
    uint64_t ticket = sign_in(fixture, "nobody", "guess", &second);
    assert_true(ticket != 0);
    for (int64_t until_ms = clock_monotonic_ms() + 300; clock_monotonic_ms() < until_ms;) {
        (void)uv_run(&fixture->loop, UV_RUN_NOWAIT);
    }
    assert_int_equal(second.times, 0);
    accounts_cancel(fixture->accounts, ticket);
}

static void test_busy(void **state)
{
    enum { FIT = ACCOUNTS_RUNNING_MAX + ACCOUNTS_QUEUE_MAX };
    struct fixture *fixture = *state;
    struct told told[FIT + 1] = {{0}};
    char name[16];
    for (size_t i = 0; i < FIT; i++) {
        (void)snprintf(name, sizeof name, "nobody-%zu", i);
        assert_true(sign_in(fixture, name, "guess", &told[i]) != 0);
    }
    assert_true(sign_in(fixture, "anna", "veer-demo", &told[FIT]) == 0);
    while (told[0].times == 0) {
        (void)uv_run(&fixture->loop, UV_RUN_ONCE);
    }
    assert_true(sign_in(fixture, "anna", "veer-demo", &told[FIT]) != 0); /* there is room again */
    run(fixture);
    for (size_t i = 0; i <= FIT; i++) {
        assert_int_equal(told[i].times, 1);
        assert_int_equal(told[i].answer, i < FIT ? ACCOUNTS_WRONG : ACCOUNTS_RIGHT);
    }
}

/* One account cannot fill the queue for the others. */
static void test_one_account_has_few_places(void **state)
{
    struct fixture *fixture = *state;
    struct told told[16] = {{0}};
    size_t taken = 0;
    for (size_t i = 0; i < 15; i++) {
        taken += sign_in(fixture, "anna", "veer-demo", &told[i]) != 0;
    }
    assert_int_equal(taken, ACCOUNTS_RUNNING_MAX + ACCOUNTS_HELD_EACH);
    assert_true(sign_in(fixture, "bram", "veer-demo", &told[15]) != 0);
    run(fixture);
    assert_int_equal(told[15].answer, ACCOUNTS_RIGHT);
}

static void test_cancel(void **state)
{
    struct fixture *fixture = *state;
    struct told told[4] = {{0}};
    uint64_t tickets[4];
    for (size_t i = 0; i < 4; i++) {
        tickets[i] = sign_in(fixture, "anna", "veer-demo", &told[i]);
        assert_true(tickets[i] != 0);
    }
    accounts_cancel(fixture->accounts, tickets[0]); /* runs in a thread */
    accounts_cancel(fixture->accounts, tickets[2]); /* waits */
    accounts_cancel(fixture->accounts, tickets[2]);
    accounts_cancel(fixture->accounts, 0);
    run(fixture);
    accounts_cancel(fixture->accounts, tickets[1]); /* long answered */
    assert_int_equal(told[0].times, 0);
    assert_int_equal(told[1].times, 1);
    assert_int_equal(told[2].times, 0);
    assert_int_equal(told[3].times, 1);
}

static void test_close_answers_everybody(void **state)
{
    struct fixture *fixture = *state;
    struct told told[5] = {{0}};
    for (size_t i = 0; i < 5; i++) {
        assert_true(sign_in(fixture, "anna", "veer-demo", &told[i]) != 0);
    }
    close_accounts(fixture);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(told[i].times, 1);
        assert_int_equal(told[i].answer, ACCOUNTS_BUSY);
    }
    run(fixture);
    assert_true(fixture->closed);
    assert_int_equal(told[0].times, 1);
}

/* Unknown names must not be told apart by the time they take. */
static void test_unknown_takes_as_long(void **state)
{
    struct fixture *fixture = *state;
    int64_t spent_ms[2] = {0, 0};
    char name[16];
    for (size_t i = 0; i < 6; i++) {
        struct told told = {0};
        int64_t before_ms = clock_monotonic_ms();
        (void)snprintf(name, sizeof name, "nobody-%zu", i);
        (void)sign_in(fixture, i % 2 == 0 ? name : "anna", i % 2 == 0 ? "guess" : "veer-demo",
                      &told);
        run(fixture);
        spent_ms[i % 2] += clock_monotonic_ms() - before_ms;
    }
    /* Without the dummy check the first would be about 0. */
    assert_true(spent_ms[0] * 4 > spent_ms[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_right, create, destroy),
        cmocka_unit_test_setup_teardown(test_every_demo_account, create, destroy),
        cmocka_unit_test_setup_teardown(test_wrong, create, destroy),
        cmocka_unit_test_setup_teardown(test_too_long_is_wrong, create, destroy),
        cmocka_unit_test_setup_teardown(test_delay_instead_of_lock_out, create, destroy),
        cmocka_unit_test_setup_teardown(test_unknown_names_are_delayed_too, create, destroy),
        cmocka_unit_test_setup_teardown(test_busy, create, destroy),
        cmocka_unit_test_setup_teardown(test_one_account_has_few_places, create, destroy),
        cmocka_unit_test_setup_teardown(test_cancel, create, destroy),
        cmocka_unit_test_setup_teardown(test_close_answers_everybody, create, destroy),
        cmocka_unit_test_setup_teardown(test_unknown_takes_as_long, create, destroy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
