/* The parent: `veer serve`. */
#ifndef VEER_SERVE_H
#define VEER_SERVE_H

/* Checks everything, then owns Redis and the workers until SIGTERM or SIGINT; SIGHUP: the network
 * file is read again. argv[0] is the subcommand. Returns the exit status: 0 stopped in good order,
 * 1 it could not go on (one line on stderr says why), 2 wrong use. */
int serve(int argc, char **argv);

#endif
