#include "desk/estimate.h"

#include <stddef.h>

#define MINUTE_MS 60000.0
#define LONGEST_MS (24 * 60 * MINUTE_MS)

/* However many go first, some of what becomes free reaches the others. */
#define LEAST_SHARE 0.2

/* The class is that of the mean and so many standard deviations. To wait longer than one was told
 * is worse than to wait less: docs/wait.md says how often it happens with this number. */
#define LATE 0.3

static const struct {
    double below_ms;
    enum wire_wait wait;
} classes[] = {
    {2 * MINUTE_MS, WIRE_WAIT_UNDER_2},   {5 * MINUTE_MS, WIRE_WAIT_2_TO_5},
    {15 * MINUTE_MS, WIRE_WAIT_5_TO_15},  {30 * MINUTE_MS, WIRE_WAIT_15_TO_30},
    {60 * MINUTE_MS, WIRE_WAIT_30_TO_60},
};

static enum wire_wait class_of(double ms)
{
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (ms < classes[i].below_ms)
            return classes[i].wait;
    return WIRE_WAIT_OVER_60;
}

static double rate(int64_t mean_ms)
{
    return mean_ms > 0 ? 1.0 / (double)mean_ms : 0;
}

/* A root to three digits, by Newton's method: no other mathematics is needed here. */
static double root(double x)
{
    double guess = x > 1 ? x : 1;
    for (double next; (next = (guess + x / guess) / 2) < guess * 0.999;)
        guess = next;
    return x > 0 ? guess : 0;
}

struct estimate estimate_wait(const struct estimate_pace *pace, int64_t ahead)
{
    if (pace->servers <= 0)
        return (struct estimate){INT64_MAX, WIRE_WAIT_OVER_60};
    double freed = (double)pace->servers * rate(pace->mean_ms);
    double others = freed - rate(pace->first_ms);
    if (others < LEAST_SHARE * freed)
        others = LEAST_SHARE * freed;
    /* + 1: himself. Of all in his place those are served whose turn comes before they give up. */
    double mean = (double)pace->answer_ms, variance = 0;
    for (int64_t i = 0; i <= ahead && freed > 0 && mean < LONGEST_MS; i++) {
        double step_ms = 1 / (others + (double)(i + 1) * rate(pace->patience_ms));
        mean += step_ms;
        variance += step_ms * step_ms;
    }
    /* The median of a gamma distribution lies a third of variance / mean below its mean. */
    double median = mean > 0 ? mean - variance / (3 * mean) : 0;
    return (struct estimate){(int64_t)median, class_of(mean + LATE * root(variance))};
}
