/* How long a wait may take. docs/wait.md derives it and shows how well it does. */
#ifndef VEER_DESK_ESTIMATE_H
#define VEER_DESK_ESTIMATE_H

#include <stdint.h>

#include "wire/generated/enums.h"

/* What the functions measure of a desk (server/store/functions/44_pace.lua), in milliseconds. */
struct estimate_pace {
    int64_t servers;     /* places of those on duty who can serve this visitor */
    int64_t mean_ms;     /* for how long one place is taken by one visitor, all included */
    int64_t patience_ms; /* after how long one who waits gives up, on average; 0: never */
    int64_t first_ms;    /* between two who go first, on average; 0: nobody does */
    int64_t answer_ms;   /* from the offer to the counsellor's yes */
};

struct estimate {
    int64_t ms;          /* half of those in this place wait longer, half shorter */
    enum wire_wait wait; /* the class that is shown: seven of eight who are served wait no longer */
};

/* The expected wait of a visitor who has `ahead` others before him, all places being taken.
 *
 * The queue-length estimator for customers who give up, QLm (R. Ibrahim and W. Whitt, Real-time
 * delay estimation in overloaded multiserver queues with abandonments, Management Science 55,
 * 2009, 1729-1742), which goes back to W. Whitt, Predicting queueing delays, Management Science
 * 45, 1999, 870-888: with i others before him he moves up after 1 / (c / m + i / p) on average:
 * one of c places becomes free every m / c, and each of the i gives up after p. Ours: those of a
 * higher class who come meanwhile, one every h, push him back; and it is the wait of those who are
 * served before they give up, which makes i + 1 of i. So: 1 / (c / m + (i + 1) / p - 1 / h).
 *
 * Nobody on duty who can serve him: the longest class, and INT64_MAX. */
struct estimate estimate_wait(const struct estimate_pace *pace, int64_t ahead);

#endif
