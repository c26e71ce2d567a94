/* Which desk is open and who may be where now, as the store is told (function `configure`). */
#ifndef VEER_DESK_STAFFING_H
#define VEER_DESK_STAFFING_H

#include <jansson.h>
#include <stdint.h>

#include "config/config.h"

/* Where one counsellor may be at this moment by shifts, and what he can: {desks: {DESK: "desk" or
 * "on_call"}, languages, skills, capacity}. The caller frees it, also below. */
json_t *staffing_of(const struct config_staff *staff, int64_t now_ms);

/* The same for all counsellors, by id. */
json_t *staffing_all(const struct config *config, int64_t now_ms);

/* All desks by id: {open, intake, closes_ms?, languages, queue_max, fallback, skilled}. closes_ms:
 * ms since 1970; absent when it is closed, or stays open for two weeks and more. */
json_t *staffing_desks(const struct config *config, int64_t now_ms);

/* The limits that the network file sets, by name, in ms. */
json_t *staffing_limits(const struct config *config);

#endif
