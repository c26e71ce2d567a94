#include "people/limits.h"

#include <arpa/inet.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* An address may be in any place of its set, so that two that collide do not share a bucket. */
enum { SET_SIZE = 8, HASH_SIZE = crypto_generichash_BYTES_MIN, MINUTE_MS = 60000 };

struct bucket {
    unsigned char hash[HASH_SIZE];
    int64_t used_at_ms; /* 0: nobody's */
    int64_t tokens; /* in 1/MINUTE_MS of a token, so that a millisecond brings per_minute of them */
};

struct limits {
    struct limits_rule rule;
    int64_t key_made_at_ms;
    unsigned char *key; /* sodium_malloc: crypto_generichash_KEYBYTES */
    size_t sets;
    struct bucket buckets[];
};

struct limits *limits_create(const struct limits_rule *rule, int64_t now_ms)
{
    const size_t sets = (rule->addresses + SET_SIZE - 1) / SET_SIZE;
    struct limits *limits = calloc(1, sizeof *limits + sets * SET_SIZE * sizeof(struct bucket));

    if (limits == NULL) {
        return NULL;
    }
    limits->key = sodium_malloc(crypto_generichash_KEYBYTES);
    if (limits->key == NULL) {
        free(limits);
        return NULL;
    }
    limits->rule = *rule;
    limits->sets = sets;
    limits->key_made_at_ms = now_ms;
    randombytes_buf(limits->key, crypto_generichash_KEYBYTES);
    return limits;
}

void limits_destroy(struct limits *limits)
{
    if (limits != NULL) {
        sodium_free(limits->key);
        free(limits);
    }
}

static void renew_key(struct limits *limits, int64_t now_ms)
{
    randombytes_buf(limits->key, crypto_generichash_KEYBYTES);
    memset(limits->buckets, 0, limits->sets * SET_SIZE * sizeof(struct bucket));
    limits->key_made_at_ms = now_ms;
}

static void hash_address(const struct limits *limits, const char *address,
                         unsigned char hash[HASH_SIZE])
{
    struct in_addr four;
    struct in6_addr six;
    const void *subject = address; /* something local, a unix socket */
    size_t length = strlen(address);

    if (inet_pton(AF_INET, address, &four) == 1) {
        subject = &four;
        length = sizeof four;
    } else if (inet_pton(AF_INET6, address, &six) == 1) {
        bool mapped = IN6_IS_ADDR_V4MAPPED(&six);
        subject = &six.s6_addr[mapped ? 12 : 0];
        length = mapped ? sizeof four : 8;
    }
    (void)crypto_generichash(hash, HASH_SIZE, subject, length, limits->key,
                             crypto_generichash_KEYBYTES);
}

/* The bucket of this address: its own, or the one that gives way to it, filled. */
static struct bucket *find_bucket(struct limits *limits, const unsigned char hash[HASH_SIZE],
                                  int64_t now_ms)
{
    uint64_t number;

    memcpy(&number, hash, sizeof number);
    struct bucket *set = &limits->buckets[(number % limits->sets) * SET_SIZE];
    struct bucket *oldest = set;
    for (size_t i = 0; i < SET_SIZE; i++) {
        if (set[i].used_at_ms != 0 && memcmp(set[i].hash, hash, HASH_SIZE) == 0) {
            return &set[i];
        }
        if (set[i].used_at_ms < oldest->used_at_ms) {
            oldest = &set[i];
        }
    }
    memcpy(oldest->hash, hash, HASH_SIZE);
    oldest->used_at_ms = now_ms;
    oldest->tokens = (int64_t)limits->rule.burst * MINUTE_MS;
    return oldest;
}

bool limits_take(struct limits *limits, const char *address, int64_t now_ms, int64_t *retry_ms)
{
    const int64_t full = (int64_t)limits->rule.burst * MINUTE_MS;
    const int64_t rate = limits->rule.per_minute;
    unsigned char hash[HASH_SIZE];

    if (now_ms - limits->key_made_at_ms >= LIMITS_KEY_LIFE_MS) {
        renew_key(limits, now_ms);
    }
    hash_address(limits, address, hash);
    struct bucket *bucket = find_bucket(limits, hash, now_ms);
    int64_t gained = (now_ms - bucket->used_at_ms) * rate;
    bucket->tokens = bucket->tokens + gained < full ? bucket->tokens + gained : full;
    bucket->used_at_ms = now_ms;
    if (bucket->tokens >= MINUTE_MS) {
        bucket->tokens -= MINUTE_MS;
        return true;
    }
    if (retry_ms != NULL) {
        *retry_ms = (MINUTE_MS - bucket->tokens + rate - 1) / rate;
    }
    return false;
}
