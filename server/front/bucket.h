/* A token bucket against floods. */
#ifndef VEER_FRONT_BUCKET_H
#define VEER_FRONT_BUCKET_H

#include <stdbool.h>
#include <stdint.h>

struct bucket {
    uint64_t at_ms;       /* when it was last looked at */
    uint64_t thousandths; /* tokens that are left, times 1000 */
};

/* Fills the bucket: `burst` tokens at this moment. */
void bucket_init(struct bucket *bucket, unsigned burst, uint64_t now_ms);

/* Takes one token; `rate` tokens come back each second, up to `burst`. False: it is empty. */
bool bucket_take(struct bucket *bucket, unsigned rate, unsigned burst, uint64_t now_ms);

#endif
