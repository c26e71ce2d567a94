#ifndef VEER_PEOPLE_FAILURES_H
#define VEER_PEOPLE_FAILURES_H

#include <stddef.h>
#include <stdint.h>

/*
 * How long the next try on an account is held back, by the tries that failed on it. Slots are
 * numbered; times are those of clock_monotonic_ms().
 */
struct failures;

/* NULL: out of memory. delay_ms: after the first failed try, doubled by each further one. */
struct failures *failures_create(size_t slots, int64_t delay_ms, int64_t delay_max_ms,
                                 int64_t forget_ms);

/* Takes NULL too. */
void failures_destroy(struct failures *failures);

/* The moment from which a try may be checked; not after now_ms if it may at once. */
int64_t failures_free_at(const struct failures *failures, size_t slot, int64_t now_ms);

void failures_add(struct failures *failures, size_t slot, int64_t now_ms);
void failures_clear(struct failures *failures, size_t slot);

#endif
