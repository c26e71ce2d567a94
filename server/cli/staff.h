#ifndef VEER_CLI_STAFF_H
#define VEER_CLI_STAFF_H

/*
 * `veer staff hash`: reads a password from standard input, twice and unseen if that is a
 * terminal, and prints the Argon2id line that goes into the network file. argv[0] is the
 * subcommand. Returns the exit status: 0 done, 1 no usable password, 2 wrong use.
 */
int cli_staff(int argc, char **argv);

#endif
