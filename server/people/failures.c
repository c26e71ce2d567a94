#include "people/failures.h"

#include <stdlib.h>

struct slot {
    int64_t failed_at_ms;
    unsigned count;
};

struct failures {
    int64_t delay_ms;
    int64_t delay_max_ms;
    int64_t forget_ms;
    size_t count;
    struct slot slots[];
};

struct failures *failures_create(size_t slots, int64_t delay_ms, int64_t delay_max_ms,
                                 int64_t forget_ms)
{
    struct failures *failures = calloc(1, sizeof *failures + slots * sizeof(struct slot));

    if (failures != NULL) {
        failures->delay_ms = delay_ms;
        failures->delay_max_ms = delay_max_ms;
        failures->forget_ms = forget_ms;
        failures->count = slots;
    }
    return failures;
}

void failures_destroy(struct failures *failures)
{
    free(failures);
}

int64_t failures_free_at(const struct failures *failures, size_t slot, int64_t now_ms)
{
    const struct slot *here = &failures->slots[slot];
    int64_t delay_ms = failures->delay_ms;

    if (here->count == 0 || now_ms - here->failed_at_ms >= failures->forget_ms) {
        return now_ms;
    }
    for (unsigned i = 1; i < here->count && delay_ms < failures->delay_max_ms; i++) {
        delay_ms *= 2;
    }
    return here->failed_at_ms +
           (delay_ms < failures->delay_max_ms ? delay_ms : failures->delay_max_ms);
}

void failures_add(struct failures *failures, size_t slot, int64_t now_ms)
{
    struct slot *here = &failures->slots[slot];

    if (now_ms - here->failed_at_ms >= failures->forget_ms) {
        here->count = 0;
    }
    here->failed_at_ms = now_ms;
    here->count++;
}

void failures_clear(struct failures *failures, size_t slot)
{
    failures->slots[slot].count = 0;
}
