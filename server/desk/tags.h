/* Triage tags of a request. */
#ifndef VEER_DESK_TAGS_H
#define VEER_DESK_TAGS_H

#include <jansson.h>
#include <stdbool.h>

#include "config/config.h"

/* Whether all are in the network's vocabulary, and no more than one of a group that takes one. */
bool tags_are_known(const struct config *config, const json_t *tags);

/* Whether one of them makes the visitor's case acute. */
bool tags_are_acute(const struct config *config, const json_t *tags);

#endif
