#ifndef VEER_CLI_KEYS_PUBLISH_H
#define VEER_CLI_KEYS_PUBLISH_H

#include <stdbool.h>

/* Writes DIR/roots.json and its signature by the key in the file `release`. Returns false after it
 * has said what is wrong. */
bool keys_publish_roots(const char *dir, const char *release);

#endif
