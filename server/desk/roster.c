#include "desk/roster.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/clock.h"
#include "desk/staffing.h"
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

static void configured(void *context, const char *json, size_t length, enum wire_error error)
{
    struct hub *hub = context;
    (void)json;
    (void)length;
    if (error != WIRE_OK)
        log_write(hub->log, LOG_LEVEL_WARN, "configure_failed", "error", wire_error_name(error),
                  NULL);
}

/* The text of the JSON value, which is used up; the caller frees it. */
static char *text_of(json_t *value)
{
    char *text = json_dumps(value, JSON_COMPACT);
    json_decref(value);
    return text;
}

static void tell(struct hub *hub, int64_t now_ms)
{
    char *desks = text_of(staffing_desks(hub->config, now_ms));
    char *limits = text_of(staffing_limits(hub->config));
    char *staff = text_of(staffing_all(hub->config, now_ms));
    struct store_configure args = {.desks = desks, .limits = limits, .staff = staff};
    if (desks && limits && staff)
        store_configure(hub->store, &args, configured, hub);
    free(desks);
    free(limits);
    free(staff);
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
