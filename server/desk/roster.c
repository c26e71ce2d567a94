#include "desk/roster.h"

#include <stdlib.h>

#include "base/clock.h"
#include "store/generated/calls.h"

#define LOOK_MS 1000
#define AGAIN_MS 30000 /* what is told once more although nothing changed, if it got lost */

struct roster {
    struct hub *hub;
    uv_timer_t timer;
    int64_t since, until; /* what was told holds from the one to the other; wall clock */
    uint64_t told_ms;     /* when, on the clock of the loop */
};

bool roster_holds(int64_t since, int64_t until, int64_t now)
{
    return since <= now && now < until;
}

uint64_t roster_rest_ms(int64_t until, int64_t now)
{
    int64_t left = until - now;
    if (left < 1)
        return 1;
    return left < LOOK_MS ? (uint64_t)left : LOOK_MS;
}

/* What is told --- */

static json_t *languages_json(const char *const *languages, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_string(languages[i]));
    return list;
}

static json_t *tags_json(const struct config_tag *const *tags, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++)
        json_array_append_new(list, json_string(tags[i]->id));
    return list;
}

json_t *roster_skills(const struct config_staff *staff)
{
    return tags_json(staff->skills, staff->skill_count);
}

json_t *roster_posts(const struct config_staff *staff, int64_t wall_ms)
{
    json_t *posts = json_object();
    for (size_t i = 0; i < staff->desk_count; i++) {
        enum config_post post = config_staff_post(staff, staff->desks[i], wall_ms);
        if (post != CONFIG_POST_NONE)
            json_object_set_new(posts, staff->desks[i]->id,
                                json_string(post == CONFIG_POST_DESK ? "desk" : "on_call"));
    }
    return posts;
}

static json_t *desk_json(const struct config_desk *desk, int64_t wall_ms)
{
    json_t *fallback = json_array();
    for (size_t i = 0; i < desk->fallback_count; i++)
        json_array_append_new(fallback, json_string(desk->fallbacks[i]->id));
    json_t *settings = json_pack(
        "{s:b, s:b, s:o, s:i, s:o, s:o}", "open", config_desk_is_open(desk, wall_ms), "intake",
        config_desk_takes_in(desk, wall_ms), "languages",
        languages_json(desk->languages, desk->language_count), "queue_max", desk->queue_max,
        "fallback", fallback, "skilled", tags_json(desk->skilled, desk->skilled_count));
    int64_t closes = config_desk_closes_at(desk, wall_ms);
    if (settings && closes > wall_ms)
        json_object_set_new(settings, "closes_ms", json_integer(closes));
    return settings;
}

static json_t *desks_json(const struct config *config, int64_t wall_ms)
{
    json_t *desks = json_object();
    for (size_t i = 0; i < config_desk_count(config); i++) {
        const struct config_desk *desk = config_desk_at(config, i);
        json_object_set_new(desks, desk->id, desk_json(desk, wall_ms));
    }
    return desks;
}

static json_t *limits_json(const struct config *config)
{
    json_t *limits = json_object();
    for (size_t i = 0; i < config_limit_count(config); i++) {
        const struct config_limit *limit = config_limit_at(config, i);
        json_object_set_new(limits, limit->name, json_integer(limit->value));
    }
    return limits;
}

/* Telling it --- */

static void configured(void *context, const char *json, size_t length, enum wire_error error)
{
    struct hub *hub = context;
    (void)json;
    (void)length;
    if (error != WIRE_OK)
        log_write(hub->log, LOG_LEVEL_WARN, "configure_failed", "error", wire_error_name(error),
                  NULL);
}

static char *dump(json_t *json)
{
    char *text = json ? json_dumps(json, JSON_COMPACT) : NULL;
    json_decref(json);
    return text;
}

static void tell(struct hub *hub, int64_t wall_ms)
{
    char *desks = dump(desks_json(hub->config, wall_ms)), *limits = dump(limits_json(hub->config));
    struct store_configure args = {.desks = desks, .limits = limits};
    if (desks && limits)
        store_configure(hub->store, &args, configured, hub);
    free(desks);
    free(limits);
}

static void look(uv_timer_t *timer);

void roster_configure(struct hub *hub)
{
    struct roster *roster = hub->roster;
    roster->since = clock_wall_ms();
    roster->until = config_changes_at(hub->config, roster->since);
    roster->told_ms = uv_now(hub->loop);
    tell(hub, roster->since);
    uv_timer_start(&roster->timer, look, roster_rest_ms(roster->until, clock_wall_ms()), 0);
}

static void look(uv_timer_t *timer)
{
    struct roster *roster = timer->data;
    int64_t now = clock_wall_ms();
    bool stale = !roster_holds(roster->since, roster->until, now) ||
                 uv_now(roster->hub->loop) - roster->told_ms >= AGAIN_MS;
    if (stale && store_is_ready(roster->hub->store))
        roster_configure(roster->hub);
    else
        uv_timer_start(timer, look, roster_rest_ms(stale ? now + LOOK_MS : roster->until, now), 0);
}

struct roster *roster_create(struct hub *hub)
{
    struct roster *roster = calloc(1, sizeof *roster);
    if (!roster)
        return NULL;
    roster->hub = hub;
    uv_timer_init(hub->loop, &roster->timer);
    roster->timer.data = roster;
    return roster;
}

static void timer_closed(uv_handle_t *handle)
{
    free(handle->data);
}

void roster_close(struct roster *roster)
{
    if (!roster)
        return;
    roster->hub->roster = NULL;
    uv_close((uv_handle_t *)&roster->timer, timer_closed);
}
