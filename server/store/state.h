/* The state folder, which one veer at a time may use.
 *
 *   STATE/lock      held as long as the folder is used
 *   STATE/instance  the name of this server in its network, made at random at the first start */
#ifndef VEER_STORE_STATE_H
#define VEER_STORE_STATE_H

#include <stdbool.h>
#include <stddef.h>

#define STATE_INSTANCE_SIZE 17 /* 8 random bytes in hex, and NUL */

struct state {
    char *path; /* of the folder, absolute */
    int lock;   /* descriptor; -1: not open */
    char instance[STATE_INSTANCE_SIZE];
};

/* Makes the folder with mode 0700 if it is missing (its parent must exist), locks it, and reads or
 * makes the name of the instance. Returns false, and a sentence that says what to do in error, when
 * another process holds the lock or the folder cannot be made or written. */
bool state_open(struct state *state, const char *folder, char *error, size_t error_size);

/* Gives the folder free. Takes one that state_open() refused, too. */
void state_close(struct state *state);

#endif
