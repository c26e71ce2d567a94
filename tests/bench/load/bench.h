/* One run of the bench: its settings, and the phases that it goes through. */
#ifndef LOAD_BENCH_H
#define LOAD_BENCH_H

#include <stdbool.h>
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
    size_t pairs, counsellors, capacity, idle, offers; /* offers: to measure, at low and at full load */
    const char *desks[32];
    size_t desk_count;
    const char *chains[32]; /* one for each desk */
    size_t chain_count;
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

/* Messages at random times, so many a second, in the talks from place `first` on. */
struct flow {
    uint64_t random;
    double gap_ns, next_ns;
    size_t first;
    bool measured; /* their lateness is kept */
};

struct flow flow_of(double rate, size_t first);

/* Says what is due. */
void flow_on(struct bench *bench, struct flow *flow);

/* Each phase prints what it has measured; their order is that of run_pass() in main.c. */
void phase_idle(struct bench *bench);
void phase_handshakes(struct bench *bench);
void phase_sign_in(struct bench *bench);
void phase_visitors(struct bench *bench);
void phase_pairing(struct bench *bench);
void phase_saturation(struct bench *bench);
void phase_rate(struct bench *bench, unsigned rate);
void phase_transfers(struct bench *bench);
void phase_offers(struct bench *bench);

/* Calls `count` parties, `at_once` of them under way, and waits until they are ready. */
void call_all(struct bench *bench, size_t count, size_t at_once,
              void (*call)(struct world *, size_t));

/* Ends the talks from place `first` on, and frees the counsellors' places. */
void phase_end(struct bench *bench, size_t first);

#endif
