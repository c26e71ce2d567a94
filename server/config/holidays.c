#include <stdlib.h>
#include <string.h>

#include "config/calendar.h"
#include "config/network.h"

enum { NAME_MAX = 80, HOLIDAYS_MAX = 400 };

static const struct reader_key keys[] = {{"date", true}, {"name", true}, {NULL, false}};

/* Puts a holiday in its place in the calendar; a mistake if the day is there already. */
static void add(const struct reader *reader, const struct place *place,
                const struct config_holiday *holiday)
{
    struct config_holidays *all = &reader->config->holidays;
    size_t at = all->count;

    while (at > 0 && all->list[at - 1].day > holiday->day) {
        at--;
    }
    if (at > 0 && all->list[at - 1].day == holiday->day) {
        reader_wrong(reader, place, "this day stands here twice");
        return;
    }
    memmove(&all->list[at + 1], &all->list[at], (all->count - at) * sizeof *holiday);
    all->list[at] = *holiday;
    all->count++;
}

static void read_holiday(const struct reader *reader, const struct place *place,
                         const json_t *object)
{
    const struct place date_place = place_key(place, "date");
    struct config_holiday holiday = {0};

    if (!reader_object(reader, place, object, keys)) {
        return;
    }
    reader_text(reader, place, object, "name", NAME_MAX, &holiday.name);
    const char *date = reader_string(reader, place, object, "date");
    if (date != NULL && !calendar_date(date, &holiday.day)) {
        reader_wrong(reader, &date_place, "\"%.20s\" is not a date (like 2026-12-25)", date);
    } else if (date != NULL) {
        add(reader, &date_place, &holiday);
    }
}

void holidays_read(const struct reader *reader, const struct place *root, const json_t *object)
{
    const struct place here = place_key(root, "holidays");
    const json_t *list = reader_list(reader, root, object, "holidays");
    struct config_holidays *all = &reader->config->holidays;

    if (json_array_size(list) > HOLIDAYS_MAX) {
        reader_wrong(reader, &here, "has more than %d days", HOLIDAYS_MAX);
        return;
    }
    all->list = reader_room(reader, json_array_size(list), sizeof *all->list);
    for (size_t i = 0; all->list != NULL && i < json_array_size(list); i++) {
        struct place place = place_index(&here, i);
        char subject[READER_SUBJECT_SIZE];
        const json_t *element = json_array_get(list, i);
        const char *date = json_string_value(json_object_get(element, "date"));
        place.subject = reader_subject(subject, "holiday", date, i);
        read_holiday(reader, &place, element);
    }
}
