#ifndef VEER_CONFIG_ERRORS_H
#define VEER_CONFIG_ERRORS_H

#include <stddef.h>

/* The mistakes found in one network file, in the order of its lines. */
#define CONFIG_ERRORS_MAX 20
#define CONFIG_ERROR_SIZE 512 /* bytes of one mistake with its NUL; a longer one is cut */

struct config_errors;

/* Returns an empty list, or NULL when out of memory. */
struct config_errors *config_errors_create(void);

/* Takes NULL too. */
void config_errors_destroy(struct config_errors *errors);

/*
 * Adds "FILE:LINE: TEXT" (line 0: "FILE: TEXT"). What could upset a terminal is replaced by '?'.
 * Beyond CONFIG_ERRORS_MAX mistakes are counted, not kept.
 */
void config_errors_add(struct config_errors *errors, const char *file, size_t line,
                       const char *text);

/* How many mistakes there are, and how many of them are kept. */
size_t config_errors_total(const struct config_errors *errors);
size_t config_errors_count(const struct config_errors *errors);

/* One line without a newline: `deploy/x.json:41: desk "csg/acute": hours: ...`. */
const char *config_errors_at(const struct config_errors *errors, size_t index);

#endif
