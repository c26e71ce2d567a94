/* Tickets: what everybody holds of his place, sealed under the network's secret, so that it can be
 * put back after the store has lost it (docs/decisions/009-tickets.md). */
#ifndef VEER_PEOPLE_TICKETS_H
#define VEER_PEOPLE_TICKETS_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tickets;

/* Makes the file of the network's secret (32 random bytes, for its owner only) unless it is there.
 * Returns false and writes a sentence into error when that fails. */
bool tickets_make_secret(const char *path, char *error, size_t error_size);

/* Reads the secret into memory that is not swapped out. NULL and a sentence in error when the file
 * cannot be read, or is open to others, or is not a secret. */
struct tickets *tickets_create(const char *path, char *error, size_t error_size);

/* Wipes the secret. Takes NULL. */
void tickets_destroy(struct tickets *tickets);

/* Seals what `clear` says for this holder (`visitor`, or a counsellor's id) until `expires` (ms
 * since 1970). Both are added to `clear`. Returns base64url, to be freed, or NULL. */
char *tickets_seal(const struct tickets *tickets, json_t *clear, const char *holder,
                   int64_t expires);

/* What a ticket says, for the caller to release. NULL when it is NULL, broken, of another network,
 * for somebody else than `holder` (NULL: whoever it is), or expired at `now`: then it is as if
 * there were none. */
json_t *tickets_open(const struct tickets *tickets, const char *text, const char *holder,
                     int64_t now);

#endif
