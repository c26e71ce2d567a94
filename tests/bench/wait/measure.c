#include "measure.h"

#include <math.h>

#define MINUTE_MS 60000.0

/* The same as in 44_pace.lua. */
#define USUAL_TAKEN 5.0
#define USUAL_HELD (USUAL_TAKEN * 25 * MINUTE_MS)
#define USUAL_GAVE_UP 2.0
#define USUAL_WAITED (USUAL_GAVE_UP * 45 * MINUTE_MS)
#define USUAL_ANSWER (15 * 1000.0)
#define USUAL_SERVICE (20 * MINUTE_MS)
#define KEEP 0.98
#define WEIGHT 0.2
#define FIRST_MS (60 * MINUTE_MS)

void measure_start(struct measure *measure)
{
    *measure = (struct measure){.held = USUAL_HELD,
                                .taken = USUAL_TAKEN,
                                .waited = USUAL_WAITED,
                                .gave_up = USUAL_GAVE_UP,
                                .answer = USUAL_ANSWER,
                                .service = USUAL_SERVICE,
                                .last_wait = USUAL_SERVICE};
}

void measure_waiting(struct measure *measure, double now, int waiting_before)
{
    if (waiting_before == 0)
        measure->since = now;
}

static double first_now(const struct measure *measure, double now)
{
    return measure->first * exp(-(now - measure->first_at) / FIRST_MS);
}

void measure_first(struct measure *measure, double now)
{
    measure->first = first_now(measure, now) + 1 / FIRST_MS;
    measure->first_at = now;
}

static void left(struct measure *measure, double now, int busy, double waited)
{
    measure->held = KEEP * measure->held + busy * (now - measure->since);
    measure->taken *= KEEP;
    measure->waited = KEEP * measure->waited + waited;
    measure->gave_up *= KEEP;
    measure->since = now;
}

void measure_taken(struct measure *measure, double now, int busy, double waited)
{
    if (now <= measure->since)
        return;
    left(measure, now, busy, waited);
    measure->taken += 1;
}

void measure_returned(struct measure *measure)
{
    if (measure->taken > 1)
        measure->taken -= 1;
}

void measure_gave_up(struct measure *measure, double now, int busy, double waited)
{
    left(measure, now, busy, waited);
    measure->gave_up += 1;
}

void measure_answered(struct measure *measure, double ms)
{
    measure->answer += WEIGHT * (ms - measure->answer);
}

void measure_served(struct measure *measure, double ms)
{
    measure->service += WEIGHT * (ms - measure->service);
}

struct estimate_pace measure_pace(const struct measure *measure, double now, int servers)
{
    double first = first_now(measure, now);
    return (struct estimate_pace){
        .servers = servers,
        .mean_ms = (int64_t)(measure->held / measure->taken),
        .patience_ms = measure->gave_up > 0 ? (int64_t)(measure->waited / measure->gave_up) : 0,
        .first_ms = first > 1e-12 ? (int64_t)(1 / first) : 0,
        .answer_ms = (int64_t)measure->answer,
    };
}
