/* The tickets that go out with the events and replies of this process, and those that come in. */
#ifndef VEER_DESK_SEALING_H
#define VEER_DESK_SEALING_H

#include <jansson.h>

#include "desk/hub.h"

/* A ticket of a conversation counts for this long. */
#define SEALING_TICKET_MS ((int64_t)12 * 60 * 60 * 1000)

/* Adds to `message` the ticket that says what `clear` says (may be NULL: then nothing is added). */
void sealing_add(const struct hub *hub, json_t *message, const json_t *clear, const char *holder);

/* The ticket of this party's session, with what `duty` says beside it (NULL: nothing). */
void sealing_add_session(const struct party *party, json_t *message, const json_t *duty);

/* What a ticket of this holder (NULL: whoever it is) says, as text for the store: `null` when it is
 * none. The caller frees it; NULL when memory runs out. */
char *sealing_open_text(const struct hub *hub, const char *ticket, const char *holder);

/* The same as a value, NULL when it is none. */
json_t *sealing_open(const struct hub *hub, const char *ticket, const char *holder);

#endif
