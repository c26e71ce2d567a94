#ifndef VEER_CONFIG_HOURS_H
#define VEER_CONFIG_HOURS_H

#include <stdbool.h>

#include "config/calendar.h"
#include "config/place.h"
#include "config/reader.h"

/* Reads the member "hours" of a desk: "always", or a list of days with from and to. */
void hours_read(const struct reader *reader, const struct place *desk, const json_t *object,
                struct config_hours *hours);

/* The same for "holiday_hours" on those days; the hours are there already. */
void hours_read_holidays(const struct reader *reader, const struct place *desk,
                         const json_t *object, struct config_desk *into);

/* Checks that "intake_stop_minutes", which is read already, leaves something of each time. */
void hours_check_intake(const struct reader *reader, const struct place *desk,
                        const struct config_desk *of);

void hours_finish(struct config_desk *desk);

/* Reads the members "from" and "to" of one line into minutes of the day. Returns false, with the
 * mistakes added, if they are wrong. */
bool hours_read_times(const struct reader *reader, const struct place *line, const json_t *object,
                      struct config_span *times);

/* The number of a day of the week: 0 for "mon", -1 if it is none. */
int hours_weekday(const char *name);

/* Whether the desk is open at every moment that will ever come. */
bool hours_never_end(const struct config_desk *desk);

#endif
