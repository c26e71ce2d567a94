/* What `veer serve` looks at before it starts anything, beside the network file. */
#ifndef VEER_CHECKS_H
#define VEER_CHECKS_H

#include <stdbool.h>

#include "options.h"

/* Whether the pages folder and the ports can be used. If not, says on stderr what is wrong and what
 * to do. */
bool checks_pass(const struct options *options);

#endif
