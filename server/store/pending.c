#include "store/pending.h"

#include <stdlib.h>

bool pending_init(struct pending *pending, size_t room, size_t max_bytes)
{
    *pending = (struct pending){.room = room, .max_bytes = max_bytes};
    pending->ring = calloc(room, sizeof *pending->ring);
    return pending->ring != NULL;
}

void pending_finish(struct pending *pending)
{
    free(pending->ring);
    *pending = (struct pending){0};
}

bool pending_has_room(const struct pending *pending, size_t bytes)
{
    return pending->count < pending->room && bytes <= pending->max_bytes - pending->bytes;
}

bool pending_push(struct pending *pending, const struct pending_command *command)
{
    if (!pending_has_room(pending, command->bytes))
        return false;
    pending->ring[(pending->first + pending->count) % pending->room] = *command;
    pending->count++;
    pending->bytes += command->bytes;
    return true;
}

bool pending_pop(struct pending *pending, struct pending_command *command)
{
    if (pending->count == 0)
        return false;
    *command = pending->ring[pending->first];
    pending->first = (pending->first + 1) % pending->room;
    pending->count--;
    pending->bytes -= command->bytes;
    return true;
}

const struct pending_command *pending_oldest(const struct pending *pending)
{
    return pending->count > 0 ? &pending->ring[pending->first] : NULL;
}
