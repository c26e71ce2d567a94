#include "desk/presence.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "desk/rooms.h"
#include "desk/sealing.h"
#include "store/generated/calls.h"

/* Somebody left, and the store could not be told yet. */
struct missed {
    char key[sizeof((struct party *)0)->key];
    int64_t attach;
    struct missed *next;
};

static void remember(struct hub *hub, const char *key, int64_t attach)
{
    struct missed *missed = calloc(1, sizeof *missed);
    if (!missed)
        return; /* the others find out by the process' heartbeat */
    memcpy(missed->key, key, strnlen(key, sizeof missed->key - 1));
    missed->attach = attach;
    missed->next = hub->missed;
    hub->missed = missed;
}

struct departure {
    struct hub *hub;
    char key[sizeof((struct party *)0)->key];
    int64_t attach;
};

static void told(void *context, const char *json, size_t length, enum wire_error error)
{
    struct departure *departure = context;
    (void)json;
    (void)length;
    if (error == WIRE_ERROR_STORE_AWAY)
        remember(departure->hub, departure->key, departure->attach);
    free(departure);
}

void presence_abandon(struct hub *hub, const char *key, int64_t attach)
{
    struct departure *departure = calloc(1, sizeof *departure);
    bool sent = false;
    if (departure) {
        departure->hub = hub;
        departure->attach = attach;
        memcpy(departure->key, key, strnlen(key, sizeof departure->key - 1));
        if (strncmp(key, "visitor:", 8) == 0) {
            struct store_visitor_away args = {.conversation = key + 8, .attach = attach};
            sent = store_visitor_away(hub->store, &args, told, departure);
        } else {
            struct store_staff_away args = {.counsellor = key, .attach = attach};
            sent = store_staff_away(hub->store, &args, told, departure);
        }
    }
    if (!sent) {
        remember(hub, key, attach);
        free(departure);
    }
}

void presence_tell_missed(struct hub *hub)
{
    struct missed *list = hub->missed;
    hub->missed = NULL;
    while (list) {
        struct missed *next = list->next;
        presence_abandon(hub, list->key, list->attach);
        free(list);
        list = next;
    }
}

void presence_forget_missed(struct hub *hub)
{
    while (hub->missed) {
        struct missed *next = hub->missed->next;
        free(hub->missed);
        hub->missed = next;
    }
}

/* Takes the party out of everything here, without a word to the store. */
static void forget(struct party *party)
{
    if (party->key[0] == '\0')
        return;
    struct hub *hub = party->hub;
    room_leave_all(hub, party);
    HASH_DELETE(by_key, hub->attached, party);
    party->key[0] = '\0';
}

void presence_detach(struct party *party)
{
    if (party->key[0] == '\0')
        return;
    char key[sizeof party->key];
    memcpy(key, party->key, sizeof key);
    forget(party);
    presence_abandon(party->hub, key, party->attach);
}

void presence_drop(struct hub *hub, const char *key, int64_t attach, enum wire_close code)
{
    struct party *party = hub_attached(hub, key);
    if (!party || party->attach >= attach)
        return;
    forget(party);
    party_close(party, code);
}

void presence_attach(struct party *party, const char *key, int64_t attach)
{
    struct hub *hub = party->hub;
    presence_drop(hub, key, attach, WIRE_CLOSE_SUPERSEDED);
    if (strcmp(party->key, key) != 0)
        presence_detach(party);
    else
        forget(party);
    memcpy(party->key, key, strnlen(key, sizeof party->key - 1) + 1);
    party->attach = attach;
    HASH_ADD(by_key, hub->attached, key, strlen(party->key), party);
    const char *conversation = party_conversation(party);
    if (conversation)
        room_refresh(hub, conversation);
    else
        presence_refresh_counsellor(party);
}

struct staff_fetch {
    struct hub *hub;
    uint64_t party;
    char counsellor[sizeof((struct party *)0)->key];
};

/* Conversations that are his and that he has no seat in yet. */
static void join_rooms(struct hub *hub, struct party *party, const json_t *conversations)
{
    size_t i;
    json_t *entry;
    json_array_foreach(conversations, i, entry)
    {
        const char *conversation = json_string_value(entry);
        if (conversation && !room_seat(room_find(hub, conversation), party))
            room_refresh(hub, conversation);
    }
}

static void staff_fetched(void *context, const char *json, size_t length, enum wire_error error)
{
    struct staff_fetch *fetch = context;
    struct hub *hub = fetch->hub;
    struct party *party = hub_party(hub, fetch->party);
    /* He may have signed out meanwhile, and somebody else in. */
    bool still_his = party && strcmp(party->key, fetch->counsellor) == 0;
    free(fetch);
    if (!party)
        return;
    party->fetching = false;
    bool again = party->fetch_again && party->key[0];
    party->fetch_again = false;
    json_t *view = error == WIRE_OK && still_his ? json_loadb(json, length, 0, NULL) : NULL;
    if (view) {
        json_t *event = json_object_get(view, "event");
        sealing_add_session(party, event, json_object_get(view, "ticket"));
        char *text = json_dumps(event, JSON_COMPACT);
        if (text)
            party_send(party, text, strlen(text));
        free(text);
        join_rooms(hub, party, json_object_get(event, "conversations"));
    }
    json_decref(view);
    if (again)
        presence_refresh_counsellor(party);
}

void presence_refresh_counsellor(struct party *party)
{
    if (party->fetching) {
        party->fetch_again = true;
        return;
    }
    struct staff_fetch *fetch = malloc(sizeof *fetch);
    if (!fetch)
        return;
    *fetch = (struct staff_fetch){.hub = party->hub, .party = party->serial};
    memcpy(fetch->counsellor, party->key, sizeof fetch->counsellor);
    struct store_staff_view args = {.counsellor = party->key};
    party->fetching = store_staff_view(party->hub->store, &args, staff_fetched, fetch);
    party->wanted = !party->fetching && store_is_ready(party->hub->store);
    if (!party->fetching)
        free(fetch);
}

void presence_retry(struct hub *hub)
{
    struct party *party, *next;
    HASH_ITER(by_key, hub->attached, party, next)
    {
        if (party->wanted)
            presence_refresh_counsellor(party);
    }
}

void presence_refresh_all(struct hub *hub)
{
    struct party *party, *next;
    HASH_ITER(by_key, hub->attached, party, next)
    {
        const char *conversation = party_conversation(party);
        if (conversation)
            room_refresh(hub, conversation);
        else
            presence_refresh_counsellor(party);
    }
    struct room *room, *next_room;
    HASH_ITER(hh, hub->rooms, room, next_room)
    room_refresh(hub, room->conversation);
}

static void restart(struct party *party)
{
    forget(party);
    party_close(party, WIRE_CLOSE_RESTART);
}

void presence_restart_all(struct hub *hub)
{
    struct party *party, *next;
    presence_forget_missed(hub); /* the store knows nobody who could have left */
    HASH_ITER(by_key, hub->attached, party, next) restart(party);
}

void presence_compare(struct hub *hub, const json_t *people)
{
    size_t i;
    json_t *entry;
    presence_forget_missed(hub);
    json_array_foreach(people, i, entry)
    {
        const char *key = json_string_value(json_array_get(entry, 0));
        int64_t attach = json_integer_value(json_array_get(entry, 1));
        struct party *party = key ? hub_attached(hub, key) : NULL;
        if (party && party->attach == attach)
            party->confirmed = true;
        else if (key)
            presence_abandon(hub, key, attach);
    }
    struct party *party, *next;
    HASH_ITER(by_key, hub->attached, party, next)
    {
        if (!party->confirmed)
            restart(party);
        party->confirmed = false;
    }
}
