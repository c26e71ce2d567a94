#include "network_copy.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "config/config.h"

static int copy(const char *text, size_t length)
{
    int fd = memfd_create("network", MFD_CLOEXEC);
    size_t done = 0;

    while (fd >= 0 && done < length) {
        ssize_t written = write(fd, text + done, length - done);
        if (written > 0) {
            done += (size_t)written;
        } else if (errno != EINTR) {
            (void)close(fd);
            fd = -1;
        }
    }
    return fd;
}

static void say_demo(const struct options *options, void (*say)(void *context, const char *mistake),
                     void *context)
{
    char text[600];

    (void)snprintf(text, sizeof(text),
                   "%.300s is a demo network with well-known passwords; it is served on a loopback "
                   "address only, not on %.64s",
                   options->network, options->listen);
    say(context, text);
}

static bool is_usable(const struct options *options, const char *text, size_t length,
                      struct config_errors *errors)
{
    struct config *config = config_load_text(options->network, text, length, errors);
    bool demo = config && config_is_demo(config);

    config_destroy(config);
    return config && (!demo || options_is_loopback(options->listen));
}

int network_copy(const struct options *options, void (*say)(void *context, const char *mistake),
                 void *context)
{
    struct config_errors *errors = config_errors_create();
    size_t length = 0;
    char *text = errors ? config_read(options->network, &length, errors) : NULL;
    int fd = -1;

    if (text && is_usable(options, text, length, errors)) {
        fd = copy(text, length);
        if (fd < 0)
            say(context, strerror(errno));
    } else if (errors && config_errors_count(errors) == 0) {
        say_demo(options, say, context);
    }
    for (size_t i = 0; errors && i < config_errors_count(errors); i++)
        say(context, config_errors_at(errors, i));
    free(text);
    config_errors_destroy(errors);
    return fd;
}
