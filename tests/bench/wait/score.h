/* How far the estimates were from what happened. */
#ifndef WAIT_SCORE_H
#define WAIT_SCORE_H

#include <stdbool.h>
#include <stddef.h>

#include "desk/estimate.h"

enum estimator { OURS, BY_SERVERS, BY_PLACE, LAST_WAIT, HEAD_OF_LINE, ESTIMATORS };

/* One visitor who had to wait, and was served. */
struct sample {
    double real_ms;
    bool patient; /* he would never have given up */
    double ms[ESTIMATORS];
    enum wire_wait shown[ESTIMATORS];
};

struct samples {
    struct sample *list;
    size_t count, room;
};

struct score {
    double median, p90;   /* of the absolute error, minutes */
    double relative;      /* median of the error in proportion to the wait (at least a minute) */
    double bias;          /* mean of estimate - wait, minutes */
    double right, longer; /* share that waited in the class shown, and beyond it */
};

void samples_add(struct samples *samples, const struct sample *sample);
void samples_join(struct samples *samples, const struct samples *more);
/* Those who would never have given up: what is told them is judged whole. */
void samples_patient(const struct samples *from, struct samples *patient);
void samples_finish(struct samples *samples);

struct score score_of(const struct samples *samples, enum estimator estimator);
void score_print(const char *name, const struct samples *samples);

/* The class of a wait in ms. */
enum wire_wait score_class(double ms);

#endif
