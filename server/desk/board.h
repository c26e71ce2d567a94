/* The live picture of the desks: the coarse one that anybody may see, the whole one for staff, and
 * the places of those who wait here. */
#ifndef VEER_DESK_BOARD_H
#define VEER_DESK_BOARD_H

#include "desk/hub.h"

struct board;

/* Starts to look once a second. NULL when memory runs out. */
struct board *board_create(struct hub *hub);

/* Sends the party the present picture, if there is one yet. */
void board_send(struct party *party);

/* Stops; frees itself from the loop. Takes NULL. */
void board_close(struct board *board);

#endif
