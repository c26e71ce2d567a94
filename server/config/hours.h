#ifndef VEER_CONFIG_HOURS_H
#define VEER_CONFIG_HOURS_H

#include <stdbool.h>

#include "config/place.h"
#include "config/reader.h"

#define HOURS_DAY (24 * 60) /* minutes */
#define HOURS_WEEK (7 * HOURS_DAY)

/* Reads the member "hours" of a desk: "always", or a list of days with from and to. */
void hours_read(const struct reader *reader, const struct place *desk, const json_t *object,
                struct config_hours *hours);

void hours_finish(struct config_hours *hours);

#endif
