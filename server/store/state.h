/* The state folder, which one veer at a time may use. */
#ifndef VEER_STORE_STATE_H
#define VEER_STORE_STATE_H

#include <stddef.h>

/* Makes the folder with mode 0700 if it is missing (its parent must exist) and locks it. Returns
 * the file descriptor that holds the lock until it is closed, and in *path the folder's absolute
 * path (the caller frees it). Returns -1, and a sentence that says what to do in error, when
 * another process holds the lock or the folder cannot be made or written. */
int state_lock(const char *folder, char **path, char *error, size_t error_size);

#endif
