/* Who is connected here, as the store knows it: attaching, leaving, being superseded. */
#ifndef VEER_DESK_PRESENCE_H
#define VEER_DESK_PRESENCE_H

#include <jansson.h>
#include <stdint.h>

#include "desk/hub.h"

/* The store has attached the party as number `attach` under this key: it takes the place of whoever
 * had it here, and gets the whole picture. */
void presence_attach(struct party *party, const char *key, int64_t attach);

/* The party is attached to nothing from now on, and the store is told. */
void presence_detach(struct party *party);

/* The same for a connection that was lost before the store had answered. */
void presence_abandon(struct hub *hub, const char *key, int64_t attach);

/* An older connection here than number `attach` is closed with `code`: somebody attached elsewhere,
 * or was signed out. */
void presence_drop(struct hub *hub, const char *key, int64_t attach, enum wire_close code);

/* Asks for the picture of everything that is attached here: hints may have been missed. */
void presence_refresh_all(struct hub *hub);

/* The store forgot who is here: everybody connects anew. */
void presence_restart_all(struct hub *hub);

/* Calls were lost on the way to or from the store: holds who is here against `people`, a list of
 * [party, attach number] as the store has it. The store is told who is not here, also somebody who
 * left before the answer about him was lost; who is unknown to it connects anew. */
void presence_compare(struct hub *hub, const json_t *people);

/* Tells the store of the departures that it could not be told of. */
void presence_tell_missed(struct hub *hub);

/* Fetches the pictures of counsellors that could not be asked for, as rooms_retry() does. */
void presence_retry(struct hub *hub);

/* Fetches and sends a counsellor's picture. */
void presence_refresh_counsellor(struct party *party);

/* Forgets the departures that could not be told. */
void presence_forget_missed(struct hub *hub);

#endif
