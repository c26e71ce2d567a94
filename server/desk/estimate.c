#include "desk/estimate.h"

#include <stddef.h>

static const struct {
    int64_t below_minutes;
    enum wire_wait wait;
} classes[] = {
    {2, WIRE_WAIT_UNDER_2},   {5, WIRE_WAIT_2_TO_5},    {15, WIRE_WAIT_5_TO_15},
    {30, WIRE_WAIT_15_TO_30}, {60, WIRE_WAIT_30_TO_60},
};

enum wire_wait estimate_wait(int64_t place, int64_t servers, int64_t mean_ms)
{
    if (servers <= 0)
        return WIRE_WAIT_OVER_60;
    int64_t minutes = place * mean_ms / servers / 60000;
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (minutes < classes[i].below_minutes)
            return classes[i].wait;
    return WIRE_WAIT_OVER_60;
}
