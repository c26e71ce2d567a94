#include "cli/password.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { CTRL_C = 3 };

/*
 * Signals from the keyboard are off while the echo is: one would end the program and leave the
 * terminal mute. Instead Ctrl-C ends the line, and is seen as its last character.
 */
static bool be_silent(int fd, struct termios *before)
{
    if (tcgetattr(fd, before) != 0) {
        return false;
    }
    struct termios silent = *before;
    silent.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
    silent.c_cc[VEOL] = CTRL_C;
    return tcsetattr(fd, TCSAFLUSH, &silent) == 0;
}

/* One byte at a time: nothing is taken that belongs to a next reader, no buffer keeps a copy. */
static bool read_line(int fd, char *line, size_t size)
{
    size_t length = 0;

    for (;;) {
        char c;
        ssize_t got = read(fd, &c, 1);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0 || c == '\n') {
            line[length] = '\0';
            return length > 0;
        }
        if (c == '\0' || c == CTRL_C || length + 1 == size) {
            return false;
        }
        line[length++] = c;
    }
}

bool password_read(int fd, const char *prompt, char *line, size_t size)
{
    struct termios before;
    const bool terminal = be_silent(fd, &before);

    if (terminal) {
        (void)fprintf(stderr, "%s", prompt);
    }
    bool fine = read_line(fd, line, size);
    if (terminal) {
        (void)tcsetattr(fd, TCSAFLUSH, &before);
        (void)fprintf(stderr, "\n");
    }
    return fine;
}
