#ifndef VEER_PEOPLE_LIMITS_H
#define VEER_PEOPLE_LIMITS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * How often one address may do something (open a connection, sign in): a bucket of tokens for
 * each address, filled again at an even rate. Make one struct limits for each such thing.
 *
 * The address itself is kept nowhere. A bucket is found by a keyed hash of it; the key is random,
 * lives in memory that is not swapped out, and is replaced after a day: all buckets are then full
 * again, and nothing links a day's addresses to the next day's. An IPv6 address counts as its
 * /64, for that is what one subscriber has. A school or shelter behind one address shares one
 * bucket: choose the burst so that it gets in.
 *
 * The table has a fixed size. Where it is full, the bucket that was left alone longest gives way,
 * which is the one that has filled up most.
 */
struct limits;

struct limits_rule {
    unsigned burst;      /* tokens in a full bucket, at least 1 */
    unsigned per_minute; /* tokens that come back in a minute, at least 1 */
    size_t addresses;    /* room for about so many addresses, at least 1; 32 bytes each */
};

#define LIMITS_KEY_LIFE_MS ((int64_t)24 * 60 * 60 * 1000)

/* sodium_init() must have been called. now_ms: clock_monotonic_ms(). NULL: out of memory. */
struct limits *limits_create(const struct limits_rule *rule, int64_t now_ms);

/* Takes NULL too. Wipes the key. */
void limits_destroy(struct limits *limits);

/*
 * Takes one token of the address, a text as inet_ntop() writes it. Returns true if there was one;
 * false if not, and *retry_ms (which may be NULL) says in how many milliseconds there will be.
 */
bool limits_take(struct limits *limits, const char *address, int64_t now_ms, int64_t *retry_ms);

#endif
