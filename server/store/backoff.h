/* How long to wait before trying again: doubling, with jitter, so that many who lost the same
 * thing do not come back in step. */
#ifndef VEER_STORE_BACKOFF_H
#define VEER_STORE_BACKOFF_H

#include <stdint.h>

struct backoff {
    uint64_t first_ms, last_ms, next_ms;
};

/* Waits start at about first_ms and grow to about last_ms. */
void backoff_init(struct backoff *backoff, uint64_t first_ms, uint64_t last_ms);

/* How long to wait now (ms, a quarter more or less than the step); the next wait is twice that. */
uint64_t backoff_next(struct backoff *backoff);

/* Says how long the last attempt lived (ms). Only one that outlived the longest wait was a
 * success that starts the waits anew: what comes and goes at once is still failing. */
void backoff_lived(struct backoff *backoff, uint64_t lived_ms);

#endif
