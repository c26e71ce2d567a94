#include "store/backoff.h"

#include <sodium.h>

void backoff_init(struct backoff *backoff, uint64_t first_ms, uint64_t last_ms)
{
    *backoff = (struct backoff){.first_ms = first_ms, .last_ms = last_ms, .next_ms = first_ms};
}

uint64_t backoff_next(struct backoff *backoff)
{
    uint64_t step = backoff->next_ms;

    backoff->next_ms = step * 2 < backoff->last_ms ? step * 2 : backoff->last_ms;
    return step * 3 / 4 + randombytes_uniform((uint32_t)(step / 2 + 1));
}

void backoff_lived(struct backoff *backoff, uint64_t lived_ms)
{
    if (lived_ms > backoff->last_ms)
        backoff->next_ms = backoff->first_ms;
}
