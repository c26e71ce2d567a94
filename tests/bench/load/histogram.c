#include "histogram.h"

#include <math.h>
#include <string.h>

void histogram_clear(struct histogram *histogram)
{
    memset(histogram, 0, sizeof *histogram);
}

/* Below 64 each value has its own place; above it the six digits behind the first one count. */
void histogram_add(struct histogram *histogram, uint64_t value)
{
    unsigned place = (unsigned)value;

    if (value >= HISTOGRAM_STEPS) {
        unsigned power = 63u - (unsigned)__builtin_clzll(value);
        place = (power - 5) * HISTOGRAM_STEPS +
                ((unsigned)(value >> (power - 6)) & (HISTOGRAM_STEPS - 1));
    }
    histogram->counts[place]++;
    histogram->total++;
    if (value > histogram->most)
        histogram->most = value;
}

static uint64_t value_at(unsigned place)
{
    unsigned power = place / HISTOGRAM_STEPS + 5;

    if (place < HISTOGRAM_STEPS)
        return place;
    return ((uint64_t)1 << power) + ((uint64_t)(place % HISTOGRAM_STEPS) << (power - 6));
}

uint64_t histogram_value(const struct histogram *histogram, double share)
{
    uint64_t wanted = (uint64_t)ceil((double)histogram->total * share), seen = 0;

    for (unsigned place = 0; place < sizeof histogram->counts / sizeof histogram->counts[0];
         place++) {
        seen += histogram->counts[place];
        if (histogram->total > 0 && seen >= wanted)
            return value_at(place);
    }
    return 0;
}
