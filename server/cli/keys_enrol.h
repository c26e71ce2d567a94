/* Making and signing enrolments. */
#ifndef VEER_CLI_KEYS_ENROL_H
#define VEER_CLI_KEYS_ENROL_H

#include "cli/keys_secret.h"

/* Makes an enrolment of somebody under his phrase, signed by the root, and its files; one that is
 * there is replaced. Returns false after it has said what is wrong. */
bool keys_enrol_one(const struct keys_request *request, const char *organisation, const char *name,
                    const struct keys_signer *root, const char *phrase,
                    struct wrapping_limits limits);

#endif
