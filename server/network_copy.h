/* The network file as it was when it was last right. */
#ifndef VEER_NETWORK_COPY_H
#define VEER_NETWORK_COPY_H

#include "options.h"

/* Reads and checks the network file. Returns a descriptor of memory that holds it, -1 if it cannot
 * be used: then say() has got each mistake, one sentence a time. Workers read the copy: one that is
 * started again meets no file that somebody is still writing. The caller closes it. */
int network_copy(const struct options *options, void (*say)(void *context, const char *mistake),
                 void *context);

#endif
