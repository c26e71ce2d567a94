/* Everybody who is connected to this process, and the conversations in which they are. One per
 * process; the capabilities of this room work on it. */
#ifndef VEER_DESK_HUB_H
#define VEER_DESK_HUB_H

#include <stdbool.h>
#include <stdint.h>
#include <uv.h>

#include "base/log.h"
#include "config/config.h"
#include "desk/party.h"
#include "desk/rooms.h"
#include "people/accounts.h"
#include "people/keys.h"
#include "people/tickets.h"
#include "store/store.h"

struct board;
struct roster;
struct missed;
struct ended;
struct bus;

/* The members are the desk room's own; others use the functions. */
struct hub {
    uv_loop_t *loop;
    struct log *log;
    const struct config *config;
    struct accounts *accounts;
    const struct tickets *tickets;
    const struct keys *keys; /* or NULL: no chain holds */
    struct store *store;
    struct bus *bus;
    uv_timer_t tick, patience;
    bool ticking, bus_up;
    bool rebuilding;        /* everybody is being put back in his place after a loss */
    struct party *parties;  /* by serial */
    struct party *attached; /* by key */
    struct room *rooms;     /* by conversation */
    struct board *board;
    struct roster *roster;
    struct missed *missed; /* departures that the store does not know of yet */
    struct ended *ended;   /* conversations that were seen ending lately */
    uint64_t last_serial;
    void (*settled)(void *context); /* whom hub_settle() calls, or NULL */
    void *settled_context;
    int open_handles;
    void (*closed)(void *context);
    void *closed_context;
};

/* What the hub works with; all of it outlives the hub. */
struct hub_settings {
    uv_loop_t *loop;
    const struct config *config;
    struct accounts *accounts;
    const struct tickets *tickets;
    const struct keys *keys; /* or NULL: no chain holds */
    struct log *log;
    const char *redis_address, *redis_user, *redis_password; /* as in struct store_settings */
    const char *process;
};

/* Connects to the store and starts. NULL when memory runs out or the address is wrong. */
struct hub *hub_create(const struct hub_settings *settings);

/* Whether people can be served; if not, *missing names the part. */
bool hub_is_ready(const struct hub *hub, const char **missing);

/* Calls settled(context) from the loop when all that was asked of the store until now has been
 * answered, or after a second. Once, before hub_close(). */
void hub_settle(struct hub *hub, void (*settled)(void *context), void *context);

/* Ends the timers and the connections to the store; no party may be left. closed(context) comes
 * from the loop when all is freed. Takes NULL and does nothing then. */
void hub_close(struct hub *hub, void (*closed)(void *context), void *context);

/* The event that says how the store is now. */
const char *hub_store_event(const struct hub *hub);

struct party *hub_party(struct hub *hub, uint64_t serial);

/* The party attached under this key (`visitor:CONVERSATION` or a counsellor's id), or NULL. */
struct party *hub_attached(struct hub *hub, const char *key);

#endif
