#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <regex.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"

struct pipe_log {
    int ends[2];
    struct log *log;
    char read[4096];
};

static int make(void **state)
{
    static struct pipe_log pipe_log;

    if (pipe2(pipe_log.ends, O_NONBLOCK) != 0)
        return -1;
    pipe_log.log = log_create(pipe_log.ends[1], LOG_LEVEL_INFO, "w0");
    *state = &pipe_log;
    return pipe_log.log != NULL ? 0 : -1;
}

static int unmake(void **state)
{
    struct pipe_log *pipe_log = *state;

    log_destroy(pipe_log->log);
    close(pipe_log->ends[0]);
    close(pipe_log->ends[1]);
    return 0;
}

static const char *written(struct pipe_log *pipe_log)
{
    ssize_t length = read(pipe_log->ends[0], pipe_log->read, sizeof pipe_log->read - 1);

    pipe_log->read[length > 0 ? length : 0] = '\0';
    return pipe_log->read;
}

static void assert_matches(const char *text, const char *pattern)
{
    regex_t regex;

    assert_int_equal(regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB), 0);
    if (regexec(&regex, text, 0, NULL, 0) != 0)
        fail_msg("%s does not match %s", text, pattern);
    regfree(&regex);
}

static void writes_one_json_line(void **state)
{
    struct pipe_log *pipe_log = *state;

    log_write(pipe_log->log, LOG_LEVEL_WARN, "worker_started", "port", "8080", "odd", "a\"\n",
              "none", NULL, NULL);
    assert_matches(written(pipe_log),
                   "^\\{\"at\":\"20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-6][0-9]"
                   "\\.[0-9]{3}Z\",\"level\":\"warn\",\"process\":\"w0\","
                   "\"code\":\"worker_started\",\"port\":\"8080\",\"odd\":\"a\\\\\"\\\\n\","
                   "\"none\":null\\}\n$");
}

static void leaves_out_lesser_levels(void **state)
{
    struct pipe_log *pipe_log = *state;

    log_write(pipe_log->log, LOG_LEVEL_DEBUG, "detail", NULL);
    log_write(NULL, LOG_LEVEL_ERROR, "nobody_listens", NULL);
    assert_string_equal(written(pipe_log), "");
}

static void tells_how_many_lines_were_lost(void **state)
{
    struct pipe_log *pipe_log = *state;
    char filler[4096] = {0};

    while (write(pipe_log->ends[1], filler, sizeof filler) > 0)
        ;
    log_write(pipe_log->log, LOG_LEVEL_INFO, "first", NULL);
    log_write(pipe_log->log, LOG_LEVEL_INFO, "second", NULL);
    while (read(pipe_log->ends[0], pipe_log->read, sizeof pipe_log->read) > 0)
        ;
    log_write(pipe_log->log, LOG_LEVEL_INFO, "third", NULL);
    assert_matches(written(pipe_log), "\"code\":\"third\",\"lines_lost\":\"2\"\\}\n$");
    log_write(pipe_log->log, LOG_LEVEL_INFO, "fourth", NULL);
    assert_matches(written(pipe_log), "\"code\":\"fourth\"\\}\n$");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(writes_one_json_line, make, unmake),
        cmocka_unit_test_setup_teardown(leaves_out_lesser_levels, make, unmake),
        cmocka_unit_test_setup_teardown(tells_how_many_lines_were_lost, make, unmake),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
