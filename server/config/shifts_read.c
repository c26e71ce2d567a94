#include <stdlib.h>
#include <string.h>

#include "config/calendar.h"
#include "config/hours.h"
#include "config/network.h"
#include "config/shifts.h"

enum { SHIFTS_MAX = 1000, DATES_MAX = 400 };

static const struct reader_key keys[] = {{"who", true},  {"days", false}, {"dates", false},
                                         {"from", true}, {"to", true},    {"on_call", false},
                                         {NULL, false}};

static void read_who(const struct reader *reader, const struct place *place, const json_t *object,
                     const struct config_desk *desk, struct config_shift *shift)
{
    const struct place here = place_key(place, "who");
    const json_t *list = reader_list(reader, place, object, "who");

    shift->who = reader_pointers(reader, json_array_size(list));
    for (size_t i = 0; shift->who != NULL && i < json_array_size(list); i++) {
        const struct place at = place_index(&here, i);
        const char *id = reader_name(reader, &at, list, i);
        const struct config_staff *staff =
            id != NULL ? config_staff_find(reader->config, id) : NULL;
        if (id != NULL && staff == NULL) {
            reader_wrong(reader, &at, "there is nobody \"%.80s\"", id);
        } else if (staff != NULL && !config_staff_serves(staff, desk)) {
            reader_wrong(reader, &at, "\"%s\" does not staff this desk", id);
        } else if (staff != NULL) {
            shift->who[shift->who_count++] = staff;
        }
    }
}

static void read_days(const struct reader *reader, const struct place *place, const json_t *object,
                      struct config_shift *shift)
{
    const struct place here = place_key(place, "days");
    const json_t *list = reader_list(reader, place, object, "days");

    for (size_t i = 0; i < json_array_size(list); i++) {
        const struct place at = place_index(&here, i);
        const char *name = reader_name(reader, &at, list, i);
        int day = name != NULL ? hours_weekday(name) : -1;
        if (name != NULL && day < 0) {
            reader_wrong(reader, &at, "\"%.20s\" is not a day (mon tue wed thu fri sat sun)", name);
        } else if (day >= 0) {
            shift->weekdays |= 1u << day;
        }
    }
}

static void read_dates(const struct reader *reader, const struct place *place, const json_t *object,
                       struct config_shift *shift)
{
    const struct place here = place_key(place, "dates");
    const json_t *list = reader_list(reader, place, object, "dates");
    size_t count = json_array_size(list);

    if (count > DATES_MAX) {
        reader_wrong(reader, &here, "has more than %d dates", DATES_MAX);
        return;
    }
    shift->dates = reader_room(reader, count, sizeof *shift->dates);
    for (size_t i = 0; shift->dates != NULL && i < count; i++) {
        const struct place at = place_index(&here, i);
        const char *text = reader_name(reader, &at, list, i);
        if (text != NULL && !calendar_date(text, &shift->dates[shift->date_count])) {
            reader_wrong(reader, &at, "\"%.20s\" is not a date (like 2026-12-25)", text);
        } else if (text != NULL) {
            shift->date_count++;
        }
    }
}

static bool on_same_day(const struct config_shift *one, const struct config_shift *other)
{
    for (size_t i = 0; i < one->date_count; i++) {
        for (size_t j = 0; j < other->date_count; j++) {
            if (one->dates[i] == other->dates[j]) {
                return true;
            }
        }
    }
    return (one->weekdays & other->weekdays) != 0;
}

static const struct config_staff *in_both(const struct config_shift *one,
                                          const struct config_shift *other)
{
    for (size_t i = 0; i < one->who_count; i++) {
        for (size_t j = 0; j < other->who_count; j++) {
            if (one->who[i] == other->who[j]) {
                return one->who[i];
            }
        }
    }
    return NULL;
}

/* Nobody has two shifts at once, except that one of a single date may add to those of its week. */
static void check_overlap(const struct reader *reader, const struct place *place,
                          const struct config_desk *desk, const struct config_shift *shift)
{
    for (const struct config_shift *other = desk->shifts; other < shift; other++) {
        bool overlap = shift->times.from < other->times.to && other->times.from < shift->times.to;
        const struct config_staff *who =
            overlap && on_same_day(shift, other) ? in_both(shift, other) : NULL;
        if (who != NULL) {
            reader_wrong(reader, place, "\"%s\" has another shift at this time (shift %td)",
                         who->id, other - desk->shifts + 1);
            return;
        }
    }
}

static void read_shift(const struct reader *reader, const struct place *place, const json_t *object,
                       const struct config_desk *desk, struct config_shift *shift)
{
    if (!reader_object(reader, place, object, keys)) {
        return;
    }
    bool days = json_object_get(object, "days") != NULL;
    bool dates = json_object_get(object, "dates") != NULL;
    if (days == dates) {
        reader_wrong(reader, place, "needs one of \"days\" and \"dates\"");
    }
    read_who(reader, place, object, desk, shift);
    read_days(reader, place, object, shift);
    read_dates(reader, place, object, shift);
    shift->on_call = reader_flag(reader, place, object, "on_call", false);
    if (hours_read_times(reader, place, object, &shift->times)) {
        check_overlap(reader, place, desk, shift);
    }
}

void shifts_read(const struct reader *reader, const struct place *place, const json_t *object,
                 struct config_desk *desk)
{
    const struct place here = place_key(place, "shifts");
    const json_t *list = reader_list(reader, place, object, "shifts");
    size_t count = json_array_size(list);

    if (count > SHIFTS_MAX) {
        reader_wrong(reader, &here, "has more than %d lines", SHIFTS_MAX);
        return;
    }
    desk->shifts = reader_room(reader, count, sizeof *desk->shifts);
    for (size_t i = 0; desk->shifts != NULL && i < count; i++) {
        const struct place line = place_index(&here, i);
        read_shift(reader, &line, json_array_get(list, i), desk, &desk->shifts[i]);
        desk->shift_count++;
    }
}
