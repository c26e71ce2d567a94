/* From "a place is free" to "the offer is shown": a counsellor wraps up and says that he is ready,
 * while others wait. Every place is taken before, so that he is the one who is asked. */
#include <stdio.h>

#include "bench.h"

#define CALLS_AT_ONCE 64
#define AT_ONCE 32 /* at full load */
#define FULL .5    /* of the messages that were reached as fast as it goes */
#define EACH 15    /* messages a second in one talk at most: the server limits a connection */
#define PATIENCE_NS (30 * UINT64_C(1000000000))
#define PAUSE_NS (20 * UINT64_C(1000000)) /* at low load, between two of them */

struct freeing {
    struct bench *bench;
    struct talk *ending[AT_ONCE]; /* whose owner has not wrapped up yet */
    size_t next;                  /* place of the next talk to end */
    size_t begun, done, wanted;
};

static void on_offered(void *context, struct party *counsellor)
{
    struct freeing *freeing = context;

    histogram_add(&freeing->bench->latency, loop_now_ns() - counsellor->freed_ns);
    freeing->done++;
}

static bool is_ending(const struct freeing *freeing, const struct party *counsellor)
{
    for (size_t i = 0; i < AT_ONCE; i++)
        if (freeing->ending[i] && freeing->ending[i]->owner->party == counsellor)
            return true;
    return counsellor->freed_ns != 0;
}

/* Ends a talk whose counsellor has nothing else of the kind under way. */
static void begin_one(struct freeing *freeing, struct talk **free_place)
{
    struct talk *talk = &freeing->bench->world->talks[freeing->next];

    if (!talk->owner || talk->ended || is_ending(freeing, talk->owner->party))
        return;
    *free_place = talk;
    freeing->next++;
    freeing->begun++;
    world_end(talk);
}

/* Whoever has seen the end wraps up: from here on the time runs. */
static void turn(struct freeing *freeing, size_t at_once)
{
    for (size_t i = 0; i < at_once; i++) {
        struct talk **place = &freeing->ending[i];
        if (*place && (*place)->owner->wrapping) {
            (*place)->owner->party->freed_ns = loop_now_ns();
            world_wrap_up(*place, (*place)->owner);
            *place = NULL;
        }
        if (!*place && freeing->begun < freeing->wanted &&
            freeing->begun - freeing->done < at_once)
            begin_one(freeing, place);
    }
}

/* What is under way is answered, and read. */
static void wait_for_all(struct bench *bench, const struct tally *before)
{
    const struct tally *tally = &bench->world->tally;
    uint64_t end_ns = loop_now_ns() + PATIENCE_NS;

    world_settle(bench->world, 5000);
    while (tally->delivered - before->delivered < tally->said - before->said &&
           loop_now_ns() < end_ns)
        loop_turn(bench->loop, 10);
}

static void measure(struct freeing *freeing, const char *phase, size_t at_once, struct flow *flow)
{
    struct bench *bench = freeing->bench;
    uint64_t end_ns = loop_now_ns() + PATIENCE_NS, pause_ns = 0;
    struct stretch stretch;
    char latency[256];

    freeing->begun = freeing->done = 0;
    freeing->wanted = bench->settings->offers;
    histogram_clear(&bench->latency);
    bench->world->watcher = (struct watcher){.offered = on_offered, .context = freeing};
    stretch_begin(bench, &stretch);
    while (freeing->done < freeing->wanted && loop_now_ns() < end_ns) {
        size_t done = freeing->done;
        if (flow)
            flow_on(bench, flow);
        if (loop_now_ns() >= pause_ns)
            turn(freeing, at_once);
        loop_turn(bench->loop, flow ? 0 : 1);
        if (!flow && freeing->done > done)
            pause_ns = loop_now_ns() + PAUSE_NS;
    }
    stretch_end(bench, &stretch);
    bench->world->watcher = (struct watcher){0};
    wait_for_all(bench, &stretch.tally);
    bench_latency(bench, latency, sizeof latency);
    stretch_print(bench, &stretch, phase, freeing->done, ",\"failed\":%zu%s",
                  freeing->wanted - freeing->done, latency);
}

static size_t active_talks(const struct world *world)
{
    size_t active = 0;

    for (size_t i = 0; i < world->talk_count; i++)
        active += world->talks[i].paired;
    return active;
}

/* All places are taken, and then as many come to wait as offers are to be made. */
static bool fill(struct bench *bench)
{
    struct world *world = bench->world;
    size_t places = bench->settings->counsellors * bench->settings->capacity;
    uint64_t end_ns = loop_now_ns() + PATIENCE_NS;

    world_forget_visitors(world);
    call_all(bench, world->visitor_count, CALLS_AT_ONCE, world_call_visitor);
    for (size_t i = 0; i < world->visitor_count && loop_now_ns() < end_ns; i++) {
        while (i >= places && active_talks(world) < places && loop_now_ns() < end_ns)
            loop_turn(bench->loop, 10);
        world_enter(&world->visitors[i]);
        loop_turn(bench->loop, i % CALLS_AT_ONCE == 0 ? 10 : 0);
    }
    world_settle(world, 5000);
    return active_talks(world) == places;
}

void phase_offers(struct bench *bench)
{
    struct freeing freeing = {.bench = bench};

    if (!fill(bench)) {
        fputs("veer-load: not all places were taken\n", stderr);
        return;
    }
    measure(&freeing, "offer_low", 1, NULL);
    /* Messages are said in the talks that go on: those behind the ones that are ended. */
    size_t first = 2 * bench->settings->offers;
    double most = EACH * (double)(active_talks(bench->world) - first);
    double rate = bench->saturation * FULL;
    struct flow flow = flow_of(rate < most ? rate : most, first);
    measure(&freeing, "offer_full", AT_ONCE, &flow);
    phase_end(bench, 0);
}
