#include "store/state.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/ids.h"

#define INSTANCE_LENGTH (STATE_INSTANCE_SIZE - 1)

/* Returns 0, or errno; EWOULDBLOCK: another process has it. */
static int take_lock(struct state *state)
{
    char *path;

    if (asprintf(&path, "%s/lock", state->path) < 0)
        return ENOMEM;
    state->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    free(path);
    return state->lock < 0 || flock(state->lock, LOCK_EX | LOCK_NB) != 0 ? errno : 0;
}

static bool read_instance(struct state *state, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    ssize_t length = fd >= 0 ? read(fd, state->instance, INSTANCE_LENGTH) : -1;

    if (fd >= 0)
        close(fd);
    return length == INSTANCE_LENGTH &&
           strspn(state->instance, "0123456789abcdef") == INSTANCE_LENGTH;
}

/* Under another name first, so that a half-written one is never found. */
static bool make_instance(struct state *state, const char *path, const char *draft)
{
    char id[IDS_SIZE];
    int fd = open(draft, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    bool done;

    if (fd < 0)
        return false;
    ids_random(id);
    memcpy(state->instance, id, INSTANCE_LENGTH);
    state->instance[INSTANCE_LENGTH] = '\0';
    done = write(fd, state->instance, INSTANCE_LENGTH) == INSTANCE_LENGTH && fsync(fd) == 0;
    return close(fd) == 0 && done && rename(draft, path) == 0;
}

static bool find_instance(struct state *state)
{
    char *path = NULL, *draft = NULL;
    bool found = asprintf(&path, "%s/instance", state->path) >= 0;

    if (found && asprintf(&draft, "%s.new", path) < 0)
        found = false;
    found = found && (read_instance(state, path) || make_instance(state, path, draft));
    free(draft);
    free(path);
    return found;
}

bool state_open(struct state *state, const char *folder, char *error, size_t error_size)
{
    int refused;

    *state = (struct state){.lock = -1};
    if (mkdir(folder, 0700) != 0 && errno != EEXIST) {
        snprintf(error, error_size,
                 "Cannot make the state folder %s (%s): make it, or choose another one.", folder,
                 strerror(errno));
        return false;
    }
    state->path = realpath(folder, NULL);
    refused = state->path != NULL ? take_lock(state) : errno;
    if (refused == EWOULDBLOCK) {
        snprintf(error, error_size,
                 "The state folder %s is in use by another veer: stop that one, or choose another "
                 "folder.",
                 state->path);
        return false;
    }
    if (refused == 0 && find_instance(state))
        return true;
    snprintf(error, error_size,
             "Cannot use the state folder %s (%s): give its user the right to write there, make "
             "room, or choose another folder.",
             folder, strerror(refused != 0 ? refused : errno));
    return false;
}

void state_close(struct state *state)
{
    if (state->lock >= 0)
        close(state->lock);
    free(state->path);
    *state = (struct state){.lock = -1};
}
