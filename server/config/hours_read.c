#include "config/hours.h"

#include <stdlib.h>
#include <string.h>

#include "config/values.h"

enum { LINES_MAX = 100 };

static const char *const days[7] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

static const struct reader_key keys[] = {
    {"days", true}, {"from", true}, {"to", true}, {NULL, false}};

/* Puts a span in its place among the others. Returns false if another one has part of it. */
static bool add_span(struct config_span *spans, size_t *count, struct config_span span)
{
    size_t at = *count;

    while (at > 0 && spans[at - 1].from >= span.to) {
        at--;
    }
    if (at > 0 && spans[at - 1].to > span.from) {
        return false;
    }
    memmove(&spans[at + 1], &spans[at], (*count - at) * sizeof span);
    spans[at] = span;
    (*count)++;
    return true;
}

bool hours_read_times(const struct reader *reader, const struct place *line, const json_t *object,
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

int hours_weekday(const char *name)
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
    bool fine = hours_read_times(reader, line, object, &times);
    for (size_t i = 0; i < json_array_size(list); i++) {
        const struct place here = place_index(&days_place, i);
        const char *name = reader_name(reader, &here, list, i);
        int day = name != NULL ? hours_weekday(name) : -1;
        if (name != NULL && day < 0) {
            reader_wrong(reader, &here, "\"%.20s\" is not a day (mon tue wed thu fri sat sun)",
                         name);
        } else if (day >= 0 && fine &&
                   !add_span(hours->spans, &hours->count,
                             (struct config_span){day * CALENDAR_DAY + times.from,
                                                  day * CALENDAR_DAY + times.to})) {
            reader_wrong(reader, line, "these times overlap others on %s", days[day]);
        }
    }
}

/* Spans that touch become one, so that closing times are real. */
static void join_spans(struct config_span *spans, size_t *count)
{
    size_t last = 0;

    for (size_t i = 1; i < *count; i++) {
        if (spans[i].from == spans[last].to) {
            spans[last].to = spans[i].to;
        } else {
            spans[++last] = spans[i];
        }
    }
    if (*count > 0) {
        *count = last + 1;
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
    join_spans(hours->spans, &hours->count);
}

static const struct reader_key holiday_keys[] = {{"from", true}, {"to", true}, {NULL, false}};

static void read_holiday_line(const struct reader *reader, const struct place *line,
                              const json_t *object, struct config_holiday_hours *hours)
{
    struct config_span times;

    if (reader_object(reader, line, object, holiday_keys) &&
        hours_read_times(reader, line, object, &times) &&
        !add_span(hours->spans, &hours->count, times)) {
        reader_wrong(reader, line, "these times overlap others");
    }
}

static void read_holiday_rule(const struct reader *reader, const struct place *here,
                              const char *name, struct config_holiday_hours *hours)
{
    static const struct {
        const char *name;
        enum config_holiday_rule rule;
    } rules[] = {{"closed", CONFIG_HOLIDAY_CLOSED},
                 {"always", CONFIG_HOLIDAY_ALWAYS},
                 {"usual", CONFIG_HOLIDAY_USUAL}};

    for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
        if (strcmp(rules[i].name, name) == 0) {
            hours->rule = rules[i].rule;
            return;
        }
    }
    reader_wrong(reader, here, "must be \"closed\", \"usual\", \"always\" or a list of times");
}

void hours_read_holidays(const struct reader *reader, const struct place *desk,
                         const json_t *object, struct config_desk *into)
{
    const struct place here = place_key(desk, "holiday_hours");
    const json_t *value = json_object_get(object, "holiday_hours");
    struct config_holiday_hours *hours = &into->holiday_hours;

    hours->rule = into->hours.always ? CONFIG_HOLIDAY_USUAL : CONFIG_HOLIDAY_CLOSED;
    if (json_is_string(value)) {
        read_holiday_rule(reader, &here, json_string_value(value), hours);
        return;
    }
    const json_t *list = reader_list(reader, desk, object, "holiday_hours");
    if (list == NULL) {
        return;
    }
    hours->rule = CONFIG_HOLIDAY_HOURS;
    hours->spans = reader_room(reader, json_array_size(list), sizeof *hours->spans);
    if (hours->spans == NULL) {
        return;
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        const struct place line = place_index(&here, i);
        read_holiday_line(reader, &line, json_array_get(list, i), hours);
    }
    join_spans(hours->spans, &hours->count);
}

/* What touches the end of the day or the week may go on behind it. */
static bool is_too_short(const struct config_span *span, int end, int stop)
{
    return span->from > 0 && span->to < end && span->to - span->from <= stop;
}

void hours_check_intake(const struct reader *reader, const struct place *desk,
                        const struct config_desk *of)
{
    const struct place here = place_key(desk, "intake_stop_minutes");
    const struct config_hours *usual = &of->hours;
    const struct config_holiday_hours *special = &of->holiday_hours;

    for (size_t i = 0; of->intake_stop_minutes > 0 && i < usual->count; i++) {
        if (is_too_short(&usual->spans[i], CALENDAR_WEEK, of->intake_stop_minutes)) {
            reader_wrong(reader, &here, "on %s the desk is not open for that long",
                         days[usual->spans[i].from / CALENDAR_DAY]);
        }
    }
    for (size_t i = 0; of->intake_stop_minutes > 0 && i < special->count; i++) {
        if (is_too_short(&special->spans[i], CALENDAR_DAY, of->intake_stop_minutes)) {
            reader_wrong(reader, &here, "on holidays the desk is not open for that long");
        }
    }
}

void hours_finish(struct config_desk *desk)
{
    free(desk->hours.spans);
    free(desk->holiday_hours.spans);
}
