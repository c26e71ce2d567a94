#include "desk/hub.h"

#include <jansson.h>
#include <stdlib.h>

#include "desk/board.h"
#include "desk/ended.h"
#include "desk/hints.h"
#include "desk/presence.h"
#include "desk/roster.h"
#include "store/bus.h"
#include "store/generated/calls.h"

#define TICK_MS 250
#define SETTLE_MS 1000
#define TICK_FULL 100 /* as many as one tick of the store takes: there may be more */

struct party *hub_party(struct hub *hub, uint64_t serial)
{
    struct party *party = NULL;
    HASH_FIND(by_serial, hub->parties, &serial, sizeof serial, party);
    return party;
}

struct party *hub_attached(struct hub *hub, const char *key)
{
    struct party *party = NULL;
    HASH_FIND(by_key, hub->attached, key, strlen(key), party);
    return party;
}

bool hub_is_ready(const struct hub *hub, const char **missing)
{
    *missing = !store_is_ready(hub->store) ? "store" : !hub->bus_up ? "bus" : NULL;
    return *missing == NULL;
}

/* Time ------------------------------------------------------------------------------------------
 */

static void tick(uv_timer_t *timer);

static void tell_all(struct hub *hub, const char *text)
{
    struct party *party, *next;
    HASH_ITER(by_serial, hub->parties, party, next)
    if (party->greeted)
        party_send(party, text, strlen(text));
}

const char *hub_store_event(const struct hub *hub)
{
    if (!store_is_ready(hub->store))
        return "{\"type\":\"store\",\"there\":false}";
    return hub->rebuilding ? "{\"type\":\"store\",\"there\":true,\"rebuilding\":true}"
                           : "{\"type\":\"store\",\"there\":true}";
}

static void set_rebuilding(struct hub *hub, bool rebuilding)
{
    if (hub->rebuilding == rebuilding)
        return;
    hub->rebuilding = rebuilding;
    tell_all(hub, hub_store_event(hub));
}

static void ticked(void *context, const char *json, size_t length, enum wire_error error)
{
    struct hub *hub = context;
    hub->ticking = false;
    json_t *answer = error == WIRE_OK ? json_loadb(json, length, 0, NULL) : NULL;
    if (answer)
        set_rebuilding(hub, json_is_true(json_object_get(answer, "rebuilding")));
    if (json_integer_value(json_object_get(answer, "done")) >= TICK_FULL)
        tick(&hub->tick);
    json_decref(answer);
}

static void tick(uv_timer_t *timer)
{
    struct hub *hub = timer->data;
    if (!store_is_ready(hub->store))
        return;
    presence_tell_missed(hub);
    presence_retry(hub);
    rooms_retry(hub);
    if (!hub->ticking)
        hub->ticking = store_tick(hub->store, ticked, hub);
}

/* The store comes and goes ------------------------------------------------------------------------
 */

static void on_ready(void *context, const json_t *people)
{
    struct hub *hub = context;
    roster_configure(hub);
    if (people) {
        presence_compare(hub, people);
    } else {
        hub->rebuilding = true; /* the next tick says more */
        ended_recall(hub);
        presence_restart_all(hub);
    }
    presence_refresh_all(hub);
    tell_all(hub, hub_store_event(hub));
}

static void on_away(void *context)
{
    struct hub *hub = context;
    tell_all(hub, hub_store_event(hub));
}

static void on_hint(void *context, const char *channel, const char *text, size_t length)
{
    (void)channel;
    hints_receive(context, text, length);
}

static void on_bus_up(void *context)
{
    struct hub *hub = context;
    hub->bus_up = true;
    presence_refresh_all(hub);
}

static void on_bus_down(void *context)
{
    struct hub *hub = context;
    hub->bus_up = false;
}

/* Settling ----------------------------------------------------------------------------------------
 */

static void settle(struct hub *hub)
{
    void (*settled)(void *) = hub->settled;

    hub->settled = NULL;
    uv_timer_stop(&hub->patience);
    if (settled)
        settled(hub->settled_context);
}

/* Replies come in the order of the calls: whatever was asked before has been answered. */
static void on_settled(void *context, const char *json, size_t length, enum wire_error error)
{
    (void)json;
    (void)length;
    (void)error;
    settle(context);
}

static void on_settled_late(uv_timer_t *timer)
{
    settle(timer->data);
}

void hub_settle(struct hub *hub, void (*settled)(void *context), void *context)
{
    hub->settled = settled;
    hub->settled_context = context;
    bool asked = store_tick(hub->store, on_settled, hub);
    uv_timer_start(&hub->patience, on_settled_late, asked ? SETTLE_MS : 0, 0);
}

/* Beginning and end -------------------------------------------------------------------------------
 */

struct hub *hub_create(const struct hub_settings *settings)
{
    struct hub *hub = calloc(1, sizeof *hub);
    if (!hub)
        return NULL;
    hub->loop = settings->loop;
    hub->log = settings->log;
    hub->config = settings->config;
    hub->accounts = settings->accounts;
    hub->tickets = settings->tickets;
    hub->keys = settings->keys;
    struct store_settings store = {
        .address = settings->redis_address,
        .user = settings->redis_user,
        .password = settings->redis_password,
        .process = settings->process,
        .on_ready = on_ready,
        .on_away = on_away,
        .context = hub,
    };
    hub->store = store_create(hub->loop, &store, hub->log);
    if (!hub->store)
        goto no_store;
    const char *channel = store_bus_channel(hub->store);
    struct bus_settings bus = {
        .address = settings->redis_address,
        .user = settings->redis_user,
        .password = settings->redis_password,
        .channels = &channel,
        .channel_count = 1,
        .on_message = on_hint,
        .on_up = on_bus_up,
        .on_down = on_bus_down,
        .context = hub,
    };
    hub->bus = bus_create(hub->loop, &bus, hub->log);
    hub->roster = hub->bus ? roster_create(hub) : NULL;
    hub->board = hub->roster ? board_create(hub) : NULL;
    if (!hub->board)
        goto no_board;
    uv_timer_init(hub->loop, &hub->patience);
    hub->patience.data = hub;
    uv_timer_init(hub->loop, &hub->tick);
    hub->tick.data = hub;
    uv_timer_start(&hub->tick, tick, TICK_MS, TICK_MS);
    return hub;
no_board:
    roster_close(hub->roster);
    bus_close(hub->bus, NULL, NULL);
    store_close(hub->store, NULL, NULL);
no_store:
    free(hub);
    return NULL;
}

static void part_closed(void *context)
{
    struct hub *hub = context;
    if (--hub->open_handles > 0)
        return;
    hub->closed(hub->closed_context);
    free(hub);
}

static void timer_closed(uv_handle_t *handle)
{
    part_closed(handle->data);
}

static void tell_stop(void *context, const char *json, size_t length, enum wire_error error)
{
    struct hub *hub = context;
    (void)json;
    (void)length;
    (void)error;
    store_close(hub->store, part_closed, hub);
}

void hub_close(struct hub *hub, void (*closed)(void *context), void *context)
{
    if (!hub)
        return;
    hub->closed = closed;
    hub->closed_context = context;
    hub->open_handles = 4;
    uv_timer_stop(&hub->tick);
    board_close(hub->board);
    roster_close(hub->roster);
    rooms_finish(hub);
    presence_forget_missed(hub);
    ended_finish(hub);
    bus_close(hub->bus, part_closed, hub);
    uv_close((uv_handle_t *)&hub->tick, timer_closed);
    uv_close((uv_handle_t *)&hub->patience, timer_closed);
    /* In good order the store is told; the others need not wait for the heartbeat to stop. */
    if (!store_process_stop(hub->store, tell_stop, hub))
        store_close(hub->store, part_closed, hub);
}
