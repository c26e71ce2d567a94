/* `veer keys` on a terminal: what is typed is never shown, and a new phrase is asked for twice. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <pty.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define PASSPHRASE "een lang geheim"

/* The program on a terminal of its own. */
struct session {
    pid_t child;
    int terminal;
    char shown[4096]; /* all that stood on the screen */
    size_t length;
};

static void start(struct session *session, const char *dir)
{
    *session = (struct session){0};
    session->child = forkpty(&session->terminal, NULL, NULL, NULL);
    assert_true(session->child >= 0);
    if (session->child == 0) {
        execl(VEER_PROGRAM, "veer", "keys", "root", "csg", "--fast", "--keys", dir, (char *)NULL);
        _exit(127);
    }
}

/* Reads until this text stands on the screen, or to the end for NULL. */
static void wait_for(struct session *session, const char *text)
{
    while (!text || !strstr(session->shown, text)) {
        ssize_t got = read(session->terminal, session->shown + session->length,
                           sizeof session->shown - 1 - session->length);
        if (got <= 0)
            break; /* a terminal whose program has ended fails to be read */
        session->length += (size_t)got;
    }
    assert_true(!text || strstr(session->shown, text));
}

static void type(struct session *session, const char *text)
{
    assert_int_equal(write(session->terminal, text, strlen(text)), strlen(text));
}

/* Returns its exit status. */
static int finish(struct session *session)
{
    int status = -1;

    wait_for(session, NULL);
    assert_int_equal(waitpid(session->child, &status, 0), session->child);
    (void)close(session->terminal);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void remove_folder(const char *dir)
{
    static const char *const names[] = {"csg/root.pub", "csg/root.secret", "csg", ""};
    char path[128];

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        (void)snprintf(path, sizeof path, "%s/%s", dir, names[i]);
        (void)remove(path);
    }
}

static void a_root_is_made_unseen(void **state)
{
    char dir[] = "/tmp/veer-keys-XXXXXX", path[64];
    struct session session;
    struct stat file;

    (void)state;
    assert_non_null(mkdtemp(dir));
    start(&session, dir);
    wait_for(&session, "New passphrase of the root: ");
    type(&session, PASSPHRASE "\n");
    wait_for(&session, "Once more: ");
    type(&session, PASSPHRASE "\n");
    assert_int_equal(finish(&session), 0);
    assert_non_null(strstr(session.shown, "csg has a root."));
    assert_null(strstr(session.shown, "geheim"));
    (void)snprintf(path, sizeof path, "%s/csg/root.secret", dir);
    assert_int_equal(stat(path, &file), 0);
    assert_int_equal(file.st_mode & 0777, 0600);
    remove_folder(dir);
}

static void two_that_differ_make_nothing(void **state)
{
    char dir[] = "/tmp/veer-keys-XXXXXX", path[64];
    struct session session;

    (void)state;
    assert_non_null(mkdtemp(dir));
    start(&session, dir);
    wait_for(&session, "New passphrase of the root: ");
    type(&session, PASSPHRASE "\n");
    wait_for(&session, "Once more: ");
    type(&session, PASSPHRASE "!\n");
    assert_int_equal(finish(&session), 1);
    assert_non_null(strstr(session.shown, "the two are not the same; nothing was made"));
    assert_null(strstr(session.shown, "geheim"));
    (void)snprintf(path, sizeof path, "%s/csg", dir);
    assert_int_equal(access(path, F_OK), -1);

    start(&session, dir);
    wait_for(&session, "New passphrase of the root: ");
    type(&session, PASSPHRASE "\003"); /* Ctrl-C */
    assert_int_equal(finish(&session), 1);
    assert_int_equal(access(path, F_OK), -1);
    remove_folder(dir);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_root_is_made_unseen),
        cmocka_unit_test(two_that_differ_make_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
