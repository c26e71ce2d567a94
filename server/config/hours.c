#include "config/hours.h"

#include <time.h>

/*
 * When a desk is open, on the clock that hangs on its wall. The clock has two odd nights: in
 * spring it skips an hour, in autumn it shows one twice. Open or closed is asked of the local
 * time itself, so both are right without a special case; the search for the next change never
 * steps over such a night, but stops at it and looks again.
 */

enum { DAY_S = 24 * 60 * 60, WEEK_S = 7 * DAY_S };

/* How far to look: hours that a clock change skips come again in the week after. */
enum { HORIZON_S = 2 * WEEK_S + DAY_S };

struct moment {
    int second_of_week; /* since Monday 00:00 */
    long offset;        /* of local time to UTC, seconds */
};

static struct moment moment_at(time_t at)
{
    struct tm local;

    (void)localtime_r(&at, &local);
    int day = (local.tm_wday + 6) % 7;
    return (struct moment){day * DAY_S + local.tm_hour * 3600 + local.tm_min * 60 + local.tm_sec,
                           local.tm_gmtoff};
}

static bool is_open(const struct config_hours *hours, int second_of_week)
{
    for (size_t i = 0; i < hours->count; i++) {
        if (second_of_week >= hours->spans[i].from * 60 &&
            second_of_week < hours->spans[i].to * 60) {
            return true;
        }
    }
    return hours->always;
}

/* Seconds, at least 1, from here in the week to the next beginning or end of a span. */
static int to_next_edge(const struct config_hours *hours, int second_of_week)
{
    int least = WEEK_S;

    for (size_t i = 0; i < hours->count; i++) {
        const int edges[2] = {hours->spans[i].from * 60, hours->spans[i].to * 60};
        for (size_t j = 0; j < 2; j++) {
            int distance = (edges[j] - second_of_week + WEEK_S) % WEEK_S;
            if (distance > 0 && distance < least) {
                least = distance;
            }
        }
    }
    return least;
}

/* The first second after from, up to to, at which the clock is changed. It is known to be. */
static time_t clock_change(time_t from, time_t to, long offset)
{
    while (to - from > 1) {
        time_t middle = from + (to - from) / 2;
        if (moment_at(middle).offset == offset) {
            from = middle;
        } else {
            to = middle;
        }
    }
    return to;
}

/* The first moment from wall_ms on at which the hours are as wanted, or -1. */
static int64_t next_time(const struct config_hours *hours, int64_t wall_ms, bool open)
{
    time_t at = (time_t)(wall_ms / 1000);
    const time_t horizon = at + HORIZON_S;
    struct moment now = moment_at(at);

    if (is_open(hours, now.second_of_week) == open) {
        return wall_ms;
    }
    while (at <= horizon) {
        time_t next = at + to_next_edge(hours, now.second_of_week);
        if (moment_at(next).offset != now.offset) {
            next = clock_change(at, next, now.offset);
        }
        at = next;
        now = moment_at(at);
        if (is_open(hours, now.second_of_week) == open) {
            return (int64_t)at * 1000;
        }
    }
    return -1;
}

bool config_desk_is_open(const struct config_desk *desk, int64_t wall_ms)
{
    return is_open(&desk->hours, moment_at((time_t)(wall_ms / 1000)).second_of_week);
}

int64_t config_desk_opens_at(const struct config_desk *desk, int64_t wall_ms)
{
    return next_time(&desk->hours, wall_ms, true);
}

int64_t config_desk_closes_at(const struct config_desk *desk, int64_t wall_ms)
{
    return next_time(&desk->hours, wall_ms, false);
}
