#ifndef VEER_CONFIG_VALUES_H
#define VEER_CONFIG_VALUES_H

#include <stdbool.h>

/* What the texts of the network file may look like. Pure questions about one C string each. */

/* [a-z0-9][a-z0-9-]{0,30} */
bool values_is_id(const char *text);

/* Two or three small letters: "nl". */
bool values_is_language(const char *text);

/* https:// and a host name, then anything without spaces. */
bool values_is_page(const char *text);

/* What a browser sends as Origin: scheme, host, maybe port, nothing behind it. http is for
 * localhost and 127.0.0.1 only. */
bool values_is_origin(const char *text);

/* Digits with spaces or hyphens between them, maybe a + before: "0800-0188". */
bool values_is_phone(const char *text);

/* Minutes since midnight of "HH:MM", 00:00 to 24:00; -1 if it is not one. */
int values_time_of_day(const char *text);

/* Whether tzdata on this machine knows the zone. */
bool values_is_time_zone(const char *text);

/* NULL if it is an Argon2id line that signing in can afford, else what is wrong with it. */
const char *values_password_mistake(const char *text);

#endif
