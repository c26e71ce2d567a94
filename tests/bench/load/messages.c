/* Messages: as fast as the server goes, and at a fixed rate. */
#include <math.h>
#include <stdio.h>

#include "bench.h"

#define WARM_NS UINT64_C(1000000000)
#define DRAIN_NS (5 * UINT64_C(1000000000))
#define REST_NS (5 * UINT64_C(1000000)) /* between two looks at those who rest */
#define SENDS_AT_ONCE 64
#define TRIES 16
#define VISITOR_SHARE 0.67 /* a counsellor's connection carries all of his talks */

struct talking {
    struct bench *bench;
    bool closed_loop, measured;
    uint64_t delivered; /* while measured */
};

static void on_delivered(void *context, struct talk *talk, struct seat *sender,
                         uint64_t intended_ns)
{
    struct talking *talking = context;
    uint64_t now_ns = loop_now_ns();

    if (talking->measured) {
        talking->delivered++;
        histogram_add(&talking->bench->latency, now_ns > intended_ns ? now_ns - intended_ns : 0);
    }
    if (talking->closed_loop)
        sender->resting = !world_say(talking->bench->world, talk, sender, now_ns);
}

/* A double from 0 to 1, neither of them. */
static double next_random(struct flow *flow)
{
    flow->random ^= flow->random << 13;
    flow->random ^= flow->random >> 7;
    flow->random ^= flow->random << 17;
    return ((double)(flow->random >> 12) + 0.5) / (double)(UINT64_C(1) << 52);
}

static void begin(struct bench *bench, struct talking *talking)
{
    histogram_clear(&bench->latency);
    histogram_clear(&bench->lateness);
    bench->world->watcher = (struct watcher){.delivered = on_delivered, .context = talking};
}

/* Waits for what is under way; then everything that was said must be acknowledged and read. */
static void finish(struct bench *bench, struct talking *talking, const struct stretch *stretch,
                   const struct stretch *whole, const char *phase)
{
    struct tally *tally = &bench->world->tally;
    const struct tally *before = &whole->tally;
    uint64_t end_ns = loop_now_ns() + DRAIN_NS;
    char latency[256];

    talking->closed_loop = talking->measured = false;
    while ((tally->replies < tally->requests ||
            tally->delivered - before->delivered < tally->said - before->said) &&
           loop_now_ns() < end_ns)
        loop_turn(bench->loop, 10);
    bench->world->watcher = (struct watcher){0};
    bench_latency(bench, latency, sizeof latency);
    struct stretch printed = *stretch;
    printed.tally = whole->tally;
    stretch_print(bench, &printed, phase, talking->delivered, "%s", latency);
}

/* As fast as it goes ------------------------------------------------------------------------ */

static void wake_resting(struct bench *bench, struct talk *talk)
{
    for (size_t i = 0; i < SEATS; i++) {
        struct seat *seat = &talk->seats[i];
        if (seat->resting)
            seat->resting = !world_say(bench->world, talk, seat, loop_now_ns());
    }
}

static void talk_until(struct bench *bench, uint64_t end_ns)
{
    uint64_t looked_ns = 0, now_ns;

    while ((now_ns = loop_now_ns()) < end_ns) {
        if (now_ns - looked_ns > REST_NS) {
            looked_ns = now_ns;
            for (size_t i = 0; i < bench->world->talk_count; i++)
                wake_resting(bench, &bench->world->talks[i]);
        }
        loop_turn(bench->loop, 5);
    }
}

/* Whoever rests is woken by the next look at him and says his first record. */
static void let_all_rest(struct world *world, bool resting)
{
    for (size_t i = 0; i < world->talk_count; i++) {
        struct talk *talk = &world->talks[i];
        talk->seats[0].resting = resting && talk->owner;
        if (talk->owner)
            talk->owner->resting = resting;
    }
}

void phase_saturation(struct bench *bench)
{
    struct talking talking = {.bench = bench, .closed_loop = true};
    struct world *world = bench->world;
    struct stretch stretch, whole;

    begin(bench, &talking);
    stretch_begin(bench, &whole);
    let_all_rest(world, true);
    talk_until(bench, loop_now_ns() + WARM_NS);
    talking.measured = true;
    stretch_begin(bench, &stretch);
    talk_until(bench, loop_now_ns() + bench->settings->seconds * UINT64_C(1000000000));
    stretch_end(bench, &stretch);
    let_all_rest(world, false);
    bench->saturation = (double)talking.delivered / (stretch.to.clock - stretch.from.clock);
    finish(bench, &talking, &stretch, &whole, "saturation");
}

/* At a fixed rate --------------------------------------------------------------------------- */

static void say_one(struct bench *bench, struct flow *flow, uint64_t intended_ns)
{
    struct world *world = bench->world;
    size_t talks = world->talk_count - flow->first;

    for (unsigned i = 0; i < TRIES && talks > 0; i++) {
        size_t place = flow->first + (size_t)(next_random(flow) * (double)talks);
        struct talk *talk = &world->talks[place];
        struct seat *seat = next_random(flow) < VISITOR_SHARE ? &talk->seats[0] : talk->owner;
        if (!seat || !talk->owner || !world_say(world, talk, seat, intended_ns))
            continue;
        if (flow->measured)
            histogram_add(&bench->lateness, loop_now_ns() - intended_ns);
        return;
    }
    world_count_error(world, (struct slice){"nobody_may_speak", 16});
}

struct flow flow_of(double rate, size_t first)
{
    uint64_t now_ns = loop_now_ns();

    return (struct flow){
        .random = now_ns | 1, .gap_ns = 1e9 / rate, .next_ns = (double)now_ns, .first = first};
}

void flow_on(struct bench *bench, struct flow *flow)
{
    double now_ns = (double)loop_now_ns();

    for (unsigned i = 0; i < SENDS_AT_ONCE && flow->next_ns <= now_ns; i++) {
        say_one(bench, flow, (uint64_t)flow->next_ns);
        flow->next_ns += -log(next_random(flow)) * flow->gap_ns;
    }
}

/* The times of the messages do not depend on the answers: what the server delays is counted from
 * when a message should have gone. */
void phase_rate(struct bench *bench, unsigned rate)
{
    struct talking talking = {.bench = bench};
    struct flow flow = flow_of(rate, 0);
    struct stretch stretch = {0}, whole;
    char phase[32];

    snprintf(phase, sizeof phase, "rate_%u", rate);
    begin(bench, &talking);
    stretch_begin(bench, &whole);
    uint64_t warm_ns = loop_now_ns() + WARM_NS, now_ns;
    uint64_t end_ns = warm_ns + bench->settings->seconds * UINT64_C(1000000000);
    while ((now_ns = loop_now_ns()) < end_ns) {
        if (!talking.measured && now_ns >= warm_ns) {
            talking.measured = flow.measured = true;
            stretch_begin(bench, &stretch);
        }
        flow_on(bench, &flow);
        loop_turn(bench->loop, 0);
    }
    stretch_end(bench, &stretch);
    finish(bench, &talking, &stretch, &whole, phase);
}
