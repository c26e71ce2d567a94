#include <stdlib.h>
#include <string.h>

#include "config/calendar.h"
#include "config/network.h"

/*
 * /network.json. jansson's setters that steal a reference take NULL and fail then: each function
 * below gives NULL as soon as anything in it failed, so one check at the end is enough.
 */

/* Adds key to object and takes value over. Returns whether that went well. */
static bool set(json_t *object, const char *key, json_t *value)
{
    return json_object_set_new(object, key, value) == 0;
}

/* Gives object if all went well, else frees it and gives NULL. */
static json_t *only_if(bool fine, json_t *object)
{
    if (!fine) {
        json_decref(object);
        return NULL;
    }
    return object;
}

static json_t *names_json(const char *const *names, size_t count)
{
    json_t *array = json_array();
    bool fine = array != NULL;

    for (size_t i = 0; i < count; i++) {
        fine = json_array_append_new(array, json_string(names[i])) == 0 && fine;
    }
    return only_if(fine, array);
}

static json_t *text_json(const struct config *config, const struct config_text *text)
{
    json_t *object = json_object();
    bool fine = object != NULL;

    for (size_t i = 0; i < config->language_count; i++) {
        fine = set(object, config->languages[i], json_string(text->in[i])) && fine;
    }
    return only_if(fine, object);
}

static json_t *tag_json(const struct config *config, const struct config_tag *tag)
{
    json_t *object = json_object();
    bool fine = set(object, "id", json_string(tag->id)) &&
                set(object, "label", text_json(config, &tag->label)) &&
                (!tag->urgent || set(object, "urgent", json_true()));

    return only_if(fine, object);
}

static json_t *group_json(const struct config *config, const struct config_tag_group *group)
{
    json_t *object = json_object();
    json_t *tags = json_array();
    bool fine = tags != NULL;

    for (size_t i = 0; i < group->tag_count; i++) {
        fine = json_array_append_new(tags, tag_json(config, &group->tags[i])) == 0 && fine;
    }
    fine = set(object, "tags", tags) && fine;
    fine = fine && set(object, "group", json_string(group->id)) &&
           set(object, "label", text_json(config, &group->label)) &&
           set(object, "choose", json_string(group->many ? "many" : "one"));
    return only_if(fine, object);
}

static json_t *triage_json(const struct config *config)
{
    json_t *array = json_array();
    bool fine = array != NULL;

    for (size_t i = 0; i < config->tag_group_count; i++) {
        fine =
            json_array_append_new(array, group_json(config, &config->tag_groups[i])) == 0 && fine;
    }
    return only_if(fine, array);
}

/* Hours as they are written in the file: "always", or lines with days, from and to. */
static json_t *hours_json(const struct config *config, const struct config_desk *desk)
{
    return json_deep_copy(json_object_get(roster_element(config, desk), "hours"));
}

/* "usual", "closed" or "always", or lines with from and to. */
static json_t *holiday_hours_json(const struct config *config, const struct config_desk *desk)
{
    switch (desk->holiday_hours.rule) {
    case CONFIG_HOLIDAY_USUAL:
        return json_string("usual");
    case CONFIG_HOLIDAY_CLOSED:
        return json_string("closed");
    case CONFIG_HOLIDAY_ALWAYS:
        return json_string("always");
    case CONFIG_HOLIDAY_HOURS:
        break;
    }
    return json_deep_copy(json_object_get(roster_element(config, desk), "holiday_hours"));
}

static json_t *desk_links_json(const struct config_desk *desk, json_t *object)
{
    json_t *tags = json_array();
    json_t *staffed_by = json_array();
    json_t *fallback = json_array();
    bool fine = tags != NULL && staffed_by != NULL && fallback != NULL;

    for (size_t i = 0; i < desk->tag_count; i++) {
        fine = json_array_append_new(tags, json_string(desk->tags[i]->id)) == 0 && fine;
    }
    for (size_t i = 0; i < desk->staffed_by_count; i++) {
        fine = json_array_append_new(staffed_by, json_string(desk->staffed_by[i]->id)) == 0 && fine;
    }
    for (size_t i = 0; i < desk->fallback_count; i++) {
        fine = json_array_append_new(fallback, json_string(desk->fallbacks[i]->id)) == 0 && fine;
    }
    fine = set(object, "tags", tags) && fine;
    fine = set(object, "staffed_by", staffed_by) && fine;
    fine = set(object, "fallback", fallback) && fine;
    return only_if(fine, object);
}

static json_t *desk_json(const struct config *config, const struct config_desk *desk)
{
    json_t *object = json_object();
    bool fine = set(object, "id", json_string(desk->id)) &&
                set(object, "name", text_json(config, &desk->name)) &&
                set(object, "about", text_json(config, &desk->about)) &&
                set(object, "hours", hours_json(config, desk)) &&
                set(object, "holiday_hours", holiday_hours_json(config, desk)) &&
                set(object, "intake_stop_minutes", json_integer(desk->intake_stop_minutes)) &&
                set(object, "languages", names_json(desk->languages, desk->language_count)) &&
                set(object, "listed", json_boolean(desk->listed));

    return fine ? desk_links_json(desk, object) : only_if(false, object);
}

static json_t *organisation_json(const struct config *config,
                                 const struct config_organisation *organisation)
{
    json_t *object = json_object();
    json_t *desks = json_array();
    bool fine = desks != NULL;

    for (size_t i = 0; i < organisation->desk_count; i++) {
        fine =
            json_array_append_new(desks, desk_json(config, &organisation->desks[i])) == 0 && fine;
    }
    fine = set(object, "desks", desks) && fine;
    fine =
        fine && set(object, "id", json_string(organisation->id)) &&
        set(object, "name", json_string(organisation->name)) &&
        set(object, "about", text_json(config, &organisation->about)) &&
        (organisation->phone == NULL || set(object, "phone", json_string(organisation->phone))) &&
        (organisation->site == NULL || set(object, "site", json_string(organisation->site)));
    return only_if(fine, object);
}

static json_t *organisations_json(const struct config *config)
{
    json_t *array = json_array();
    bool fine = array != NULL;

    for (size_t i = 0; i < config->organisation_count; i++) {
        fine = json_array_append_new(array, organisation_json(config, &config->organisations[i])) ==
                   0 &&
               fine;
    }
    return only_if(fine, array);
}

static json_t *holiday_json(const struct config *config, const struct config_holiday *holiday)
{
    const time_t at = (time_t)holiday->day * CALENDAR_DAY_S;
    struct tm date;
    char text[16];
    json_t *object = json_object();

    (void)gmtime_r(&at, &date);
    bool fine = strftime(text, sizeof text, "%Y-%m-%d", &date) > 0 &&
                set(object, "date", json_string(text)) &&
                set(object, "name", text_json(config, &holiday->name));
    return only_if(fine, object);
}

static json_t *holidays_json(const struct config *config)
{
    json_t *array = json_array();
    bool fine = array != NULL;

    for (size_t i = 0; i < config->holidays.count; i++) {
        fine = json_array_append_new(array, holiday_json(config, &config->holidays.list[i])) == 0 &&
               fine;
    }
    return only_if(fine, array);
}

static json_t *emergency_json(const struct config *config)
{
    json_t *object = json_object();
    bool fine = set(object, "phone", json_string(config->emergency_phone)) &&
                set(object, "text", text_json(config, &config->emergency_text));

    return only_if(fine, object);
}

bool public_build(struct config *config)
{
    json_t *object = json_object();
    bool fine = set(object, "network", json_string(config->name)) &&
                set(object, "demo", json_boolean(config->demo)) &&
                set(object, "time_zone", json_string(config->time_zone)) &&
                set(object, "languages", names_json(config->languages, config->language_count)) &&
                set(object, "neutral_page", json_string(config->neutral_page)) &&
                set(object, "emergency", emergency_json(config)) &&
                set(object, "holidays", holidays_json(config)) &&
                set(object, "triage", triage_json(config)) &&
                set(object, "organisations", organisations_json(config));

    config->public_json = fine ? json_dumps(object, JSON_COMPACT) : NULL;
    config->public_json_length = config->public_json != NULL ? strlen(config->public_json) : 0;
    json_decref(object);
    return config->public_json != NULL;
}

const char *config_public_json(const struct config *config, size_t *length)
{
    if (length != NULL) {
        *length = config->public_json_length;
    }
    return config->public_json;
}
