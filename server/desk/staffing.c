#include "desk/staffing.h"

static json_t *list_of(const char *const *texts, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_string(texts[i]));
    return list;
}

static json_t *list_of_tags(const struct config_tag *const *tags, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_string(tags[i]->id));
    return list;
}

/* {DESK: "desk" or "on_call"} */
static json_t *posts_of(const struct config_staff *staff, int64_t now_ms)
{
    json_t *posts = json_object();
    for (size_t i = 0; i < staff->desk_count; i++) {
        enum config_post post = config_staff_post(staff, staff->desks[i], now_ms);
        if (post != CONFIG_POST_NONE)
            json_object_set_new(posts, staff->desks[i]->id,
                                json_string(post == CONFIG_POST_DESK ? "desk" : "on_call"));
    }
    return posts;
}

json_t *staffing_of(const struct config_staff *staff, int64_t now_ms)
{
    return json_pack("{s:o, s:o, s:o, s:i}", "desks", posts_of(staff, now_ms), "languages",
                     list_of(staff->languages, staff->language_count), "skills",
                     list_of_tags(staff->skills, staff->skill_count), "capacity", staff->capacity);
}

json_t *staffing_all(const struct config *config, int64_t now_ms)
{
    json_t *all = json_object();
    for (size_t i = 0; i < config_staff_count(config); i++) {
        const struct config_staff *staff = config_staff_at(config, i);
        if (staff->counsellor)
            json_object_set_new(all, staff->id, staffing_of(staff, now_ms));
    }
    return all;
}

static json_t *desk_settings(const struct config_desk *desk, int64_t now_ms)
{
    json_t *fallback = json_array();
    for (size_t i = 0; i < desk->fallback_count; i++)
        json_array_append_new(fallback, json_string(desk->fallbacks[i]->id));
    json_t *settings = json_pack(
        "{s:b, s:b, s:o, s:i, s:o, s:o}", "open", config_desk_is_open(desk, now_ms), "intake",
        config_desk_takes_in(desk, now_ms), "languages",
        list_of(desk->languages, desk->language_count), "queue_max", desk->queue_max, "fallback",
        fallback, "skilled", list_of_tags(desk->skilled, desk->skilled_count));
    int64_t closes_ms = config_desk_closes_at(desk, now_ms);
    if (settings && closes_ms > now_ms)
        json_object_set_new(settings, "closes_ms", json_integer(closes_ms));
    return settings;
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
