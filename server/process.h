/* What a process of veer asks of the kernel for itself. */
#ifndef VEER_PROCESS_H
#define VEER_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

/* At the very start: no core dumps (they would hold keys and secrets), writing to a closed socket
 * is an error and no signal, as many descriptors as are allowed, and the name `veer` in ps. */
void process_prepare(void);

/* How many descriptors this process may open. */
unsigned process_descriptors(void);

/* The kernel ends this process when its parent dies. Returns false when `parent` is not its parent
 * any more. */
bool process_die_with(pid_t parent);

#endif
