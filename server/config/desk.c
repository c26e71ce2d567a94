#include <stdio.h>
#include <string.h>

#include "config/hours.h"
#include "config/network.h"

enum { NAME_MAX = 80, ABOUT_MAX = 600, QUEUE_MOST = 1000, INTAKE_STOP_MOST = 120 };

static const struct reader_key keys[] = {
    {"id", true},       {"name", true},           {"about", true},
    {"hours", true},    {"holiday_hours", false}, {"intake_stop_minutes", false},
    {"shifts", false},  {"languages", true},      {"tags", false},
    {"skilled", false}, {"queue_max", true},      {"staffed_by", false},
    {"listed", false},  {"fallback", false},      {NULL, false}};

/* The id with the organisation before it. Stays empty if one of the two is wrong. */
static void read_id(const struct reader *reader, const struct place *place, const json_t *object,
                    struct config_desk *desk)
{
    const struct place here = place_key(place, "id");
    const char *name = reader_id(reader, place, object, "id");
    char id[CONFIG_ID_SIZE];

    if (name == NULL || desk->organisation->id == NULL) {
        return;
    }
    (void)snprintf(id, sizeof id, "%s/%s", desk->organisation->id, name);
    if (config_desk_find(reader->config, id) != NULL) {
        reader_wrong(reader, &here, "there is a desk with this id already");
        return;
    }
    memcpy(desk->id, id, sizeof id);
    desk->name_in_organisation = name;
}

void desk_read(const struct reader *reader, const struct place *place, const json_t *object,
               struct config_desk *desk)
{
    if (!reader_object(reader, place, object, keys)) {
        return;
    }
    read_id(reader, place, object, desk);
    reader_text(reader, place, object, "name", NAME_MAX, &desk->name);
    reader_text(reader, place, object, "about", ABOUT_MAX, &desk->about);
    hours_read(reader, place, object, &desk->hours);
    hours_read_holidays(reader, place, object, desk);
    desk->intake_stop_minutes =
        (int)reader_number(reader, place, object, "intake_stop_minutes", 0, INTAKE_STOP_MOST);
    hours_check_intake(reader, place, desk);
    desk->holidays = &reader->config->holidays;
    desk->language_count = reader_languages(reader, place, object, "languages", desk->languages);
    desk->tag_count = reader_tags(reader, place, object, "tags", &desk->tags);
    desk->skilled_count = reader_tags(reader, place, object, "skilled", &desk->skilled);
    desk->queue_max = (int)reader_number(reader, place, object, "queue_max", 1, QUEUE_MOST);
    desk->listed = reader_flag(reader, place, object, "listed", true);
}

static void read_staffed_by(const struct reader *reader, const struct place *place,
                            const json_t *object, struct config_desk *desk)
{
    const struct place here = place_key(place, "staffed_by");
    const json_t *list = reader_list(reader, place, object, "staffed_by");

    desk->staffed_by = reader_pointers(reader, json_array_size(list));
    for (size_t i = 0; desk->staffed_by != NULL && i < json_array_size(list); i++) {
        const struct place at = place_index(&here, i);
        const char *id = reader_name(reader, &at, list, i);
        const struct config_organisation *organisation =
            id != NULL ? config_organisation_find(reader->config, id) : NULL;
        if (organisation != NULL) {
            desk->staffed_by[desk->staffed_by_count++] = organisation;
        } else if (id != NULL) {
            reader_wrong(reader, &at, "there is no organisation \"%.40s\"", id);
        }
    }
}

static void read_fallback(const struct reader *reader, const struct place *place,
                          const json_t *object, struct config_desk *desk)
{
    const struct place here = place_key(place, "fallback");
    const json_t *list = reader_list(reader, place, object, "fallback");

    desk->fallbacks = reader_pointers(reader, json_array_size(list));
    for (size_t i = 0; desk->fallbacks != NULL && i < json_array_size(list); i++) {
        const struct place at = place_index(&here, i);
        const char *id = reader_name(reader, &at, list, i);
        const struct config_desk *other = id != NULL ? config_desk_find(reader->config, id) : NULL;
        if (id != NULL && other == NULL) {
            reader_wrong(reader, &at, "there is no desk \"%.80s\"", id);
        } else if (other == desk) {
            reader_wrong(reader, &at, "a desk cannot fall back to itself");
        } else if (other != NULL) {
            desk->fallbacks[desk->fallback_count++] = other;
        }
    }
}

void desk_read_links(const struct reader *reader, const struct place *place, const json_t *object,
                     struct config_desk *desk)
{
    if (json_is_object(object)) {
        read_staffed_by(reader, place, object, desk);
        read_fallback(reader, place, object, desk);
    }
}
