/* What entering and coming back have in common. */
#ifndef VEER_DESK_WAITING_H
#define VEER_DESK_WAITING_H

#include <stddef.h>

#include "wire/generated/errors.h"

/* A store_reply_fn whose context is a struct answer: the store has attached the visitor to a
 * conversation, or has refused. */
void waiting_attached(void *context, const char *json, size_t length, enum wire_error error);

#endif
