#include "desk/rooms.h"

#include <stdlib.h>
#include <string.h>

#include "desk/hub.h"
#include "desk/rooms_private.h"

struct room *room_find(struct hub *hub, const char *conversation)
{
    struct room *room = NULL;
    HASH_FIND_STR(hub->rooms, conversation, room);
    return room;
}

struct room *room_need(struct hub *hub, const char *conversation)
{
    struct room *room = room_find(hub, conversation);
    if (room || strlen(conversation) >= IDS_SIZE)
        return room;
    room = calloc(1, sizeof *room);
    if (!room)
        return NULL;
    memcpy(room->conversation, conversation, strlen(conversation) + 1);
    HASH_ADD_STR(hub->rooms, conversation, room);
    return room;
}

void room_drop_if_empty(struct hub *hub, struct room *room)
{
    if (room->seats || room->fetching || room->wanted)
        return;
    HASH_DEL(hub->rooms, room);
    free(room);
}

struct seat *room_seat(const struct room *room, const struct party *party)
{
    for (struct seat *seat = room ? room->seats : NULL; seat; seat = seat->next)
        if (seat->party == party)
            return seat;
    return NULL;
}

struct seat *room_add_seat(struct room *room, struct party *party)
{
    struct seat *seat = calloc(1, sizeof *seat);
    if (!seat)
        return NULL;
    seat->party = party;
    seat->next = room->seats;
    room->seats = seat;
    return seat;
}

void room_remove_seat(struct room *room, struct party *party)
{
    for (struct seat **link = &room->seats; *link; link = &(*link)->next) {
        struct seat *seat = *link;
        if (seat->party == party) {
            *link = seat->next;
            free(seat);
            return;
        }
    }
}

void room_leave_all(struct hub *hub, struct party *party)
{
    struct room *room, *next;
    HASH_ITER(hh, hub->rooms, room, next)
    {
        room_remove_seat(room, party);
        room_drop_if_empty(hub, room);
    }
}

void room_send(struct hub *hub, const char *conversation, enum wire_channel channel,
               const char *text, size_t length)
{
    struct room *room = room_find(hub, conversation);
    for (struct seat *seat = room ? room->seats : NULL; seat; seat = seat->next)
        if (seat->channels[channel].known)
            party_send(seat->party, text, length);
}

void rooms_retry(struct hub *hub)
{
    struct room *room, *next;
    HASH_ITER(hh, hub->rooms, room, next)
    {
        if (room->wanted)
            room_refresh(hub, room->conversation);
    }
}

void rooms_finish(struct hub *hub)
{
    struct room *room, *next;
    HASH_ITER(hh, hub->rooms, room, next)
    {
        while (room->seats)
            room_remove_seat(room, room->seats->party);
        HASH_DEL(hub->rooms, room);
        free(room);
    }
}
