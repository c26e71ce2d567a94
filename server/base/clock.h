/* The two clocks. */
#ifndef VEER_BASE_CLOCK_H
#define VEER_BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds since 1970 in UTC; may jump when the machine's clock is set. */
int64_t clock_wall_ms(void);

/* Milliseconds since some moment in the past; never goes back. For durations. */
int64_t clock_monotonic_ms(void);

#endif
