/* Which Redis is the primary now, as Sentinel says. It knows how to ask and how to read the answer;
 * the connection over which that happens is struct redis' business.
 *
 * Sentinel keeps a primary and its replicas, and names another primary when one is lost. It is
 * asked before each connection, for the answer may have changed. */
#ifndef VEER_STORE_SENTINEL_H
#define VEER_STORE_SENTINEL_H

#include <hiredis/hiredis.h>
#include <stdbool.h>

#include "store/address.h"

struct sentinel;

/* Whether the text begins like the address of a primary under Sentinel. */
bool sentinel_is_meant(const char *text);

/* Reads "sentinel:NAME@HOST:PORT[,HOST:PORT...]". Returns NULL when it is not that, or memory runs
 * out. */
struct sentinel *sentinel_create(const char *text);

/* Takes NULL. */
void sentinel_destroy(struct sentinel *sentinel);

/* The Sentinel to ask now: each call gives the next one. Belongs to the sentinel. */
const struct address *sentinel_next(struct sentinel *sentinel);

/* The command that asks, of *argc words; belongs to the sentinel. */
const char **sentinel_question(const struct sentinel *sentinel, int *argc);

/* Reads the answer into *address, which the caller finishes. False: this Sentinel does not know
 * the primary (or memory ran out); *address is untouched then. */
bool sentinel_read(const redisReply *reply, struct address *address);

/* Whether the reply to ROLE comes from a primary: Sentinel may have been asked too early. */
bool sentinel_is_primary(const redisReply *role);

#endif
