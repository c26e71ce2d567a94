/* The steps of a conversation, many at a time: signing in, pairing, transfer, end. */
#include <stdio.h>

#include "bench.h"

#define SIGN_INS_AT_ONCE 8
#define CALLS_AT_ONCE 64
#define AT_ONCE 32 /* pairings or transfers under way */
#define PATIENCE_NS (20 * UINT64_C(1000000000))

/* Things that are begun one after the other, a bounded number under way. */
struct batch {
    struct bench *bench;
    size_t begun, done, wanted;
};

static void run(struct batch *batch, size_t at_once, void (*begin)(struct batch *, size_t))
{
    uint64_t end_ns = loop_now_ns() + PATIENCE_NS;

    while (batch->done < batch->wanted && loop_now_ns() < end_ns) {
        while (batch->begun < batch->wanted && batch->begun - batch->done < at_once)
            begin(batch, batch->begun++);
        loop_turn(batch->bench->loop, 10);
    }
}

static void add_latency(struct batch *batch, uint64_t began_ns)
{
    histogram_add(&batch->bench->latency, loop_now_ns() - began_ns);
    batch->done++;
}

static void print(const struct batch *batch, const struct stretch *stretch, const char *phase)
{
    char latency[256];

    bench_latency(batch->bench, latency, sizeof latency);
    stretch_print(batch->bench, stretch, phase, batch->done, ",\"failed\":%zu%s",
                  batch->wanted - batch->done, latency);
}

/* Coming ------------------------------------------------------------------------------------ */

void call_all(struct bench *bench, size_t count, size_t at_once,
              void (*call)(struct world *, size_t))
{
    struct world *world = bench->world;
    uint64_t end_ns = loop_now_ns() + 3 * PATIENCE_NS;
    size_t called = 0, before = world->ready;

    while (world->ready - before < count && loop_now_ns() < end_ns) {
        while (called < count && called - (world->ready - before) < at_once)
            call(world, called++);
        loop_turn(bench->loop, 10);
    }
}

void phase_sign_in(struct bench *bench)
{
    struct stretch stretch;
    size_t wanted = bench->settings->counsellors;

    stretch_begin(bench, &stretch);
    call_all(bench, wanted, SIGN_INS_AT_ONCE, world_call_counsellor);
    stretch_end(bench, &stretch);
    stretch_print(bench, &stretch, "sign_in", bench->world->ready, ",\"failed\":%zu",
                  wanted - bench->world->ready);
}

void phase_visitors(struct bench *bench)
{
    world_forget_visitors(bench->world);
    call_all(bench, bench->settings->pairs, CALLS_AT_ONCE, world_call_visitor);
    world_settle(bench->world, 5000);
}

/* Pairing ----------------------------------------------------------------------------------- */

/* The talk has no name yet when a visitor enters: the batch keeps when that was with the visitor's
 * place. */
static void begin_pairing(struct batch *batch, size_t place)
{
    struct party *visitor = &batch->bench->world->visitors[place];

    visitor->entered_ns = loop_now_ns();
    world_enter(visitor);
}

static void on_paired(void *context, struct talk *talk)
{
    add_latency(context, talk->visitor->entered_ns);
}

void phase_pairing(struct bench *bench)
{
    struct batch batch = {.bench = bench, .wanted = bench->settings->pairs};
    struct stretch stretch;

    histogram_clear(&bench->latency);
    bench->world->watcher = (struct watcher){.paired = on_paired, .context = &batch};
    stretch_begin(bench, &stretch);
    run(&batch, AT_ONCE, begin_pairing);
    stretch_end(bench, &stretch);
    bench->world->watcher = (struct watcher){0};
    world_settle(bench->world, 5000);
    print(&batch, &stretch, "pairing");
}

/* Transfer ---------------------------------------------------------------------------------- */

static void begin_transfer(struct batch *batch, size_t place)
{
    struct talk *talk = &batch->bench->world->talks[place];

    if (!talk->paired)
        return;
    talk->began_ns = loop_now_ns();
    world_ask(batch->bench->world, talk);
}

static void on_transferred(void *context, struct talk *talk)
{
    add_latency(context, talk->began_ns);
}

void phase_transfers(struct bench *bench)
{
    struct world *world = bench->world;
    struct batch batch = {.bench = bench, .wanted = world->talk_count / 2};
    struct stretch stretch;

    phase_end(bench, batch.wanted); /* the receivers need places */
    histogram_clear(&bench->latency);
    world->watcher = (struct watcher){.transferred = on_transferred, .context = &batch};
    stretch_begin(bench, &stretch);
    run(&batch, AT_ONCE, begin_transfer);
    stretch_end(bench, &stretch);
    world->watcher = (struct watcher){0};
    world_settle(world, 5000);
    print(&batch, &stretch, "transfer");
}

/* End --------------------------------------------------------------------------------------- */

static void wrap_up_all(struct bench *bench)
{
    struct world *world = bench->world;

    for (size_t i = 0; i < world->talk_count; i++)
        for (size_t j = 1; j < SEATS; j++)
            if (world->talks[i].seats[j].wrapping)
                world_wrap_up(&world->talks[i], &world->talks[i].seats[j]);
}

static size_t owners_left(const struct world *world, size_t first)
{
    size_t left = 0;

    for (size_t i = first; i < world->talk_count; i++)
        left += world->talks[i].owner && !world->talks[i].wrapped;
    return left;
}

void phase_end(struct bench *bench, size_t first)
{
    struct world *world = bench->world;
    uint64_t end_ns = loop_now_ns() + PATIENCE_NS;

    for (size_t i = first; i < world->talk_count; i++)
        if (world->talks[i].visitor && !world->talks[i].ended)
            world_end(&world->talks[i]);
    while (owners_left(world, first) > 0 && loop_now_ns() < end_ns) {
        loop_turn(bench->loop, 10);
        wrap_up_all(bench);
    }
    world_settle(world, 5000);
}
