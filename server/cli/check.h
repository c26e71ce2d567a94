#ifndef VEER_CLI_CHECK_H
#define VEER_CLI_CHECK_H

/*
 * `veer check FILE [--keys DIR]`: reads a network file and says whether a server would start with
 * it, and what is missing in the keys folder (default: `keys` beside the file). argv[0] is the
 * subcommand. Prints one line when the file is fine, else every mistake with its line, to standard
 * output; then a line for each thing about the keys. Returns the exit status: 0 fine (something may
 * be missing), 1 mistakes in the network file or in a key, 2 wrong use.
 */
int cli_check(int argc, char **argv);

#endif
