#include "config/hours.h"

#include "config/shifts.h"

/*
 * When a desk is open: by its hours, on holidays by those for holidays, and only while somebody
 * has a shift there if it has shifts at all.
 */

/* How far to look: hours that a clock change skips come again in the week after. */
enum { HORIZON_S = 15 * CALENDAR_DAY_S };

static bool within(const struct config_span *spans, size_t count, int second)
{
    for (size_t i = 0; i < count; i++) {
        if (second >= spans[i].from * 60 && second < spans[i].to * 60) {
            return true;
        }
    }
    return false;
}

static bool is_holiday(const struct config_desk *desk, int day)
{
    for (size_t i = 0; desk->holidays != NULL && i < desk->holidays->count; i++) {
        if (desk->holidays->list[i].day == day) {
            return true;
        }
    }
    return false;
}

static bool is_in_hours(const struct config_desk *desk, const struct moment *moment)
{
    const struct config_holiday_hours *special = &desk->holiday_hours;
    const struct config_hours *usual = &desk->hours;
    int second_of_week = calendar_weekday(moment->day) * CALENDAR_DAY_S + moment->second;

    if (special->rule != CONFIG_HOLIDAY_USUAL && is_holiday(desk, moment->day)) {
        return special->rule == CONFIG_HOLIDAY_ALWAYS ||
               within(special->spans, special->count, moment->second);
    }
    return usual->always || within(usual->spans, usual->count, second_of_week);
}

static bool is_open(const struct config_desk *desk, const struct moment *moment)
{
    return is_in_hours(desk, moment) && (desk->shift_count == 0 || shifts_run(desk, moment));
}

bool hours_never_end(const struct config_desk *desk)
{
    const enum config_holiday_rule rule = desk->holiday_hours.rule;
    bool holidays = desk->holidays != NULL && desk->holidays->count > 0;

    return desk->hours.always &&
           (!holidays || rule == CONFIG_HOLIDAY_USUAL || rule == CONFIG_HOLIDAY_ALWAYS) &&
           (desk->shift_count == 0 || shifts_cover_the_week(desk));
}

static int least_until(const struct moment *moment, const struct config_span *span, int least)
{
    int from = calendar_until(moment, span->from);
    int to = calendar_until(moment, span->to);

    from = from < least ? from : least;
    return to < from ? to : from;
}

/* Seconds on the clock, at least 1, to the next time of day at which anything may change here.
 * Dates and days of the week do so at midnight. */
static int to_next_edge(const struct config_desk *desk, const struct moment *moment)
{
    int least = calendar_until(moment, 0);

    for (size_t i = 0; i < desk->hours.count; i++) {
        least = least_until(moment, &desk->hours.spans[i], least);
    }
    for (size_t i = 0; i < desk->holiday_hours.count; i++) {
        least = least_until(moment, &desk->holiday_hours.spans[i], least);
    }
    for (size_t i = 0; i < desk->shift_count; i++) {
        least = least_until(moment, &desk->shifts[i].times, least);
    }
    return least;
}

/* The first moment from wall_ms on at which the desk is as wanted, or -1. */
static int64_t next_time(const struct config_desk *desk, int64_t wall_ms, bool open)
{
    struct moment now = calendar_moment(wall_ms / 1000);
    const int64_t horizon = now.at + HORIZON_S;

    if (is_open(desk, &now) == open) {
        return wall_ms;
    }
    while (now.at <= horizon) {
        now = calendar_later(&now, to_next_edge(desk, &now));
        if (is_open(desk, &now) == open) {
            return now.at * 1000;
        }
    }
    return -1;
}

bool config_desk_is_open(const struct config_desk *desk, int64_t wall_ms)
{
    const struct moment now = calendar_moment(wall_ms / 1000);

    return is_open(desk, &now);
}

int64_t config_desk_opens_at(const struct config_desk *desk, int64_t wall_ms)
{
    return next_time(desk, wall_ms, true);
}

int64_t config_desk_closes_at(const struct config_desk *desk, int64_t wall_ms)
{
    return hours_never_end(desk) ? -1 : next_time(desk, wall_ms, false);
}

/* The last moment of intake before it closes, or -1. */
static int64_t intake_ends_at(const struct config_desk *desk, int64_t wall_ms)
{
    int64_t closes = config_desk_closes_at(desk, wall_ms);

    return closes < 0 ? -1 : closes - (int64_t)desk->intake_stop_minutes * 60 * 1000;
}

bool config_desk_takes_in(const struct config_desk *desk, int64_t wall_ms)
{
    if (!config_desk_is_open(desk, wall_ms)) {
        return false;
    }
    int64_t ends = desk->intake_stop_minutes > 0 ? intake_ends_at(desk, wall_ms) : -1;
    return ends < 0 || wall_ms < ends;
}

int64_t config_changes_at(const struct config *config, int64_t wall_ms)
{
    const struct moment now = calendar_moment(wall_ms / 1000);
    int least = CALENDAR_DAY_S;

    for (size_t i = 0; i < config_desk_count(config); i++) {
        int edge = to_next_edge(config_desk_at(config, i), &now);
        least = edge < least ? edge : least;
    }
    int64_t changes = calendar_later(&now, least).at * 1000;
    for (size_t i = 0; i < config_desk_count(config); i++) {
        const struct config_desk *desk = config_desk_at(config, i);
        int64_t ends = desk->intake_stop_minutes > 0 ? intake_ends_at(desk, wall_ms) : -1;
        changes = ends > wall_ms && ends < changes ? ends : changes;
    }
    return changes;
}
