#include "chance.h"

#include <math.h>

/* splitmix64 (Vigna), public domain. */
static uint64_t next(struct chance *chance)
{
    uint64_t z = chance->state += 0x9e3779b97f4a7c15u;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

double chance_uniform(struct chance *chance)
{
    return ((double)(next(chance) >> 11) + 0.5) / 9007199254740992.0;
}

bool chance_happens(struct chance *chance, double probability)
{
    return chance_uniform(chance) < probability;
}

double chance_exponential(struct chance *chance, double mean)
{
    return -mean * log(chance_uniform(chance));
}

double chance_lognormal(struct chance *chance, double mean, double variation)
{
    double sigma2 = log(1 + variation * variation);
    double radius = sqrt(-2 * log(chance_uniform(chance)));
    double normal = radius * cos(2 * 3.14159265358979323846 * chance_uniform(chance));
    return mean * exp(sqrt(sigma2) * normal - sigma2 / 2);
}
