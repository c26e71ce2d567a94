/* How long a wait may take. */
#ifndef VEER_DESK_ESTIMATE_H
#define VEER_DESK_ESTIMATE_H

#include <stdint.h>

#include "wire/generated/messages.h"

/* The expected wait of who stands at `place` (1: next) before `servers` places that are all taken
 * and become free on average every mean_ms / servers (M/M/c, the conditional wait of a customer who
 * finds place - 1 before him: Kleinrock, Queueing Systems I, 1975, section 3.5). Coarse on purpose:
 * a class of minutes. Without servers: the longest class. */
enum wire_wait estimate_wait(int64_t place, int64_t servers, int64_t mean_ms);

#endif
