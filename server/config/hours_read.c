#include "config/hours.h"

#include <stdlib.h>
#include <string.h>

#include "config/values.h"

enum { LINES_MAX = 100 };

static const char *const days[7] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

static const struct reader_key keys[] = {
    {"days", true}, {"from", true}, {"to", true}, {NULL, false}};

/* Puts a span in its place in the week; a mistake if another one has part of it. */
static void add_span(const struct reader *reader, const struct place *place,
                     struct config_hours *hours, int day, const struct config_span *times)
{
    const struct config_span span = {day * HOURS_DAY + times->from, day * HOURS_DAY + times->to};
    size_t at = hours->count;

    while (at > 0 && hours->spans[at - 1].from >= span.to) {
        at--;
    }
    if (at > 0 && hours->spans[at - 1].to > span.from) {
        reader_wrong(reader, place, "these times overlap others on %s", days[day]);
        return;
    }
    memmove(&hours->spans[at + 1], &hours->spans[at], (hours->count - at) * sizeof span);
    hours->spans[at] = span;
    hours->count++;
}

/* Reads from and to of one line. Returns false, with the mistakes added, if they are wrong. */
static bool read_times(const struct reader *reader, const struct place *line, const json_t *object,
                       struct config_span *times)
{
    static const char *const ends[2] = {"from", "to"};
    int minutes[2] = {-1, -1};

    for (size_t i = 0; i < 2; i++) {
        const struct place here = place_key(line, ends[i]);
        const char *text = reader_string(reader, line, object, ends[i]);
        minutes[i] = text != NULL ? values_time_of_day(text) : -1;
        if (text != NULL && minutes[i] < 0) {
            reader_wrong(reader, &here, "\"%.20s\" is not a time of day (00:00 to 24:00)", text);
        }
    }
    *times = (struct config_span){minutes[0], minutes[1]};
    if (times->from < 0 || times->to < 0) {
        return false;
    }
    if (times->from >= times->to) {
        reader_wrong(reader, line,
                     "\"to\" is not later than \"from\" (past midnight takes two lines: "
                     "one to 24:00, one from 00:00 on the next day)");
        return false;
    }
    return true;
}

static int day_number(const char *name)
{
    for (int i = 0; i < 7; i++) {
        if (strcmp(days[i], name) == 0) {
            return i;
        }
    }
    return -1;
}

static void read_line(const struct reader *reader, const struct place *line, const json_t *object,
                      struct config_hours *hours)
{
    struct config_span times;

    if (!reader_object(reader, line, object, keys)) {
        return;
    }
    const struct place days_place = place_key(line, "days");
    const json_t *list = reader_list(reader, line, object, "days");
    bool fine = read_times(reader, line, object, &times);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const struct place here = place_index(&days_place, i);
        const char *name = reader_name(reader, &here, list, i);
        int day = name != NULL ? day_number(name) : -1;
        if (name != NULL && day < 0) {
            reader_wrong(reader, &here, "\"%.20s\" is not a day (mon tue wed thu fri sat sun)",
                         name);
        } else if (day >= 0 && fine) {
            add_span(reader, line, hours, day, &times);
        }
    }
}

/* Spans that touch become one, so that closing times are real. */
static void join_spans(struct config_hours *hours)
{
    size_t last = 0;

    for (size_t i = 1; i < hours->count; i++) {
        if (hours->spans[i].from == hours->spans[last].to) {
            hours->spans[last].to = hours->spans[i].to;
        } else {
            hours->spans[++last] = hours->spans[i];
        }
    }
    if (hours->count > 0) {
        hours->count = last + 1;
    }
}

void hours_read(const struct reader *reader, const struct place *desk, const json_t *object,
                struct config_hours *hours)
{
    const struct place here = place_key(desk, "hours");
    const json_t *value = json_object_get(object, "hours");

    if (json_is_string(value)) {
        hours->always = strcmp(json_string_value(value), "always") == 0;
        if (!hours->always) {
            reader_wrong(reader, &here, "must be \"always\" or a list of times");
        }
        return;
    }
    const json_t *list = reader_list(reader, desk, object, "hours");
    size_t lines = json_array_size(list);
    if (lines > LINES_MAX) {
        reader_wrong(reader, &here, "has more than %d lines", LINES_MAX);
        return;
    }
    /* No line can hold more spans than there are days: a day that stands twice is a mistake. */
    hours->spans = reader_room(reader, lines * 7, sizeof *hours->spans);
    if (hours->spans == NULL) {
        return;
    }
    for (size_t i = 0; i < lines; i++) {
        const struct place line = place_index(&here, i);
        read_line(reader, &line, json_array_get(list, i), hours);
    }
    join_spans(hours);
}

void hours_finish(struct config_hours *hours)
{
    free(hours->spans);
}
