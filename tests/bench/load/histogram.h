/* Lengths of time, with 1.6 % precision. */
#ifndef LOAD_HISTOGRAM_H
#define LOAD_HISTOGRAM_H

#include <stdint.h>

#define HISTOGRAM_STEPS 64 /* in each power of two */

struct histogram {
    uint64_t total, most;
    uint64_t counts[60 * HISTOGRAM_STEPS];
};

void histogram_clear(struct histogram *histogram);
void histogram_add(struct histogram *histogram, uint64_t value);

/* The value that this share (0 to 1) of all does not exceed. */
uint64_t histogram_value(const struct histogram *histogram, double share);

#endif
