#include "config/calendar.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct moment calendar_moment(int64_t at)
{
    const time_t seconds = (time_t)at;
    struct tm local;

    (void)localtime_r(&seconds, &local);
    int64_t shown = at + local.tm_gmtoff;
    int64_t day = shown / CALENDAR_DAY_S - (shown % CALENDAR_DAY_S < 0);
    return (struct moment){at, (int)day, (int)(shown - day * CALENDAR_DAY_S), local.tm_gmtoff};
}

/* 1 January 1970 was a Thursday. */
int calendar_weekday(int day)
{
    return (day % 7 + 10) % 7;
}

/* The first second after from, up to to, at which the clock is changed. It is known to be. */
static int64_t clock_change(int64_t from, int64_t to, long offset)
{
    while (to - from > 1) {
        int64_t middle = from + (to - from) / 2;
        if (calendar_moment(middle).offset == offset) {
            from = middle;
        } else {
            to = middle;
        }
    }
    return to;
}

struct moment calendar_later(const struct moment *moment, int seconds)
{
    struct moment later = calendar_moment(moment->at + seconds);

    if (later.offset != moment->offset) {
        later = calendar_moment(clock_change(moment->at, later.at, moment->offset));
    }
    return later;
}

int calendar_until(const struct moment *moment, int minute)
{
    int distance = (minute * 60 - moment->second) % CALENDAR_DAY_S;

    return distance > 0 ? distance : distance + CALENDAR_DAY_S;
}

bool calendar_date(const char *text, int *day)
{
    struct tm date = {0};
    char again[11]; /* "2026-12-25" and the NUL */

    if (strlen(text) != 10 || strspn(text, "0123456789-") != 10 || strchr("12", text[0]) == NULL) {
        return false;
    }
    date.tm_year = (int)strtol(text, NULL, 10) - 1900;
    date.tm_mon = (int)strtol(text + 5, NULL, 10) - 1;
    date.tm_mday = (int)strtol(text + 8, NULL, 10);
    /* 30 February becomes 2 March: only a day that there is comes back as it was written. */
    time_t at = timegm(&date);
    *day = (int)(at / CALENDAR_DAY_S);
    return at >= 0 && date.tm_year < 300 &&
           strftime(again, sizeof again, "%Y-%m-%d", &date) == 10 && strcmp(again, text) == 0;
}
