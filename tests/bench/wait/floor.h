/* The people of a simulated workload: who waits, who is on duty, who is with whom; and the rules
 * of the functions by which they are paired. */
#ifndef WAIT_FLOOR_H
#define WAIT_FLOOR_H

#include "chance.h"
#include "events.h"
#include "measure.h"
#include "score.h"
#include "workloads.h"

enum visitor_class { CLASS_LOST, CLASS_ACUTE, CLASS_TRANSFERRED, CLASS_NEW };

struct visitor {
    int desk;
    enum visitor_class class;
    bool skilled;
    double arrived, gives_up, offered, talk, wrap_up;
    bool waiting, judged;
    int declined_by; /* the counsellor who is not asked until `again`, or -1 */
    double again;
    struct sample sample;
};

struct counsellor {
    const struct shift *shift;
    bool on, paused, asked;
    int load;
    double idle_since, breather_until;
};

struct line {
    int *visitors; /* by class and arrival */
    int count, room;
};

struct floor {
    const struct workload *workload;
    struct chance chance;
    struct events events;
    double now;
    struct visitor *visitors;
    int visitor_count, visitor_room;
    struct counsellor staff[MOST_SHIFTS];
    int staff_count;
    struct line lines[MOST_DESKS];
    struct measure measures[MOST_DESKS];
    struct samples *samples;
};

enum happening {
    DAY,
    ARRIVE,
    GIVE_UP,
    ANSWER,
    DECLINE,
    TALK_OVER,
    WRAP_UP_OVER,
    LOOK,
    ON,
    OFF,
    PAUSE,
    GO_ON,
    CLOSE
};

int floor_enter(struct floor *floor, const struct visitor *visitor);
void floor_wait(struct floor *floor, int visitor);  /* puts him into his line */
void floor_leave(struct floor *floor, int visitor); /* takes him out of it */

/* Offers to whoever is free the best of those he may serve, as long as there are both. */
void floor_match(struct floor *floor);

/* Places of those on duty that are taken, or held back by a breather. */
int floor_busy(const struct floor *floor, int desk);

/* What everybody would tell this visitor now. */
void floor_estimate(struct floor *floor, int visitor);

#endif
