/* From the text of a message to the one function that handles it, and the gate before it. */
#ifndef VEER_FRONT_DISPATCH_H
#define VEER_FRONT_DISPATCH_H

#include <stddef.h>

#include "base/log.h"
#include "desk/hub.h"
#include "front/connection.h"

struct dispatch;

/* Makes the dispatcher of a process. NULL when memory runs out. */
struct dispatch *dispatch_create(struct hub *hub, struct log *log);
void dispatch_destroy(struct dispatch *dispatch);

/* For struct front_owner: context is a struct dispatch, user a struct party. */
void *dispatch_opened(void *context, struct connection *connection);
void dispatch_message(void *context, void *user, const char *text, size_t length);
void dispatch_closed(void *context, void *user);

#endif
