#include "front/bucket.h"

void bucket_init(struct bucket *bucket, unsigned burst, uint64_t now_ms)
{
    bucket->at_ms = now_ms;
    bucket->thousandths = (uint64_t)burst * 1000;
}

bool bucket_take(struct bucket *bucket, unsigned rate, unsigned burst, uint64_t now_ms)
{
    uint64_t full = (uint64_t)burst * 1000;

    if (now_ms > bucket->at_ms) {
        /* One token per second is one thousandth per millisecond. A long pause fills it at once,
         * so that the product below stays small. */
        uint64_t passed_ms = now_ms - bucket->at_ms;
        uint64_t gained = passed_ms > full ? full : passed_ms * rate;
        bucket->thousandths += gained;
        if (bucket->thousandths > full)
            bucket->thousandths = full;
        bucket->at_ms = now_ms;
    }
    if (bucket->thousandths < 1000)
        return false;
    bucket->thousandths -= 1000;
    return true;
}
