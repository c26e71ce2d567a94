/* One run of the bench: its settings, and the phases that it goes through. */
#ifndef LOAD_BENCH_H
#define LOAD_BENCH_H

#include <stddef.h>
#include <stdint.h>

#include "histogram.h"
#include "loop.h"
#include "meter.h"
#include "world.h"

struct settings {
    uint16_t port;
    pid_t server, redis;
    unsigned seconds, passes;
    size_t pairs, counsellors, idle;
    const char *desks[32];
    size_t desk_count;
    const char *password;
    unsigned rates[8]; /* messages per second */
    size_t rate_count;
};

struct bench {
    const struct settings *settings;
    struct loop *loop;
    struct world *world; /* NULL while only strangers are connected */
    struct meter meter;
    struct histogram latency, lateness; /* nanoseconds */
    double saturation; /* messages a second, in this pass */
    unsigned pass;
};

/* A stretch of time that is measured. */
struct stretch {
    struct usage from, to;
    struct tally tally; /* at its beginning */
    long server_kb, redis_kb;
};

void stretch_begin(const struct bench *bench, struct stretch *stretch);
void stretch_end(const struct bench *bench, struct stretch *stretch);

/* Prints one line of JSON about `count` things that were done in it. `further` are further
 * members, "" or starting with a comma. */
void stretch_print(const struct bench *bench, const struct stretch *stretch, const char *phase,
                   uint64_t count, const char *further, ...)
    __attribute__((format(printf, 5, 6)));

/* Percentiles of the messages' latency, as further members. */
int bench_latency(const struct bench *bench, char *text, size_t size);

/* Each phase prints what it has measured; their order is that of run_pass() in main.c. */
void phase_idle(struct bench *bench);
void phase_handshakes(struct bench *bench);
void phase_sign_in(struct bench *bench);
void phase_visitors(struct bench *bench);
void phase_pairing(struct bench *bench);
void phase_saturation(struct bench *bench);
void phase_rate(struct bench *bench, unsigned rate);
void phase_transfers(struct bench *bench);

/* Ends the talks from place `first` on, and frees the counsellors' places. */
void phase_end(struct bench *bench, size_t first);

#endif
