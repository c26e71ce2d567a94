/* A timing wheel: every member is visited once per period, in O(1) per member, by one timer. */
#ifndef VEER_FRONT_WHEEL_H
#define VEER_FRONT_WHEEL_H

#include <stdint.h>
#include <uv.h>

#include "front/ring.h"

#define WHEEL_SLOTS 20

struct wheel_settings {
    unsigned period_ms;
    /* A member's turn; it may leave the wheel or join it, others too. */
    void (*visit)(void *context, struct ring *member);
    /* Called on every step of the wheel, period_ms / WHEEL_SLOTS apart. */
    void (*step)(void *context);
    void *context;
};

struct wheel {
    struct wheel_settings settings;
    uv_timer_t timer;
    struct ring slots[WHEEL_SLOTS];
    unsigned at; /* the slot that was visited last */
};

/* Starts to turn. */
void wheel_init(struct wheel *wheel, uv_loop_t *loop, const struct wheel_settings *settings);

/* The member's first turn comes one period from now. ring_remove() takes it out. */
void wheel_add(struct wheel *wheel, struct ring *member);

/* Calls each(context, member) for all members, which may leave the wheel meanwhile. */
void wheel_each(struct wheel *wheel, void (*each)(void *context, struct ring *member),
                void *context);

/* Stops turning. The wheel's memory must last until the loop has closed its timer. */
void wheel_finish(struct wheel *wheel);

#endif
