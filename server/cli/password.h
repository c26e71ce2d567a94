#ifndef VEER_CLI_PASSWORD_H
#define VEER_CLI_PASSWORD_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Reads one line from fd into line (size bytes with its NUL, without the newline). On a terminal
 * it shows prompt on standard error and not what is typed; Ctrl-C gives up. Returns false if
 * there is none, it was given up, it holds a NUL, or it is too long. The caller wipes line.
 */
bool password_read(int fd, const char *prompt, char *line, size_t size);

#endif
