#include "cli/staff.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/password.h"
#include "people/accounts.h"

enum { PASSWORD_MIN = 8, LINE_SIZE = ACCOUNTS_PASSWORD_MAX + 1 };

/* Reads the password, on a terminal twice. Returns NULL or what is wrong. */
static const char *read_password(char *password, char *again)
{
    if (!password_read(STDIN_FILENO, "Password: ", password, LINE_SIZE)) {
        return "no password (one line of at most 256 bytes)";
    }
    if (strlen(password) < PASSWORD_MIN) {
        return "the password is shorter than 8 bytes";
    }
    if (isatty(STDIN_FILENO) && (!password_read(STDIN_FILENO, "Once more: ", again, LINE_SIZE) ||
                                 strcmp(password, again) != 0)) {
        return "the two are not the same";
    }
    return NULL;
}

/* Prints the line for the network file. Returns NULL or what is wrong. */
static const char *print_hash(const char *password)
{
    char line[crypto_pwhash_STRBYTES];

    if (crypto_pwhash_str(line, password, strlen(password), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
        return "out of memory";
    }
    return printf("%s\n", line) < 0 || fflush(stdout) != 0 ? "cannot write the line" : NULL;
}

int cli_staff(int argc, char **argv)
{
    if (argc != 2 || strcmp(argv[1], "hash") != 0) {
        (void)fprintf(stderr, "usage: veer staff hash\n");
        return 2;
    }
    char *password = sodium_init() < 0 ? NULL : sodium_malloc(LINE_SIZE);
    char *again = password == NULL ? NULL : sodium_malloc(LINE_SIZE);
    const char *mistake = again == NULL ? "out of memory" : read_password(password, again);
    if (mistake == NULL) {
        mistake = print_hash(password);
    }
    sodium_free(password);
    sodium_free(again);
    if (mistake != NULL) {
        (void)fprintf(stderr, "veer: %s\n", mistake);
        return 1;
    }
    return 0;
}
