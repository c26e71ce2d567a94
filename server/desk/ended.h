/* Conversations that this process saw ending lately. When the store has lost them, it is told, so
 * that nobody's ticket revives them. */
#ifndef VEER_DESK_ENDED_H
#define VEER_DESK_ENDED_H

#include "desk/hub.h"

/* Remembers it for as long as there may be tickets of it; `by`: who ended it, as the wire calls
 * him. */
void ended_note(struct hub *hub, const char *conversation, const char *by);

/* Tells the store of all of them. */
void ended_recall(struct hub *hub);

void ended_finish(struct hub *hub);

#endif
