#include "process.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

/* libwebsockets keeps a table with a place for every possible descriptor, and walks it whenever a
 * connection comes or goes. More people than this want another worker anyway. */
#define DESCRIPTORS_MOST 20000u

void process_prepare(void)
{
    const struct rlimit no_core = {0, 0};
    struct rlimit limit;

    signal(SIGPIPE, SIG_IGN);
    (void)prctl(PR_SET_NAME, "veer"); /* a child that was started as /proc/self/exe is called exe */
    (void)setrlimit(RLIMIT_CORE, &no_core); /* lowering it cannot fail */
#if !defined(__SANITIZE_ADDRESS__)
    /* The limit above does not hold for a core dump that goes into a program; and so other
     * processes of the same user cannot read the memory of this one. The leak check of the
     * sanitizer would have to. */
    (void)prctl(PR_SET_DUMPABLE, 0);
#endif
    if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
        return;
    limit.rlim_cur = limit.rlim_max < DESCRIPTORS_MOST ? limit.rlim_max : DESCRIPTORS_MOST;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
}

unsigned process_descriptors(void)
{
    struct rlimit limit;

    return getrlimit(RLIMIT_NOFILE, &limit) < 0 ? 1024 : (unsigned)limit.rlim_cur;
}

/* SIGKILL: without its parent a worker has no Redis either, and serves nobody. First the signal,
 * then the question: the parent may die between the two. */
bool process_die_with(pid_t parent)
{
    return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent;
}
