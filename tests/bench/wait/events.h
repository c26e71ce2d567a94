/* What will happen, soonest first: a binary heap. */
#ifndef WAIT_EVENTS_H
#define WAIT_EVENTS_H

#include <stdbool.h>
#include <stddef.h>

struct event {
    double at; /* ms from the beginning of the first day */
    int kind;
    int subject, other; /* indices, as the kind says */
};

struct events {
    struct event *heap;
    size_t count, room;
};

void events_add(struct events *events, struct event event);
bool events_take(struct events *events, struct event *event); /* false: there is none */
void events_finish(struct events *events);

#endif
