#ifndef VEER_CLI_CHECK_H
#define VEER_CLI_CHECK_H

/*
 * `veer check FILE`: reads a network file and says whether a server would start with it. argv[0]
 * is the subcommand. Prints one line when all is fine, else every mistake with its line, to
 * standard output. Returns the exit status: 0 fine, 1 mistakes, 2 wrong use.
 */
int cli_check(int argc, char **argv);

#endif
