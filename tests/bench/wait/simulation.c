#include "simulation.h"

#include <math.h>
#include <stdlib.h>

#include "floor.h"

#define MINUTE_MS 60000.0
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)
#define EXCLUDED_MS MINUTE_MS
#define DAY_VARIATION 0.2

static void plan(struct floor *floor, double at, int kind, int subject, int other)
{
    events_add(&floor->events, (struct event){at, kind, subject, other});
}

/* Arrivals -------------------------------------------------------------------------------------*/

static double surge_factor(const struct surge *surge, double now)
{
    double hours = now / HOUR_MS - surge->day * 24 - surge->hour;
    if (surge->times <= 1 || hours < 0)
        return 1;
    return 1 + (surge->times - 1) * exp2(-hours / surge->half_life_hours);
}

/* The next arrival at a desk, in a Poisson process whose rate goes with the hour and the surge. */
static void plan_arrival(struct floor *floor, int desk, double from, double until,
                         double day_factor)
{
    const struct workload *workload = floor->workload;
    double most = workload->per_hour[desk] * day_factor * fmax(workload->surge.times, 1);
    for (double at = from; most > 0;) {
        at += chance_exponential(&floor->chance, HOUR_MS / most);
        if (at >= until)
            return;
        double hour = fmod(at, DAY_MS) / HOUR_MS;
        double rate = workload->per_hour[desk] * day_factor * workload->hours[(int)hour] *
                      surge_factor(&workload->surge, at);
        if (chance_happens(&floor->chance, rate / most))
            plan(floor, at, ARRIVE, desk, 0);
    }
}

static enum visitor_class some_class(struct floor *floor)
{
    const struct workload *workload = floor->workload;
    double x = chance_uniform(&floor->chance);
    if ((x -= workload->lost_share) < 0)
        return CLASS_LOST;
    if ((x -= workload->acute_share) < 0)
        return CLASS_ACUTE;
    if ((x -= workload->transfer_share) < 0)
        return CLASS_TRANSFERRED;
    return CLASS_NEW;
}

static bool lets_in(const struct floor *floor, int desk, bool skilled)
{
    const struct workload *workload = floor->workload;
    double hour = fmod(floor->now, DAY_MS) / HOUR_MS;
    if (hour < workload->opens || hour >= workload->closes - workload->stop_minutes / 60)
        return false;
    if (floor->lines[desk].count >= workload->queue_max)
        return false;
    for (int i = 0; i < floor->staff_count; i++) {
        const struct counsellor *c = &floor->staff[i];
        if (c->on && c->shift->desks >> desk & 1 && (!skilled || c->shift->skilled))
            return true;
    }
    return false;
}

static void arrive(struct floor *floor, int desk)
{
    const struct workload *workload = floor->workload;
    struct chance *chance = &floor->chance;
    struct visitor visitor = {
        .desk = desk,
        .class = some_class(floor),
        .skilled = chance_happens(chance, workload->skilled_share),
        .arrived = floor->now,
        .gives_up = floor->now + chance_exponential(chance, workload->patience * MINUTE_MS),
        .talk = MINUTE_MS * chance_lognormal(chance, workload->talk, workload->talk_variation),
        .wrap_up = MINUTE_MS *
                   fmin(chance_lognormal(chance, workload->wrap_up, workload->wrap_up_variation),
                        workload->wrap_up_most),
        .declined_by = -1,
        .sample.patient = chance_happens(chance, workload->patient_share),
    };
    if (!lets_in(floor, desk, visitor.skilled))
        return;
    int id = floor_enter(floor, &visitor);
    if (visitor.class < CLASS_NEW)
        measure_first(&floor->measures[desk], floor->now);
    floor_wait(floor, id);
    if (!visitor.sample.patient)
        plan(floor, visitor.gives_up, GIVE_UP, id, 0);
    floor_match(floor);
    if (floor->visitors[id].waiting)
        floor_estimate(floor, id);
}

/* Visitors -------------------------------------------------------------------------------------*/

static void give_up(struct floor *floor, int visitor)
{
    const struct visitor *v = &floor->visitors[visitor];
    if (!v->waiting)
        return;
    measure_gave_up(&floor->measures[v->desk], floor->now, floor_busy(floor, v->desk),
                    floor->now - v->arrived);
    floor_leave(floor, visitor);
}

static void accept(struct floor *floor, int visitor, int counsellor)
{
    struct visitor *v = &floor->visitors[visitor];
    struct measure *measure = &floor->measures[v->desk];
    floor->staff[counsellor].asked = false;
    v->sample.real_ms = floor->now - v->arrived;
    if (v->judged)
        samples_add(floor->samples, &v->sample);
    measure_answered(measure, floor->now - v->offered);
    measure->last_wait = v->sample.real_ms;
    plan(floor, floor->now + v->talk, TALK_OVER, visitor, counsellor);
    floor_match(floor);
}

static void decline(struct floor *floor, int visitor, int counsellor)
{
    struct visitor *v = &floor->visitors[visitor];
    struct counsellor *c = &floor->staff[counsellor];
    c->asked = false;
    c->load--;
    c->idle_since = floor->now;
    measure_returned(&floor->measures[v->desk]);
    v->declined_by = counsellor;
    v->again = floor->now + EXCLUDED_MS;
    floor_wait(floor, visitor);
    plan(floor, v->again, LOOK, 0, 0);
    if (v->gives_up <= floor->now && !v->sample.patient)
        give_up(floor, visitor);
    floor_match(floor);
}

static void talk_over(struct floor *floor, int visitor, int counsellor)
{
    const struct visitor *v = &floor->visitors[visitor];
    measure_served(&floor->measures[v->desk], v->talk);
    plan(floor, floor->now + v->wrap_up, WRAP_UP_OVER, visitor, counsellor);
}

static void wrap_up_over(struct floor *floor, int counsellor)
{
    struct counsellor *c = &floor->staff[counsellor];
    c->load--;
    c->idle_since = floor->now;
    c->breather_until = floor->now + floor->workload->breather * MINUTE_MS;
    plan(floor, c->breather_until, LOOK, 0, 0);
}

/* Counsellors ----------------------------------------------------------------------------------*/

static void plan_shifts(struct floor *floor, double day)
{
    const struct workload *workload = floor->workload;
    for (int i = 0; i < floor->staff_count; i++) {
        const struct shift *shift = floor->staff[i].shift;
        if (!shift->on_call && chance_happens(&floor->chance, workload->absent_share))
            continue;
        double late = chance_exponential(&floor->chance, 3 * MINUTE_MS);
        double more = shift->to >= workload->closes && workload->closes < 24
                          ? workload->serve_on_minutes * MINUTE_MS
                          : 0;
        plan(floor, day + shift->from * HOUR_MS + late, ON, i, 0);
        plan(floor, day + shift->to * HOUR_MS + more, OFF, i, 0);
    }
}

static void start_day(struct floor *floor, int day)
{
    const struct workload *workload = floor->workload;
    double begins = day * DAY_MS;
    double factor = chance_lognormal(&floor->chance, 1, DAY_VARIATION);
    plan_shifts(floor, begins);
    for (int desk = 0; desk < workload->desk_count; desk++)
        plan_arrival(floor, desk, begins, begins + DAY_MS, factor);
    if (workload->closes < 24)
        plan(floor, begins + workload->closes * HOUR_MS + workload->serve_on_minutes * MINUTE_MS,
             CLOSE, 0, 0);
    if (day + 1 < workload->days)
        plan(floor, begins + DAY_MS, DAY, day + 1, 0);
}

static void set_duty(struct floor *floor, int counsellor, bool on)
{
    struct counsellor *c = &floor->staff[counsellor];
    const struct workload *workload = floor->workload;
    c->on = on;
    c->paused = false;
    c->idle_since = floor->now;
    if (on && !c->shift->on_call)
        plan(floor,
             floor->now + chance_exponential(&floor->chance, workload->pause_every * MINUTE_MS),
             PAUSE, counsellor, 0);
}

static void set_pause(struct floor *floor, int counsellor, bool paused)
{
    struct counsellor *c = &floor->staff[counsellor];
    const struct workload *workload = floor->workload;
    if (!c->on || c->paused == paused)
        return;
    c->paused = paused;
    double most = paused ? workload->pause : workload->pause_every;
    plan(floor, floor->now + chance_exponential(&floor->chance, most * MINUTE_MS),
         paused ? GO_ON : PAUSE, counsellor, 0);
}

/* The desk has been closed for long enough: who still waits is told to look elsewhere. */
static void close_desks(struct floor *floor)
{
    for (int desk = 0; desk < floor->workload->desk_count; desk++)
        while (floor->lines[desk].count > 0)
            floor_leave(floor, floor->lines[desk].visitors[0]);
}

/* Running --------------------------------------------------------------------------------------*/

static void happen(struct floor *floor, const struct event *event)
{
    switch ((enum happening)event->kind) {
    case DAY:
        start_day(floor, event->subject);
        break;
    case ARRIVE:
        arrive(floor, event->subject);
        break;
    case GIVE_UP:
        give_up(floor, event->subject);
        break;
    case ANSWER:
        accept(floor, event->subject, event->other);
        break;
    case DECLINE:
        decline(floor, event->subject, event->other);
        break;
    case TALK_OVER:
        talk_over(floor, event->subject, event->other);
        break;
    case WRAP_UP_OVER:
        wrap_up_over(floor, event->other);
        break;
    case ON:
        set_duty(floor, event->subject, true);
        break;
    case OFF:
        set_duty(floor, event->subject, false);
        break;
    case PAUSE:
        set_pause(floor, event->subject, true);
        break;
    case GO_ON:
        set_pause(floor, event->subject, false);
        break;
    case CLOSE:
        close_desks(floor);
        break;
    case LOOK:
        break;
    }
    floor_match(floor);
}

void simulation_run(const struct workload *workload, uint64_t seed, struct samples *samples)
{
    struct floor floor = {.workload = workload, .chance = {seed}, .samples = samples};
    while (floor.staff_count < MOST_SHIFTS && workload->shifts[floor.staff_count].capacity > 0) {
        floor.staff[floor.staff_count].shift = &workload->shifts[floor.staff_count];
        floor.staff_count++;
    }
    for (int desk = 0; desk < workload->desk_count; desk++)
        measure_start(&floor.measures[desk]);
    plan(&floor, 0, DAY, 0, 0);
    for (struct event event; events_take(&floor.events, &event);) {
        floor.now = event.at;
        happen(&floor, &event);
    }
    events_finish(&floor.events);
    for (int desk = 0; desk < workload->desk_count; desk++)
        free(floor.lines[desk].visitors);
    free(floor.visitors);
}
