/* Connections of visitors who only said hello: how many, how fast, how large. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"

#define UNDER_WAY 64 /* handshakes at once */
#define PATIENCE_NS (30 * UINT64_C(1000000000))
#define REST_NS (500 * UINT64_C(1000000))

struct crowd {
    uint64_t greeted, lost;
};

struct stranger {
    struct crowd *crowd;
    struct link *link;
    bool greeted;
};

static void on_opened(void *context)
{
    static const char hello[] = "{\"type\":\"hello\",\"id\":\"stranger-1\",\"role\":\"visitor\"}";
    struct stranger *stranger = context;

    link_send(stranger->link, hello, sizeof hello - 1);
}

static void on_text(void *context, const char *text, size_t length)
{
    struct stranger *stranger = context;

    if (stranger->greeted || !memmem(text, length, "\"done\"", 6))
        return;
    stranger->greeted = true;
    stranger->crowd->greeted++;
}

static void on_closed(void *context, unsigned code)
{
    struct stranger *stranger = context;

    (void)code;
    stranger->link = NULL;
    stranger->crowd->lost++;
}

static void call(struct bench *bench, struct stranger *stranger)
{
    const struct link_events events = {
        .opened = on_opened, .text = on_text, .closed = on_closed};

    stranger->greeted = false;
    stranger->link = link_open(bench->loop, &events, stranger);
    if (!stranger->link)
        stranger->crowd->lost++;
}

static void hang_up(struct stranger *stranger)
{
    if (stranger->link)
        link_close(stranger->link);
    stranger->link = NULL;
}

static void rest(struct bench *bench, uint64_t rest_ns)
{
    uint64_t end_ns = loop_now_ns() + rest_ns;

    while (loop_now_ns() < end_ns)
        loop_turn(bench->loop, 10);
}

/* Connects strangers until there are `wanted` of them. */
static void gather(struct bench *bench, struct stranger *strangers, size_t *called, size_t wanted)
{
    struct crowd *crowd = strangers->crowd;
    uint64_t end_ns = loop_now_ns() + PATIENCE_NS;

    while (crowd->greeted + crowd->lost < wanted && loop_now_ns() < end_ns) {
        while (*called < wanted && *called - crowd->greeted - crowd->lost < UNDER_WAY)
            call(bench, &strangers[(*called)++]);
        loop_turn(bench->loop, 10);
    }
}

void phase_idle(struct bench *bench)
{
    size_t wanted = bench->settings->idle, called = 0;
    struct crowd crowd = {0};
    struct stranger *strangers = calloc(wanted + 1, sizeof *strangers);

    for (size_t i = 0; strangers && i <= wanted; i++)
        strangers[i].crowd = &crowd;
    for (unsigned half = 1; strangers && half <= 2; half++) {
        struct stretch stretch;
        size_t goal = wanted * half / 2, before = called;
        stretch_begin(bench, &stretch);
        gather(bench, strangers, &called, goal);
        stretch_end(bench, &stretch);
        rest(bench, REST_NS);
        stretch_print(bench, &stretch, half == 1 ? "idle_first" : "idle_second", goal - before,
                      ",\"there\":%zu,\"failed\":%zu", (size_t)crowd.greeted, (size_t)crowd.lost);
    }
    for (size_t i = 0; strangers && i < called; i++)
        hang_up(&strangers[i]);
    rest(bench, REST_NS);
    free(strangers);
}

void phase_handshakes(struct bench *bench)
{
    uint64_t end_ns = loop_now_ns() + bench->settings->seconds * UINT64_C(1000000000);
    struct crowd crowd = {0};
    struct stranger strangers[UNDER_WAY];
    struct stretch stretch;

    for (size_t i = 0; i < UNDER_WAY; i++) {
        strangers[i] = (struct stranger){.crowd = &crowd};
        call(bench, &strangers[i]);
    }
    stretch_begin(bench, &stretch);
    while (loop_now_ns() < end_ns) {
        loop_turn(bench->loop, 10);
        for (size_t i = 0; i < UNDER_WAY; i++) {
            if (strangers[i].link && !strangers[i].greeted)
                continue;
            hang_up(&strangers[i]);
            call(bench, &strangers[i]);
        }
    }
    stretch_end(bench, &stretch);
    for (size_t i = 0; i < UNDER_WAY; i++)
        hang_up(&strangers[i]);
    rest(bench, REST_NS);
    stretch_print(bench, &stretch, "handshakes", crowd.greeted, ",\"failed\":%zu",
                  (size_t)crowd.lost);
}
