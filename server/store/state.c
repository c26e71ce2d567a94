#include "store/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

int state_lock(const char *folder, char **path, char *error, size_t error_size)
{
    char *lock = NULL;
    int fd = -1;

    *path = NULL;
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        snprintf(error, error_size,
                 "Cannot make the state folder %s (%s): make it, or choose another one.", folder,
                 strerror(errno));
        return -1;
    }
    *path = realpath(folder, NULL);
    if (*path == NULL || asprintf(&lock, "%s/lock", *path) < 0) {
        lock = NULL;
        goto unusable;
    }
    fd = open(lock, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (fd < 0)
        goto unusable;
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) {
        free(lock);
        return fd;
    }
    if (errno != EWOULDBLOCK)
        goto unusable;
    snprintf(error, error_size,
             "The state folder %s is in use by another veer: stop that one, or choose another "
             "folder.",
             *path);
    goto give_up;

unusable:
    snprintf(error, error_size,
             "Cannot use the state folder %s (%s): give its user the right to write there, or "
             "choose another folder.",
             folder, strerror(errno));
give_up:
    if (fd >= 0)
        close(fd);
    free(lock);
    free(*path);
    *path = NULL;
    return -1;
}
