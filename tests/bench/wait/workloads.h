/* The desks that are simulated, after those of the field. What is counted there and what is
 * assumed here is told apart in docs/wait.md. Times in minutes, hours of the day in 0..24. */
#ifndef WAIT_WORKLOADS_H
#define WAIT_WORKLOADS_H

#include <stdbool.h>
#include <stddef.h>

#define MOST_DESKS 2
#define MOST_SHIFTS 24

/* A counsellor, each day. */
struct shift {
    double from, to; /* hours; `to` may be beyond 24 */
    int capacity;
    unsigned desks; /* bit d: works for desk d */
    bool skilled;   /* may take those who need the skill of the desk */
    bool on_call;   /* is asked only when no regular colleague is free; answers late */
};

/* Everything at once: from here the arrivals are multiplied, and it halves again and again. */
struct surge {
    int day;
    double hour, times, half_life_hours;
};

struct workload {
    const char *name;
    int days;
    int desk_count;
    double per_hour[MOST_DESKS]; /* arrivals at the busiest hour */
    const double *hours;         /* 24 weights, 1 for the busiest */
    double opens, closes;        /* 0 and 24: always */
    double stop_minutes;         /* before closing nobody is let in any more */
    double serve_on_minutes;     /* after closing, for those who wait */
    int queue_max;
    double lost_share, acute_share, transfer_share; /* of the arrivals: the higher classes */
    double skilled_share;                           /* of the arrivals: need the skill */
    double talk, talk_variation;
    double wrap_up, wrap_up_variation, wrap_up_most;
    double breather;
    double patience, patient_share; /* so many never give up */
    double answer, answer_on_call, offer_most, offer_most_on_call;
    double decline_share;
    double absent_share;       /* of the shifts: nobody comes */
    double pause_every, pause; /* a counsellor's break */
    struct surge surge;
    struct shift shifts[MOST_SHIFTS]; /* until the first with capacity 0 */
};

extern const struct workload workloads[];
extern const size_t workload_count;

#endif
