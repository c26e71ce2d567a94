/* Views: the picture of a conversation is fetched when it has changed, and each local party is sent
 * his own part of it. What a party may know is decided by the store's function alone. */
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "desk/ended.h"
#include "desk/hub.h"
#include "desk/rooms_private.h"
#include "desk/sealing.h"
#include "store/generated/calls.h"

struct view_fetch {
    struct hub *hub;
    char conversation[IDS_SIZE];
};

static struct party *party_of(struct hub *hub, const char *conversation, const char *name)
{
    char key[sizeof((struct party *)0)->key];
    if (strcmp(name, "visitor") != 0)
        return hub_attached(hub, name);
    snprintf(key, sizeof key, "visitor:%s", conversation);
    return hub_attached(hub, key);
}

/* Takes over what the view says of the seat's channels, and fetches what has come meanwhile. */
static void update_channels(struct hub *hub, struct room *room, struct seat *seat,
                            const json_t *channels)
{
    bool seen[WIRE_CHANNEL_COUNT] = {false};
    size_t i;
    json_t *entry;
    json_array_foreach(channels, i, entry)
    {
        enum wire_channel name;
        if (!wire_channel_find(json_string_value(json_object_get(entry, "channel")), &name))
            continue;
        struct seat_channel *channel = &seat->channels[name];
        seen[name] = true;
        channel->known = true;
        channel->open = json_is_true(json_object_get(entry, "open"));
        int64_t last = json_integer_value(json_object_get(entry, "last"));
        /* A hint may have overtaken this picture. What is not for him, pulling finds out. */
        if (last > channel->newest)
            channel->newest = last;
        if (channel->following)
            room_pull(hub, room, seat, name);
    }
    for (int name = 0; name < WIRE_CHANNEL_COUNT; name++)
        if (!seen[name])
            seat->channels[name] = (struct seat_channel){0};
}

/* The ticket of one party: what everybody's says, and in the visitor's what he agreed to. */
static void add_ticket(const struct hub *hub, const json_t *view, const char *name, json_t *event)
{
    json_t *clear = json_copy(json_object_get(view, "ticket"));
    const json_t *consent = json_object_get(view, "consent");

    if (clear && consent && strcmp(name, "visitor") == 0)
        json_object_set(clear, "consent", (json_t *)consent);
    sealing_add(hub, event, clear, name);
    json_decref(clear);
}

static void send_view(struct hub *hub, struct room *room, const json_t *view, const json_t *entry)
{
    int64_t revision = room->revision;
    const char *name = json_string_value(json_object_get(entry, "party"));
    json_t *event = json_object_get(entry, "event");
    struct party *party = name ? party_of(hub, room->conversation, name) : NULL;
    if (!party)
        return;
    struct seat *seat = room_seat(room, party);
    if (!seat)
        seat = room_add_seat(room, party);
    if (!seat || seat->revision > revision)
        return;
    if (seat->revision < revision) {
        add_ticket(hub, view, name, event);
        char *text = json_dumps(event, JSON_COMPACT);
        if (!text)
            return;
        seat->revision = revision;
        party_send(party, text, strlen(text));
        free(text);
    }
    /* Also when the picture is no news: a line changes no revision, and its hint may be lost. */
    update_channels(hub, room, seat, json_object_get(event, "channels"));
}

static bool is_listed(const json_t *parties, const struct party *party)
{
    size_t i;
    json_t *entry;
    json_array_foreach(parties, i, entry)
    {
        const char *name = json_string_value(json_object_get(entry, "party"));
        if (name && strcmp(name, party_name(party)) == 0)
            return true;
    }
    return false;
}

/* Whoever has nothing to do with the conversation any more is told and loses his seat. */
static void send_gone(struct room *room, const json_t *parties)
{
    char text[96];
    int length =
        snprintf(text, sizeof text, "{\"type\":\"conversation_gone\",\"conversation\":\"%s\"}",
                 room->conversation);
    struct seat *next;
    for (struct seat *seat = room->seats; seat; seat = next) {
        next = seat->next;
        struct party *party = seat->party;
        if (is_listed(parties, party))
            continue;
        party_send(party, text, (size_t)length);
        room_remove_seat(room, party);
    }
}

static void distribute(struct hub *hub, struct room *room, const json_t *view)
{
    int64_t revision = json_integer_value(json_object_get(view, "revision"));
    const json_t *parties = json_object_get(view, "parties");
    const json_t *first = json_object_get(json_array_get(parties, 0), "event");
    const char *state = json_string_value(json_object_get(first, "state"));
    room->revision = revision;
    if (state && strcmp(state, wire_conversation_state_name(WIRE_CONVERSATION_STATE_ENDED)) == 0)
        ended_note(hub, room->conversation, json_string_value(json_object_get(first, "ended_by")));
    room->waiting = state && strcmp(state, "waiting") == 0;
    if (!room->waiting)
        room->place = 0;
    send_gone(room, parties);
    size_t i;
    json_t *entry;
    json_array_foreach(parties, i, entry) send_view(hub, room, view, entry);
}

static void fetched(void *context, const char *json, size_t length, enum wire_error error)
{
    struct view_fetch *fetch = context;
    struct hub *hub = fetch->hub;
    struct room *room = room_find(hub, fetch->conversation);
    free(fetch);
    if (!room)
        return;
    room->fetching = false;
    bool again = room->fetch_again;
    room->fetch_again = false;
    /* When the store is away everything is fetched anew once it is back. */
    json_t *view = error == WIRE_OK ? json_loadb(json, length, 0, NULL) : NULL;
    if (view)
        distribute(hub, room, view);
    json_decref(view);
    if (again)
        room_refresh(hub, room->conversation);
    else
        room_drop_if_empty(hub, room);
}

void room_refresh(struct hub *hub, const char *conversation)
{
    struct room *room = room_need(hub, conversation);
    if (!room)
        return;
    if (room->fetching) {
        room->fetch_again = true;
        return;
    }
    struct view_fetch *fetch = malloc(sizeof *fetch);
    if (fetch) {
        fetch->hub = hub;
        memcpy(fetch->conversation, room->conversation, sizeof fetch->conversation);
        struct store_view args = {.conversation = fetch->conversation};
        room->fetching = store_view(hub->store, &args, fetched, fetch);
        room->wanted = !room->fetching && store_is_ready(hub->store);
        if (!room->fetching)
            free(fetch);
    }
    room_drop_if_empty(hub, room);
}
