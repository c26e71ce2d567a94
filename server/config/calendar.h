#ifndef VEER_CONFIG_CALENDAR_H
#define VEER_CONFIG_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/*
 * Days and times as they hang on the wall. The clock has two odd nights: in spring it skips an
 * hour, in autumn it shows one twice. What is open and who works is asked of the local time
 * itself, so both are right without a special case; a search for the next change never steps over
 * such a night, but stops at it and looks again.
 */

#define CALENDAR_DAY (24 * 60) /* minutes */
#define CALENDAR_WEEK (7 * CALENDAR_DAY)
#define CALENDAR_DAY_S 86400

struct moment {
    int64_t at;  /* seconds since 1970 */
    int day;     /* the date, as days since 1 January 1970 */
    int second;  /* since midnight, as the clock shows it */
    long offset; /* of the clock to UTC, seconds */
};

/* The moment in the time zone of this process (config_use_time_zone()). */
struct moment calendar_moment(int64_t at);

/* 0: Monday. */
int calendar_weekday(int day);

/*
 * The moment at which the clock has gone on by so many seconds, at most a day; the one at which it
 * is changed if that comes before.
 */
struct moment calendar_later(const struct moment *moment, int seconds);

/* Seconds, from 1 to a day, until the clock shows that minute of the day. */
int calendar_until(const struct moment *moment, int minute);

/* The day of "2026-12-25"; false if there is no such day between 1970 and 2199. */
bool calendar_date(const char *text, int *day);

#endif
