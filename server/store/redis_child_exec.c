#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "store/redis_child.h"

#define LOCK_WAIT_MS 30000
#define LOCK_STEP_MS 20

/* Waits for the lock beside the configuration. redis-server inherits it: it stands for the life of
 * that process and not of ours, for after a kill -9 of the parent an old one may still be writing
 * when the next parent comes, and two of them on the same files would ruin both. */
static bool take_lock(const char *config)
{
    const struct timespec step = {.tv_nsec = LOCK_STEP_MS * 1000000L};
    const char *slash = strrchr(config, '/');
    char *path;
    int fd;

    if (slash == NULL || asprintf(&path, "%.*s/lock", (int)(slash - config), config) < 0)
        return false;
    fd = open(path, O_RDWR | O_CREAT | O_NOFOLLOW, 0600); /* not close-on-exec: see above */
    free(path);
    if (fd < 0) {
        fprintf(stderr, "cannot open the lock: %s\n", strerror(errno));
        return false;
    }
    for (int waited = 0; waited <= LOCK_WAIT_MS; waited += LOCK_STEP_MS) {
        if (flock(fd, LOCK_EX | LOCK_NB) == 0)
            return true;
        nanosleep(&step, NULL);
    }
    fprintf(stderr, "an older redis-server does not end: stop it by hand\n");
    close(fd);
    return false;
}

int redis_child_exec(int argc, char **argv)
{
    const struct rlimit no_core = {0, 0};
    char *program, *config;

    if (argc != 5 || strcmp(argv[1], REDIS_CHILD_MODE) != 0)
        return 2;
    program = argv[3];
    config = argv[4];
    /* First the signal, then the question whether the parent is still there: it may have died
     * between. */
    if (prctl(PR_SET_PDEATHSIG, SIGTERM) != 0 || getppid() != (pid_t)strtol(argv[2], NULL, 10))
        return 1;
    umask(077);
    (void)setrlimit(RLIMIT_CORE, &no_core); /* lowering it cannot fail */
    if (!take_lock(config))
        return 1;
    execv(program, (char *[]){program, config, NULL});
    fprintf(stderr, "cannot run %s: %s\n", program, strerror(errno));
    return 127;
}
