#include "checks.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "front/listener.h"
#include "front/pages.h"

#define PORT_TRIES 20
#define PORT_REST_MS 50

static bool check_pages(const struct options *options)
{
    char error[512];
    struct pages *pages = pages_load(options->pages, error, sizeof(error));

    if (!pages)
        fprintf(stderr, "veer: %s\n", error);
    pages_destroy(pages);
    return pages != NULL;
}

/* The workers of a parent that was killed a moment ago may not be gone yet. */
static int probe_patiently(const char *address, uint16_t port)
{
    const struct timespec rest = {.tv_nsec = PORT_REST_MS * 1000000L};
    int error = listener_probe(address, port);

    for (int tries = 1; error == EADDRINUSE && tries < PORT_TRIES; tries++) {
        nanosleep(&rest, NULL);
        error = listener_probe(address, port);
    }
    return error;
}

static bool check_port(const struct options *options, uint16_t port)
{
    int error = probe_patiently(options->listen, port);

    if (error == EADDRINUSE)
        fprintf(stderr,
                "veer: port %u is in use; stop the other program or choose another with --port\n",
                port);
    else if (error == EACCES)
        fprintf(stderr, "veer: port %u is for root only; choose one above 1023 with --port\n",
                port);
    else if (error == EINVAL)
        fprintf(stderr,
                "veer: --listen %s is no address; write a number such as 127.0.0.1 or ::1\n",
                options->listen);
    else if (error == EADDRNOTAVAIL)
        fprintf(stderr,
                "veer: this machine does not have the address %s; choose another with "
                "--listen\n",
                options->listen);
    else if (error != 0)
        fprintf(stderr, "veer: cannot listen on port %u of %s: %s\n", port, options->listen,
                strerror(error));
    return error == 0;
}

bool checks_pass(const struct options *options)
{
    if (!check_pages(options) || !check_port(options, options->port))
        return false;
    for (unsigned i = 0; i < options->processes; i++)
        if (!check_port(options, options_own_port(options, i)))
            return false;
    return true;
}
