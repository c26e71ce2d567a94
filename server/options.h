/* What `veer serve` was asked for, and how the parent passes it on to its workers. */
#ifndef VEER_OPTIONS_H
#define VEER_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define OPTIONS_PROCESSES_MOST 64
#define OPTIONS_WORKER_ARGUMENTS 28 /* enough for options_for_worker() */

/* Texts belong to argv. */
struct options {
    uint16_t port;
    unsigned processes;
    const char *network; /* the network file */
    const char *state;   /* the state folder */
    const char *pages;   /* the folder of the pages */
    const char *redis;   /* an address; NULL in the parent: the embedded one */
    const char *fsync;   /* of the embedded Redis: "always" or "everysec" */
    const char *secret;  /* the file of the network's secret; NULL in the parent: in the state
                            folder */
    const char *keys;    /* the keys folder; NULL in the parent: `keys` beside the network file */
    const char *listen;  /* a numeric address */
    bool help;

    /* For a worker only. */
    unsigned index;
    int parent;           /* process id */
    const char *instance; /* of the server, of its own in the network (store/state.h) */
};

/* Reads the arguments behind the subcommand (argv[0]) or behind the mode `worker`. Returns false
 * and writes a sentence into error when they are not usable. */
bool options_parse(struct options *options, bool worker, int argc, char **argv, char *error,
                   size_t error_size);

/* The port that worker `index` has for itself. */
uint16_t options_own_port(const struct options *options, unsigned index);

/* A numeric address of this machine only. */
bool options_is_loopback(const char *address);

/* Fills argv, ended by NULL, for worker options->index; `numbers` is the room for its numbers and
 * lives as long as argv is used. */
struct options_numbers {
    char port[8], processes[8], index[8], parent[16];
};
void options_for_worker(const struct options *options, struct options_numbers *numbers,
                        char *argv[OPTIONS_WORKER_ARGUMENTS]);

#endif
