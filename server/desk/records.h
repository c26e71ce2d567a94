/* The sealed records of requests: what can be refused without a key and without asking the store.
 */
#ifndef VEER_DESK_RECORDS_H
#define VEER_DESK_RECORDS_H

#include <stdbool.h>

#include "sealed/record.h"
#include "wire/generated/messages.h"

/* Takes a record on the wire apart. False when it is none, or of another conversation. */
bool records_read(const char *conversation, const char *text, struct record *record);

/* The same for what is said: the record must be of a type that goes with the channel, and counted
 * as the request counts it. Whether sender and role are the party's own, the store knows. */
bool records_said(const struct wire_say *request, struct record *record);

/* The members whom a record that gives keys names, as JSON text: the caller frees it. NULL when
 * memory runs out. */
char *records_readers(const struct record *record);

#endif
