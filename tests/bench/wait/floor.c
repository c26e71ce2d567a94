#include "floor.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MINUTE_MS 60000.0

static void *grown(void *list, int *room, size_t size)
{
    *room = *room ? 2 * *room : 256;
    void *bigger = realloc(list, (size_t)*room * size);
    if (!bigger) {
        fputs("veer-wait: out of memory\n", stderr);
        exit(2);
    }
    return bigger;
}

int floor_enter(struct floor *floor, const struct visitor *visitor)
{
    if (floor->visitor_count == floor->visitor_room)
        floor->visitors = grown(floor->visitors, &floor->visitor_room, sizeof *floor->visitors);
    floor->visitors[floor->visitor_count] = *visitor;
    return floor->visitor_count++;
}

/* Lines ----------------------------------------------------------------------------------------*/

static bool goes_before(const struct visitor *a, const struct visitor *b)
{
    return a->class != b->class ? a->class < b->class : a->arrived < b->arrived;
}

void floor_wait(struct floor *floor, int visitor)
{
    struct visitor *v = &floor->visitors[visitor];
    struct line *line = &floor->lines[v->desk];
    struct measure *measure = &floor->measures[v->desk];
    measure_waiting(measure, floor->now, line->count);
    if (line->count == line->room)
        line->visitors = grown(line->visitors, &line->room, sizeof *line->visitors);
    int i = line->count++;
    for (; i > 0 && goes_before(v, &floor->visitors[line->visitors[i - 1]]); i--)
        line->visitors[i] = line->visitors[i - 1];
    line->visitors[i] = visitor;
    v->waiting = true;
}

static int place_in(const struct line *line, int visitor)
{
    int i = 0;
    while (line->visitors[i] != visitor)
        i++;
    return i;
}

void floor_leave(struct floor *floor, int visitor)
{
    struct visitor *v = &floor->visitors[visitor];
    struct line *line = &floor->lines[v->desk];
    int i = place_in(line, visitor);
    line->count--;
    memmove(line->visitors + i, line->visitors + i + 1,
            (size_t)(line->count - i) * sizeof *line->visitors);
    v->waiting = false;
}

/* Pairing --------------------------------------------------------------------------------------*/

static bool works_for(const struct counsellor *c, int desk)
{
    return c->on && c->shift->desks >> desk & 1;
}

static int free_places(const struct floor *floor, const struct counsellor *c)
{
    bool may = c->on && !c->paused && !c->asked && floor->now >= c->breather_until;
    return may && c->load < c->shift->capacity ? c->shift->capacity - c->load : 0;
}

static bool fits(const struct counsellor *c, const struct visitor *v)
{
    return works_for(c, v->desk) && (!v->skilled || c->shift->skilled);
}

static bool declined(const struct floor *floor, const struct visitor *v, int counsellor)
{
    return v->declined_by == counsellor && floor->now < v->again;
}

/* The best waiting visitor for this counsellor, or -1. */
static int best_for(const struct floor *floor, int counsellor)
{
    int best = -1;
    for (int desk = 0; desk < floor->workload->desk_count; desk++) {
        const struct line *line = &floor->lines[desk];
        for (int i = 0; i < line->count; i++) {
            const struct visitor *v = &floor->visitors[line->visitors[i]];
            if (!fits(&floor->staff[counsellor], v) || declined(floor, v, counsellor))
                continue;
            if (best < 0 || goes_before(v, &floor->visitors[best]))
                best = line->visitors[i];
            break;
        }
    }
    return best;
}

int floor_busy(const struct floor *floor, int desk)
{
    int busy = 0;
    for (int i = 0; i < floor->staff_count; i++) {
        const struct counsellor *c = &floor->staff[i];
        if (works_for(c, desk) && !c->paused)
            busy += c->shift->capacity - free_places(floor, c);
    }
    return busy;
}

static void offer(struct floor *floor, int counsellor, int visitor)
{
    const struct workload *workload = floor->workload;
    struct counsellor *c = &floor->staff[counsellor];
    struct visitor *v = &floor->visitors[visitor];
    measure_taken(&floor->measures[v->desk], floor->now, floor_busy(floor, v->desk) + 1,
                  floor->now - v->arrived);
    floor_leave(floor, visitor);
    v->offered = floor->now;
    c->load++;
    c->asked = true;
    bool on_call = c->shift->on_call;
    double most = on_call ? workload->offer_most_on_call : workload->offer_most;
    double answer = chance_lognormal(&floor->chance,
                                     on_call ? workload->answer_on_call : workload->answer, 0.8);
    bool no = answer >= most || chance_happens(&floor->chance, workload->decline_share);
    events_add(&floor->events, (struct event){floor->now + fmin(answer, most) * MINUTE_MS,
                                              no ? DECLINE : ANSWER, visitor, counsellor});
}

/* The longest idle with a free place for whom somebody waits, regular before on call; or -1. */
static int next_free(const struct floor *floor, int *visitor)
{
    int found = -1;
    for (int i = 0; i < floor->staff_count; i++) {
        const struct counsellor *c = &floor->staff[i];
        if (free_places(floor, c) == 0)
            continue;
        const struct counsellor *so_far = found < 0 ? NULL : &floor->staff[found];
        bool better = !so_far || (c->shift->on_call == so_far->shift->on_call
                                      ? c->idle_since < so_far->idle_since
                                      : !c->shift->on_call);
        int best = better ? best_for(floor, i) : -1;
        if (best >= 0) {
            found = i;
            *visitor = best;
        }
    }
    return found;
}

void floor_match(struct floor *floor)
{
    int visitor = -1;
    for (int counsellor; (counsellor = next_free(floor, &visitor)) >= 0;)
        offer(floor, counsellor, visitor);
}

/* Estimates ------------------------------------------------------------------------------------*/

/* Places of the desk: of all, of those not on pause, and of those who can serve this visitor. */
static void count_places(const struct floor *floor, const struct visitor *v, int *all, int *serving,
                         int *fitting)
{
    *all = *serving = *fitting = 0;
    for (int i = 0; i < floor->staff_count; i++) {
        const struct counsellor *c = &floor->staff[i];
        if (!works_for(c, v->desk))
            continue;
        *all += c->shift->capacity;
        if (!c->paused)
            *serving += c->shift->capacity;
        if (!c->paused && fits(c, v))
            *fitting += c->shift->capacity;
    }
}

static void tell(struct visitor *v, enum estimator estimator, double ms)
{
    v->sample.ms[estimator] = ms;
    v->sample.shown[estimator] = score_class(ms);
}

void floor_estimate(struct floor *floor, int visitor)
{
    struct visitor *v = &floor->visitors[visitor];
    const struct line *line = &floor->lines[v->desk];
    const struct measure *measure = &floor->measures[v->desk];
    int all, serving, fitting, own = 0, others = 0, place = place_in(line, visitor);
    count_places(floor, v, &all, &serving, &fitting);
    for (int i = 0; i < place; i++) {
        if (floor->visitors[line->visitors[i]].skilled == v->skilled)
            own++;
        else
            others++;
    }
    struct estimate_pace pace = measure_pace(measure, floor->now, fitting);
    if (v->class < CLASS_NEW)
        pace.first_ms = 0;
    int ahead = own + (serving > 0 ? (int)round((double)others * fitting / serving) : others);
    struct estimate ours = estimate_wait(&pace, ahead);
    tell(v, OURS, (double)ours.ms);
    v->sample.shown[OURS] = ours.wait;
    tell(v, BY_PLACE, (own + 1) * measure->service);
    tell(v, BY_SERVERS, (own + 1) * measure->service / all);
    tell(v, LAST_WAIT, measure->last_wait);
    int head = line->visitors[0];
    tell(v, HEAD_OF_LINE, head == visitor ? 0 : floor->now - floor->visitors[head].arrived);
    v->judged = fitting > 0;
}
