#include "base/log.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"

#define VALUE_MAX 1000 /* bytes */

struct log {
    int fd;
    enum log_level least;
    char *process;
    struct text line;
    unsigned long lost; /* lines that the file descriptor did not take */
};

struct log *log_create(int fd, enum log_level least, const char *process)
{
    struct log *log = calloc(1, sizeof *log);

    if (log == NULL)
        return NULL;
    log->fd = fd;
    log->least = least;
    log->process = strdup(process);
    if (log->process == NULL) {
        free(log);
        return NULL;
    }
    return log;
}

void log_destroy(struct log *log)
{
    if (log == NULL)
        return;
    text_finish(&log->line);
    free(log->process);
    free(log);
}

static const char *level_name(enum log_level level)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};

    return names[level];
}

static void append_time(struct text *line)
{
    int64_t now = clock_wall_ms();
    time_t seconds = (time_t)(now / 1000);
    struct tm parts;
    char date[32];

    gmtime_r(&seconds, &parts);
    strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &parts);
    text_format(line, "{\"at\":\"%s.%03dZ\"", date, (int)(now % 1000));
}

static void append_member(struct text *line, const char *key, const char *value)
{
    text_append(line, ",", 1);
    text_append_json_string(line, key, strlen(key));
    text_append(line, ":", 1);
    if (value == NULL)
        text_append_string(line, "null");
    else
        text_append_json_string(line, value, strnlen(value, VALUE_MAX));
}

void log_write(struct log *log, enum log_level level, const char *code, ...)
{
    struct text *line;
    va_list pairs;
    const char *key;

    if (log == NULL || level < log->least)
        return;
    line = &log->line;
    text_reset(line);
    append_time(line);
    append_member(line, "level", level_name(level));
    append_member(line, "process", log->process);
    append_member(line, "code", code);
    va_start(pairs, code);
    while ((key = va_arg(pairs, const char *)) != NULL)
        append_member(line, key, va_arg(pairs, const char *));
    va_end(pairs);
    if (log->lost > 0)
        text_format(line, ",\"lines_lost\":\"%lu\"", log->lost);
    text_append_string(line, "}\n");
    if (!line->failed && write(log->fd, line->data, line->length) == (ssize_t)line->length)
        log->lost = 0;
    else
        log->lost++;
}
