#include "options.h"

#include <arpa/inet.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum option_code {
    OPTION_HELP = 'h',
    OPTION_PORT = 256,
    OPTION_PROCESSES,
    OPTION_NETWORK,
    OPTION_STATE,
    OPTION_PAGES,
    OPTION_REDIS,
    OPTION_FSYNC,
    OPTION_SECRET,
    OPTION_KEYS,
    OPTION_LISTEN,
    OPTION_INDEX,
    OPTION_PARENT,
    OPTION_INSTANCE
};

static const struct option known[] = {
    {"help", no_argument, NULL, OPTION_HELP},
    {"port", required_argument, NULL, OPTION_PORT},
    {"processes", required_argument, NULL, OPTION_PROCESSES},
    {"network", required_argument, NULL, OPTION_NETWORK},
    {"state", required_argument, NULL, OPTION_STATE},
    {"pages", required_argument, NULL, OPTION_PAGES},
    {"redis", required_argument, NULL, OPTION_REDIS},
    {"fsync", required_argument, NULL, OPTION_FSYNC},
    {"secret", required_argument, NULL, OPTION_SECRET},
    {"keys", required_argument, NULL, OPTION_KEYS},
    {"listen", required_argument, NULL, OPTION_LISTEN},
    {"index", required_argument, NULL, OPTION_INDEX},
    {"parent", required_argument, NULL, OPTION_PARENT},
    {"instance", required_argument, NULL, OPTION_INSTANCE},
    {NULL, 0, NULL, 0},
};

/* The known options end here for those who start veer. */
#define FIRST_OF_WORKER OPTION_INDEX

static bool read_number(const char *text, long least, long most, long *number)
{
    char *end;

    *number = strtol(text, &end, 10);
    return end != text && *end == '\0' && *number >= least && *number <= most;
}

/* Returns false when the value of a numeric option is out of bounds. */
static bool take_number(struct options *options, int code, const char *value)
{
    long number;

    switch (code) {
    case OPTION_PORT:
        if (!read_number(value, 1, 65534, &number))
            return false;
        options->port = (uint16_t)number;
        return true;
    case OPTION_PROCESSES:
        if (!read_number(value, 1, OPTIONS_PROCESSES_MOST, &number))
            return false;
        options->processes = (unsigned)number;
        return true;
    case OPTION_INDEX:
        if (!read_number(value, 0, OPTIONS_PROCESSES_MOST - 1, &number))
            return false;
        options->index = (unsigned)number;
        return true;
    default:
        if (!read_number(value, 1, INT32_MAX, &number))
            return false;
        options->parent = (int)number;
        return true;
    }
}

/* Where the value of an option that is a text goes, or NULL. */
static const char **text_of(struct options *options, int code)
{
    switch (code) {
    case OPTION_NETWORK:
        return &options->network;
    case OPTION_STATE:
        return &options->state;
    case OPTION_PAGES:
        return &options->pages;
    case OPTION_REDIS:
        return &options->redis;
    case OPTION_FSYNC:
        return &options->fsync;
    case OPTION_SECRET:
        return &options->secret;
    case OPTION_KEYS:
        return &options->keys;
    case OPTION_LISTEN:
        return &options->listen;
    case OPTION_INSTANCE:
        return &options->instance;
    default:
        return NULL;
    }
}

static bool check_whole(const struct options *options, char *error, size_t error_size)
{
    if (!options->network) {
        snprintf(error, error_size, "name the network file with --network FILE");
        return false;
    }
    if (strcmp(options->fsync, "always") != 0 && strcmp(options->fsync, "everysec") != 0) {
        snprintf(error, error_size, "--fsync is always or everysec, not %s", options->fsync);
        return false;
    }
    if (options->port + options->processes > 65535) {
        snprintf(error, error_size, "%u processes need the ports up to %u; choose a lower --port",
                 options->processes, options->port + options->processes);
        return false;
    }
    return true;
}

bool options_parse(struct options *options, bool worker, int argc, char **argv, char *error,
                   size_t error_size)
{
    int code, place = 0;

    *options = (struct options){.port = 8080,
                                .processes = 1,
                                .state = "state",
                                .fsync = "everysec",
                                .pages = "client-web/dist",
                                .listen = "127.0.0.1"};
    optind = 1;
    opterr = 0;
    while ((code = getopt_long(argc, argv, ":h", known, &place)) != -1) {
        const char **text = text_of(options, code);

        if (code == OPTION_HELP) {
            options->help = true;
            return true;
        }
        if (code == ':') {
            snprintf(error, error_size, "%s needs a value", argv[optind - 1]);
            return false;
        }
        if (code == '?' || (code >= FIRST_OF_WORKER && !worker)) {
            snprintf(error, error_size, "unknown option %s", argv[optind - 1]);
            return false;
        }
        if (text) {
            *text = optarg;
        } else if (!take_number(options, code, optarg)) {
            snprintf(error, error_size, "%s is not possible for --%s", optarg, known[place].name);
            return false;
        }
    }
    if (optind < argc) {
        snprintf(error, error_size, "nothing is known to do with \"%s\"", argv[optind]);
        return false;
    }
    return check_whole(options, error, error_size);
}

uint16_t options_own_port(const struct options *options, unsigned index)
{
    return (uint16_t)(options->port + 1 + index);
}

bool options_is_loopback(const char *address)
{
    struct in_addr v4;
    struct in6_addr v6;

    if (inet_pton(AF_INET, address, &v4) == 1)
        return ntohl(v4.s_addr) >> 24 == 127;
    return inet_pton(AF_INET6, address, &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

void options_for_worker(const struct options *options, struct options_numbers *numbers,
                        char *argv[OPTIONS_WORKER_ARGUMENTS])
{
    const char *const arguments[] = {
        "veer",        "worker",           "--port",     numbers->port,
        "--processes", numbers->processes, "--index",    numbers->index,
        "--parent",    numbers->parent,    "--network",  options->network,
        "--pages",     options->pages,     "--redis",    options->redis,
        "--listen",    options->listen,    "--instance", options->instance,
        "--secret",    options->secret,    "--keys",     options->keys,
        NULL};

    snprintf(numbers->port, sizeof(numbers->port), "%u", options->port);
    snprintf(numbers->processes, sizeof(numbers->processes), "%u", options->processes);
    snprintf(numbers->index, sizeof(numbers->index), "%u", options->index);
    snprintf(numbers->parent, sizeof(numbers->parent), "%d", (int)getpid());
    for (size_t i = 0; i < sizeof(arguments) / sizeof(arguments[0]); i++)
        argv[i] = (char *)arguments[i];
}
