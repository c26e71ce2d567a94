#ifndef VEER_CLI_KEYS_H
#define VEER_CLI_KEYS_H

/*
 * `veer keys`: the keys of organisations and counsellors (docs/keys.md). argv[0] is the subcommand,
 * argv[1] what to do. Passphrases come from the terminal without echo, or one per line from
 * standard input. Says on standard error what is wrong and what to do. Returns the exit status: 0
 * done, 1 not done, 2 wrong use.
 */
int cli_keys(int argc, char **argv);

#endif
