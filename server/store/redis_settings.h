/* The copy of its settings that a struct redis keeps. */
#ifndef VEER_STORE_REDIS_SETTINGS_H
#define VEER_STORE_REDIS_SETTINGS_H

#include <stdbool.h>

#include "store/redis.h"

/* Copies the settings with their texts, and puts the defaults where something is zero. Returns
 * false when memory runs out; also then redis_settings_finish() is called. */
bool redis_settings_init(struct redis_settings *copy, const struct redis_settings *settings);

/* Frees the texts of a copy, and wipes the password. */
void redis_settings_finish(struct redis_settings *copy);

#endif
