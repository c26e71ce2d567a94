/* Hints from the other processes (protocol/functions.json). */
#ifndef VEER_DESK_HINTS_H
#define VEER_DESK_HINTS_H

#include <stddef.h>

#include "desk/hub.h"

/* Acts on one hint; a hint that is not understood is logged and dropped, for hints are no more than
 * reasons to look. */
void hints_receive(struct hub *hub, const char *text, size_t length);

#endif
