#include "meter.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool meter_init(struct meter *meter, pid_t server, pid_t redis)
{
    *meter = (struct meter){.server = server, .redis = redis};
    return clock_getcpuclockid(server, &meter->server_clock) == 0 &&
           clock_getcpuclockid(redis, &meter->redis_clock) == 0;
}

static double seconds_of(clockid_t clock)
{
    struct timespec time = {0};

    clock_gettime(clock, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

/* Seconds that all processors together were busy: all of the first eight numbers but those of
 * idling and of waiting for a disk. */
static double machine_seconds(void)
{
    char line[256] = "";
    char *at = line + strlen("cpu ");
    unsigned long busy = 0;
    FILE *file = fopen("/proc/stat", "r");

    if (!file)
        return 0;
    if (!fgets(line, sizeof line, file))
        at = line;
    fclose(file);
    for (unsigned i = 0; i < 8; i++) {
        unsigned long ticks = strtoul(at, &at, 10);
        if (i != 3 && i != 4)
            busy += ticks;
    }
    return (double)busy / (double)sysconf(_SC_CLK_TCK);
}

void meter_read(const struct meter *meter, struct usage *usage)
{
    usage->clock = seconds_of(CLOCK_MONOTONIC);
    usage->server = seconds_of(meter->server_clock);
    usage->redis = seconds_of(meter->redis_clock);
    usage->self = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    usage->machine = machine_seconds();
}

struct usage usage_between(const struct usage *from, const struct usage *to)
{
    return (struct usage){.clock = to->clock - from->clock,
                          .server = to->server - from->server,
                          .redis = to->redis - from->redis,
                          .self = to->self - from->self,
                          .machine = to->machine - from->machine};
}

double usage_others(const struct usage *usage)
{
    double others = usage->machine - usage->server - usage->redis - usage->self;

    return others > 0 ? others : 0;
}

long meter_rss_kb(pid_t pid)
{
    char path[32], line[256];
    long rss = 0;
    FILE *file;

    snprintf(path, sizeof path, "/proc/%d/status", (int)pid);
    file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, "VmRSS:", 6) == 0)
            rss = strtol(line + 6, NULL, 10);
    if (file)
        fclose(file);
    return rss;
}
