/* What rooms.c, views.c and delivery.c share. */
#ifndef VEER_DESK_ROOMS_PRIVATE_H
#define VEER_DESK_ROOMS_PRIVATE_H

#include "desk/rooms.h"

/* The room, made when it is not there; NULL when memory runs out. */
struct room *room_need(struct hub *hub, const char *conversation);

/* Frees a room in which nobody sits and for which nothing is under way. */
void room_drop_if_empty(struct hub *hub, struct room *room);

struct seat *room_add_seat(struct room *room, struct party *party);
void room_remove_seat(struct room *room, struct party *party);

/* Sends what the seat lacks of the channel. */
void room_pull(struct hub *hub, struct room *room, struct seat *seat, enum wire_channel channel);

#endif
