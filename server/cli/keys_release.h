/* Release keys: they sign what the pages believe, and the pages themselves. */
#ifndef VEER_CLI_KEYS_RELEASE_H
#define VEER_CLI_KEYS_RELEASE_H

#include "cli/keys_secret.h"

/* Makes a release key: `path` (its seed in hex, for its owner only) and `path`.pub. */
bool keys_release_make(const char *path, bool replace);

/* Reads it. Returns false after it has said what is wrong. */
bool keys_release_open(const char *path, struct keys_signer *release);

/* Writes the text to `path`, and the signature of its bytes in base64 to `path`.sig. */
bool keys_release_write(const struct keys_signer *release, const char *path, const char *text,
                        size_t length);

#endif
