#include "config/shifts.h"

#include <stdlib.h>

static bool is_on_date(const struct config_shift *shift, int day)
{
    for (size_t i = 0; i < shift->date_count; i++) {
        if (shift->dates[i] == day) {
            return true;
        }
    }
    return false;
}

static bool runs(const struct config_shift *shift, const struct moment *moment)
{
    return moment->second >= shift->times.from * 60 && moment->second < shift->times.to * 60 &&
           ((shift->weekdays >> calendar_weekday(moment->day) & 1u) != 0 ||
            is_on_date(shift, moment->day));
}

static bool has(const struct config_shift *shift, const struct config_staff *staff)
{
    for (size_t i = 0; i < shift->who_count; i++) {
        if (shift->who[i] == staff) {
            return true;
        }
    }
    return false;
}

bool shifts_run(const struct config_desk *desk, const struct moment *moment)
{
    for (size_t i = 0; i < desk->shift_count; i++) {
        if (runs(&desk->shifts[i], moment)) {
            return true;
        }
    }
    return false;
}

bool shifts_have(const struct config_desk *desk, const struct config_staff *staff)
{
    for (size_t i = 0; i < desk->shift_count; i++) {
        if (has(&desk->shifts[i], staff)) {
            return true;
        }
    }
    return false;
}

/* The end of the shift that runs longest from this minute of the week on; the minute itself if
 * there is none. */
static int covered_until(const struct config_desk *desk, int minute)
{
    const unsigned weekday = (unsigned)(minute / CALENDAR_DAY);
    const int midnight = minute - minute % CALENDAR_DAY;
    int until = minute;

    for (size_t i = 0; i < desk->shift_count; i++) {
        const struct config_shift *shift = &desk->shifts[i];
        if ((shift->weekdays >> weekday & 1u) != 0 && midnight + shift->times.from <= minute &&
            midnight + shift->times.to > until) {
            until = midnight + shift->times.to;
        }
    }
    return until;
}

bool shifts_cover_the_week(const struct config_desk *desk)
{
    int minute = 0;

    while (minute < CALENDAR_WEEK) {
        int until = covered_until(desk, minute);
        if (until == minute) {
            return false;
        }
        minute = until;
    }
    return true;
}

/* Who is at work and on call at once is at work. */
enum config_post config_staff_post(const struct config_staff *staff, const struct config_desk *desk,
                                   int64_t wall_ms)
{
    const struct moment now = calendar_moment(wall_ms / 1000);
    enum config_post post = CONFIG_POST_NONE;

    if (!config_staff_serves(staff, desk)) {
        return CONFIG_POST_NONE;
    }
    if (desk->shift_count == 0) {
        return CONFIG_POST_DESK;
    }
    for (size_t i = 0; i < desk->shift_count; i++) {
        const struct config_shift *shift = &desk->shifts[i];
        if (!runs(shift, &now) || !has(shift, staff)) {
            continue;
        }
        if (!shift->on_call) {
            return CONFIG_POST_DESK;
        }
        post = CONFIG_POST_ON_CALL;
    }
    return post;
}

void shifts_finish(struct config_desk *desk)
{
    for (size_t i = 0; i < desk->shift_count; i++) {
        free(desk->shifts[i].who);
        free(desk->shifts[i].dates);
    }
    free(desk->shifts);
}
