#include "desk/staffing.h"

static json_t *list_of(const char *const *texts, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_string(texts[i]));
    return list;
}

json_t *staffing_of(const struct config_staff *staff)
{
    json_t *desks = json_object();
    for (size_t i = 0; i < staff->desk_count; i++)
        json_object_set_new(desks, staff->desks[i]->id, json_string("desk"));
    return json_pack("{s:o, s:o, s:[], s:i}", "desks", desks, "languages",
                     list_of(staff->languages, staff->language_count), "skills", "capacity",
                     staff->capacity);
}

json_t *staffing_all(const struct config *config)
{
    json_t *all = json_object();
    for (size_t i = 0; i < config_staff_count(config); i++) {
        const struct config_staff *staff = config_staff_at(config, i);
        if (staff->counsellor)
            json_object_set_new(all, staff->id, staffing_of(staff));
    }
    return all;
}

static json_t *desk_settings(const struct config_desk *desk, int64_t now_ms)
{
    json_t *fallback = json_array();
    for (size_t i = 0; i < desk->fallback_count; i++)
        json_array_append_new(fallback, json_string(desk->fallbacks[i]->id));
    bool open = config_desk_is_open(desk, now_ms);
    return json_pack("{s:b, s:b, s:o, s:i, s:o, s:[]}", "open", open, "intake", open, "languages",
                     list_of(desk->languages, desk->language_count), "queue_max", desk->queue_max,
                     "fallback", fallback, "skilled");
}

json_t *staffing_desks(const struct config *config, int64_t now_ms)
{
    json_t *desks = json_object();
    for (size_t i = 0; i < config_desk_count(config); i++) {
        const struct config_desk *desk = config_desk_at(config, i);
        json_object_set_new(desks, desk->id, desk_settings(desk, now_ms));
    }
    return desks;
}

json_t *staffing_limits(const struct config *config)
{
    json_t *limits = json_object();
    for (size_t i = 0; i < config_limit_count(config); i++) {
        const struct config_limit *limit = config_limit_at(config, i);
        json_object_set_new(limits, limit->name, json_integer(limit->value));
    }
    return limits;
}
