/* Tells the store what the network file says of this moment: which desks are open, who may staff
 * which one; at once, and again at the very moment at which any of it changes. */
#ifndef VEER_DESK_ROSTER_H
#define VEER_DESK_ROSTER_H

#include "desk/hub.h"

struct roster;

/* NULL when memory runs out. Tells nothing before the first roster_configure(). */
struct roster *roster_create(struct hub *hub);

/* Tells the store everything as it is now: after each connecting to it. */
void roster_configure(struct hub *hub);

/* Stops; frees itself from the loop. Takes NULL. */
void roster_close(struct roster *roster);

/* What was computed at `since` holds until `until`. Whether it does at `now` (the wall clock may
 * have been set forward or back), and in how many ms to ask again: at that moment, but at the
 * latest in a second, for a clock that is set tells nobody. */
bool roster_holds(int64_t since, int64_t until, int64_t now);
uint64_t roster_rest_ms(int64_t until, int64_t now);

#endif
