#include "events.h"

#include <stdio.h>
#include <stdlib.h>

static void swap(struct events *events, size_t a, size_t b)
{
    struct event kept = events->heap[a];
    events->heap[a] = events->heap[b];
    events->heap[b] = kept;
}

static bool before(const struct events *events, size_t a, size_t b)
{
    return events->heap[a].at < events->heap[b].at;
}

void events_add(struct events *events, struct event event)
{
    if (events->count == events->room) {
        events->room = events->room ? 2 * events->room : 1024;
        events->heap = realloc(events->heap, events->room * sizeof *events->heap);
        if (!events->heap) {
            fputs("veer-wait: out of memory\n", stderr);
            exit(2);
        }
    }
    size_t i = events->count++;
    events->heap[i] = event;
    for (; i > 0 && before(events, i, (i - 1) / 2); i = (i - 1) / 2)
        swap(events, i, (i - 1) / 2);
}

bool events_take(struct events *events, struct event *event)
{
    if (events->count == 0)
        return false;
    *event = events->heap[0];
    events->heap[0] = events->heap[--events->count];
    for (size_t i = 0;;) {
        size_t least = i;
        for (size_t child = 2 * i + 1; child <= 2 * i + 2; child++)
            if (child < events->count && before(events, child, least))
                least = child;
        if (least == i)
            return true;
        swap(events, i, least);
        i = least;
    }
}

void events_finish(struct events *events)
{
    free(events->heap);
    *events = (struct events){0};
}
