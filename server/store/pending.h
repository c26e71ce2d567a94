/* The commands that wait for their replies, oldest first, in a ring of fixed size. */
#ifndef VEER_STORE_PENDING_H
#define VEER_STORE_PENDING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "store/redis.h"

struct pending_command {
    redis_reply_fn reply;
    void *context;
    size_t bytes; /* of its arguments */
    uint64_t sent_ms;
};

struct pending {
    struct pending_command *ring;
    size_t room, first, count;
    size_t bytes; /* of all commands in it; never more than max_bytes */
    size_t max_bytes;
};

/* Makes an empty ring for `room` commands of together max_bytes. Returns false when memory runs
 * out. */
bool pending_init(struct pending *pending, size_t room, size_t max_bytes);

void pending_finish(struct pending *pending);

/* Whether one more command with so many bytes may be added. */
bool pending_has_room(const struct pending *pending, size_t bytes);

/* Adds the newest. Returns false when there is no room. */
bool pending_push(struct pending *pending, const struct pending_command *command);

/* Takes the oldest out into *command. Returns false when there is none. */
bool pending_pop(struct pending *pending, struct pending_command *command);

/* The oldest, NULL when there is none. */
const struct pending_command *pending_oldest(const struct pending *pending);

#endif
