#ifndef VEER_CONFIG_SHIFTS_H
#define VEER_CONFIG_SHIFTS_H

#include "config/calendar.h"
#include "config/config.h"

/* Whether anybody has a shift at the desk, at work or on call. */
bool shifts_run(const struct config_desk *desk, const struct moment *moment);

/* Whether this person ever has one there. */
bool shifts_have(const struct config_desk *desk, const struct config_staff *staff);

/* Whether somebody has one at every moment of every week. */
bool shifts_cover_the_week(const struct config_desk *desk);

void shifts_finish(struct config_desk *desk);

#endif
