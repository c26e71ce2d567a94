/* A circular doubly linked list whose links live inside the members. A member on its own is a ring
 * of one, so removing it twice does no harm. */
#ifndef VEER_FRONT_RING_H
#define VEER_FRONT_RING_H

#include <stdbool.h>
#include <stddef.h>

struct ring {
    struct ring *next, *previous;
};

/* The record that holds `member` as its field. */
#define RING_HOLDER(member, type, field) ((type *)(void *)((char *)(member)-offsetof(type, field)))

static inline void ring_init(struct ring *ring)
{
    ring->next = ring;
    ring->previous = ring;
}

static inline bool ring_is_empty(const struct ring *ring)
{
    return ring->next == ring;
}

/* Takes the member out of the ring that it is in, if any. */
static inline void ring_remove(struct ring *member)
{
    member->previous->next = member->next;
    member->next->previous = member->previous;
    ring_init(member);
}

/* Puts a member that is in no ring at the end. */
static inline void ring_append(struct ring *ring, struct ring *member)
{
    member->next = ring;
    member->previous = ring->previous;
    ring->previous->next = member;
    ring->previous = member;
}

/* Moves all members to the end of `target`. */
static inline void ring_move(struct ring *ring, struct ring *target)
{
    if (ring_is_empty(ring))
        return;
    ring->next->previous = target->previous;
    target->previous->next = ring->next;
    ring->previous->next = target;
    target->previous = ring->previous;
    ring_init(ring);
}

#endif
