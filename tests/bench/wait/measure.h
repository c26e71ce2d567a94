/* What the functions measure of a desk: the same sums and averages as 44_pace.lua, in the same
 * order, and those that the other estimators need. Times in ms. */
#ifndef WAIT_MEASURE_H
#define WAIT_MEASURE_H

#include "desk/estimate.h"

struct measure {
    double since;           /* from here somebody has been waiting, nobody taken since */
    double held, taken;     /* places x ms while somebody waited; how many were taken */
    double waited, gave_up; /* ms that visitors waited; how many of them gave up */
    double first, first_at; /* those who go first, per ms, as of this moment */
    double answer;          /* from offer to yes */
    double service;         /* for the others: how long a conversation lasts, as before */
    double last_wait;       /* for LES: how long the last one waited who came to a counsellor */
};

void measure_start(struct measure *measure);
void measure_waiting(struct measure *measure, double now, int waiting_before);
void measure_first(struct measure *measure, double now);
void measure_taken(struct measure *measure, double now, int busy, double waited);
void measure_returned(struct measure *measure);
void measure_gave_up(struct measure *measure, double now, int busy, double waited);
void measure_answered(struct measure *measure, double ms);
void measure_served(struct measure *measure, double ms);

/* What estimate_wait is given. */
struct estimate_pace measure_pace(const struct measure *measure, double now, int servers);

#endif
