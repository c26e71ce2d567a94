/* One serving process. */
#ifndef VEER_WORKER_H
#define VEER_WORKER_H

/* The mode of the program in which it serves. */
#define WORKER_MODE "worker"

/* Where the parent reads "ready\n". */
#define WORKER_READY_FD 3

/* Where it finds the network file that the parent has checked, and as a path. */
#define WORKER_NETWORK_FD 4
#define WORKER_NETWORK_PATH "/proc/self/fd/4"

/* The life of a worker: argv[0] is the mode, then come the options that options_for_worker() made.
 * Serves until SIGTERM or SIGINT, then drains. Returns the exit status: 0 after that, 1 when it
 * could not start. */
int worker_run(int argc, char **argv);

#endif
