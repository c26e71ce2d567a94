/* `veer check` and `veer staff hash`, as somebody at a shell sees them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <pty.h>
#include <sodium.h>
#include <sys/wait.h>

#include "cli/check.h"
#include "cli/password.h"
#include "cli/staff.h"

#define DEMO VEER_SOURCE_DIR "/deploy/demo/network.json"

struct outcome {
    int status;
    char text[8192]; /* standard output, then standard error */
};

/* Runs a command in a child with this standard input, and gathers what it prints. */
static void run(struct outcome *outcome, int (*command)(int, char **), int argc, char **argv,
                const char *input)
{
    int in[2];
    int out[2];
    size_t length = 0;
    ssize_t got;

    assert_int_equal(pipe(in), 0);
    assert_int_equal(pipe(out), 0);
    (void)fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)dup2(in[0], STDIN_FILENO);
        (void)dup2(out[1], STDOUT_FILENO);
        (void)dup2(out[1], STDERR_FILENO);
        (void)close(in[1]);
        int status = command(argc, argv);
        (void)fflush(NULL);
        _exit(status);
    }
    (void)close(in[0]);
    (void)close(out[1]);
    assert_int_equal(write(in[1], input, strlen(input)), strlen(input));
    (void)close(in[1]);
    while ((got = read(out[0], outcome->text + length, sizeof outcome->text - 1 - length)) > 0) {
        length += (size_t)got;
    }
    outcome->text[length] = '\0';
    (void)close(out[0]);
    assert_int_equal(waitpid(child, &outcome->status, 0), child);
    assert_true(WIFEXITED(outcome->status));
    outcome->status = WEXITSTATUS(outcome->status);
}

static void test_check_fine(void **state)
{
    struct outcome outcome;
    char *argv[] = {"check", DEMO, NULL};

    (void)state;
    run(&outcome, cli_check, 2, argv, "");
    assert_int_equal(outcome.status, 0);
    assert_string_equal(outcome.text, DEMO ": fine: 6 organisations, 9 desks, 21 staff\n"
                                           "there are no keys in " VEER_SOURCE_DIR
                                           "/deploy/demo/keys: nobody can go on duty "
                                           "(docs/keys.md)\n");
}

static void test_check_mistakes(void **state)
{
    static const char broken[] = "{\n\"network\": \"x\",\n\"demo\": 3,\n\"colour\": \"red\"\n}\n";
    char path[] = "/tmp/veer-check-XXXXXX";
    char expected[256];
    struct outcome outcome;
    char *argv[] = {"check", path, NULL};

    (void)state;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, broken, strlen(broken)), strlen(broken));
    (void)close(fd);
    run(&outcome, cli_check, 2, argv, "");
    (void)unlink(path);
    assert_int_equal(outcome.status, 1);
    (void)snprintf(expected, sizeof expected, "%s:1: the key \"time_zone\" is missing\n", path);
    assert_non_null(strstr(outcome.text, expected));
    (void)snprintf(expected, sizeof expected, "%s:3: demo: must be true or false\n", path);
    assert_non_null(strstr(outcome.text, expected));
    (void)snprintf(expected, sizeof expected, "%s:4: colour: is not a key that belongs here\n",
                   path);
    assert_non_null(strstr(outcome.text, expected));
}

static void test_wrong_use(void **state)
{
    struct outcome outcome;
    char *check[] = {"check", NULL};
    char *staff[] = {"staff", "hush", NULL};

    (void)state;
    run(&outcome, cli_check, 1, check, "");
    assert_int_equal(outcome.status, 2);
    run(&outcome, cli_staff, 2, staff, "");
    assert_int_equal(outcome.status, 2);
    assert_string_equal(outcome.text, "usage: veer staff hash\n");
}

static void test_hash_fits_the_password(void **state)
{
    struct outcome outcome;
    char *argv[] = {"staff", "hash", NULL};

    (void)state;
    run(&outcome, cli_staff, 2, argv, "koffie met melk\nmore");
    assert_int_equal(outcome.status, 0);
    assert_int_equal(outcome.text[strlen(outcome.text) - 1], '\n');
    outcome.text[strlen(outcome.text) - 1] = '\0';
    assert_int_equal(crypto_pwhash_str_verify(outcome.text, "koffie met melk", 15), 0);
}

static void test_passwords_that_are_not_taken(void **state)
{
    struct outcome outcome;
    char *argv[] = {"staff", "hash", NULL};
    char long_one[400];

    (void)state;
    run(&outcome, cli_staff, 2, argv, "");
    assert_int_equal(outcome.status, 1);
    run(&outcome, cli_staff, 2, argv, "short\n");
    assert_int_equal(outcome.status, 1);
    assert_non_null(strstr(outcome.text, "shorter than 8"));
    memset(long_one, 'x', sizeof long_one - 1);
    long_one[sizeof long_one - 1] = '\0';
    run(&outcome, cli_staff, 2, argv, long_one);
    assert_int_equal(outcome.status, 1);
}

/* On a terminal: nothing of what is typed is shown, and Ctrl-C gives up. */
static void type_on_terminal(const char *typed, bool fine, const char *expected)
{
    int master;
    int slave;
    char line[64] = "";
    char shown[256] = "";

    assert_int_equal(openpty(&master, &slave, NULL, NULL, NULL), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        (void)dup2(slave, STDERR_FILENO);
        bool got = password_read(slave, "Secret: ", line, sizeof line);
        _exit(got == fine && (!fine || strcmp(line, expected) == 0) ? 0 : 1);
    }
    ssize_t prompt = read(master, shown, sizeof shown - 1); /* the echo is off from here on */
    assert_true(prompt > 0);
    assert_int_equal(write(master, typed, strlen(typed)), strlen(typed));
    int status = -1;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    (void)close(slave);
    ssize_t got = read(master, shown + prompt, sizeof shown - 1 - (size_t)prompt);
    shown[prompt + (got > 0 ? got : 0)] = '\0';
    assert_string_equal(shown, "Secret: \r\n");
    (void)close(master);
}

static void test_terminal(void **state)
{
    (void)state;
    type_on_terminal("veer-demo\n", true, "veer-demo");
    type_on_terminal("veer-\003", false, "");
}

static int start(void **state)
{
    (void)state;
    return sodium_init() < 0 ? -1 : 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_check_fine),
        cmocka_unit_test(test_check_mistakes),
        cmocka_unit_test(test_wrong_use),
        cmocka_unit_test(test_hash_fits_the_password),
        cmocka_unit_test(test_passwords_that_are_not_taken),
        cmocka_unit_test(test_terminal),
    };
    return cmocka_run_group_tests(tests, start, NULL);
}
