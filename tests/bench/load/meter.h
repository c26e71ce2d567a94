/* What the server, its Redis and this program use. */
#ifndef LOAD_METER_H
#define LOAD_METER_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

struct meter {
    pid_t server, redis;
    clockid_t server_clock, redis_clock;
};

/* Seconds: of the clock, and of processors. */
struct usage {
    double clock, server, redis, self, machine;
};

/* False when one of the processes is not there. */
bool meter_init(struct meter *meter, pid_t server, pid_t redis);

void meter_read(const struct meter *meter, struct usage *usage);

/* What was used from `from` to `to`. */
struct usage usage_between(const struct usage *from, const struct usage *to);

/* What all other processes of the machine used; not below zero. */
double usage_others(const struct usage *usage);

/* Resident memory in KiB, 0 when the process is gone. */
long meter_rss_kb(pid_t pid);

#endif
