#ifndef VEER_PEOPLE_WHO_H
#define VEER_PEOPLE_WHO_H

#include <stddef.h>

#include "config/config.h"

/* Who a sign-in means. For a name that does not exist all is there as well, but staff. */
struct who {
    const struct config_staff *staff; /* NULL: nobody */
    const char *hash; /* the password line to check against: for nobody that of somebody else */
    size_t slot;      /* where failed tries are remembered: below who_slots() */
};

#define WHO_KEY_SIZE 16 /* random bytes, so that nobody can choose names that share a slot */

size_t who_slots(const struct config *config);

/*
 * Finds them. A name that does not exist always gets the same line of the real ones, so that it
 * costs what a real one costs, and a slot that it shares with few others.
 */
struct who who_find(const struct config *config, const unsigned char key[WHO_KEY_SIZE],
                    const char *organisation, const char *name);

#endif
