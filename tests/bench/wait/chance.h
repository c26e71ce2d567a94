/* Seeded random numbers: the same seed gives the same desk, minute by minute. */
#ifndef WAIT_CHANCE_H
#define WAIT_CHANCE_H

#include <stdbool.h>
#include <stdint.h>

struct chance {
    uint64_t state;
};

double chance_uniform(struct chance *chance); /* 0 < x < 1 */
bool chance_happens(struct chance *chance, double probability);
double chance_exponential(struct chance *chance, double mean);

/* Lognormal with this mean and coefficient of variation. */
double chance_lognormal(struct chance *chance, double mean, double variation);

#endif
