/* The keys folder as the server uses it: what it gives to counsellors and pages, and whose shift
 * keys it takes. It holds no secret. Read once; `veer serve` reads it again on SIGHUP. */
#ifndef VEER_PEOPLE_KEYS_H
#define VEER_PEOPLE_KEYS_H

#include <stddef.h>
#include <stdint.h>

#include "config/config.h"

struct keys;

/* Gets a whole sentence. */
typedef void (*keys_say_fn)(void *context, const char *sentence);

/* Reads the folder for the organisations and people of config, which outlives the keys. What is
 * wrong is told to say() and left out; of an organisation whose revocation list is wrong nobody's
 * key is taken. A folder or a file that is absent is no mistake here. NULL: out of memory. */
struct keys *keys_load(const char *dir, const struct config *config, keys_say_fn say,
                       void *context);

/* Takes NULL. */
void keys_destroy(struct keys *keys);

/* The counsellor's wrapped enrolment in base64, for `staff.enrolment`; NULL when he has none, or it
 * was revoked. One that has expired is given: the page says so. `keys` may be NULL. */
const char *keys_enrolment(const struct keys *keys, const struct config_staff *staff);

/* Whether this counsellor may use this chain (base64, as on the wire) at wall_ms: under the root of
 * his organisation, not revoked, and not with the enrolment of somebody else. Returns NULL when it
 * holds, else the name of the first fault, for the log ("expired", "no_root"); then the answer is
 * `bad_chain`. `keys` may be NULL: then no chain holds. */
const char *keys_chain_fault(const struct keys *keys, const struct config_staff *staff,
                             const char *chain, int64_t wall_ms);

/* The texts of roots.json and roots.json.sig as they are to be served; NULL when there is none. */
const char *keys_roots(const struct keys *keys);
const char *keys_roots_signature(const struct keys *keys);

/* For `veer check`: says what nobody can go on duty without (the folder, roots, enrolments), what
 * ends within `soon_days`, and when roots.json is not what the folder holds. Returns how much it
 * said. */
size_t keys_review(const struct keys *keys, int64_t wall_ms, int soon_days, keys_say_fn say,
                   void *context);

#endif
