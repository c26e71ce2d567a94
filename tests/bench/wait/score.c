#include "score.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define MINUTE_MS 60000.0

static const char *names[ESTIMATORS] = {
    [OURS] = "ours",
    [BY_SERVERS] = "place x mean / places",
    [BY_PLACE] = "place x mean",
    [LAST_WAIT] = "last to enter service (LES)",
    [HEAD_OF_LINE] = "head of the line (HOL)",
};

enum wire_wait score_class(double ms)
{
    static const double below[] = {2, 5, 15, 30, 60};
    static const enum wire_wait classes[] = {WIRE_WAIT_UNDER_2, WIRE_WAIT_2_TO_5, WIRE_WAIT_5_TO_15,
                                             WIRE_WAIT_15_TO_30, WIRE_WAIT_30_TO_60};
    for (size_t i = 0; i < sizeof below / sizeof *below; i++)
        if (ms < below[i] * MINUTE_MS)
            return classes[i];
    return WIRE_WAIT_OVER_60;
}

void samples_add(struct samples *samples, const struct sample *sample)
{
    if (samples->count == samples->room) {
        samples->room = samples->room ? 2 * samples->room : 1024;
        samples->list = realloc(samples->list, samples->room * sizeof *samples->list);
        if (!samples->list) {
            fputs("veer-wait: out of memory\n", stderr);
            exit(2);
        }
    }
    samples->list[samples->count++] = *sample;
}

void samples_join(struct samples *samples, const struct samples *more)
{
    for (size_t i = 0; i < more->count; i++)
        samples_add(samples, &more->list[i]);
}

void samples_patient(const struct samples *from, struct samples *patient)
{
    for (size_t i = 0; i < from->count; i++)
        if (from->list[i].patient)
            samples_add(patient, &from->list[i]);
}

void samples_finish(struct samples *samples)
{
    free(samples->list);
    *samples = (struct samples){0};
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double quantile(double *values, size_t count, double share)
{
    qsort(values, count, sizeof *values, by_size);
    return values[(size_t)(share * (double)(count - 1))];
}

struct score score_of(const struct samples *samples, enum estimator estimator)
{
    size_t count = samples->count;
    struct score score = {0};
    double *errors = calloc(count + 1, sizeof *errors);
    double *relative = calloc(count + 1, sizeof *relative);
    if (!errors || !relative || count == 0) {
        free(errors);
        free(relative);
        return score;
    }
    for (size_t i = 0; i < count; i++) {
        const struct sample *sample = &samples->list[i];
        double error = (sample->ms[estimator] - sample->real_ms) / MINUTE_MS;
        enum wire_wait real = score_class(sample->real_ms);
        errors[i] = fabs(error);
        relative[i] = fabs(error) / fmax(sample->real_ms / MINUTE_MS, 1);
        score.bias += error / (double)count;
        score.right += (real == sample->shown[estimator]) / (double)count;
        score.longer += (real > sample->shown[estimator]) / (double)count;
    }
    score.median = quantile(errors, count, 0.5);
    score.p90 = quantile(errors, count, 0.9);
    score.relative = quantile(relative, count, 0.5);
    free(errors);
    free(relative);
    return score;
}

void score_print(const char *name, const struct samples *samples)
{
    double *waits = calloc(samples->count + 1, sizeof *waits);
    if (!waits || samples->count == 0) {
        free(waits);
        printf("\n%s: nobody waited\n", name);
        return;
    }
    for (size_t i = 0; i < samples->count; i++)
        waits[i] = samples->list[i].real_ms / MINUTE_MS;
    printf("\n%s: %zu waited and were served, half of them %.1f minutes, one in ten over %.1f\n",
           name, samples->count, quantile(waits, samples->count, 0.5),
           quantile(waits, samples->count, 0.9));
    free(waits);
    printf("%-29s %11s %8s %11s %7s %12s %14s\n", "error in minutes", "median", "p90",
           "of the wait", "bias", "right class", "waited longer");
    for (enum estimator each = 0; each < ESTIMATORS; each++) {
        struct score score = score_of(samples, each);
        printf("%-29s %11.1f %8.1f %10.0f%% %+7.1f %11.0f%% %13.0f%%\n", names[each], score.median,
               score.p90, 100 * score.relative, score.bias, 100 * score.right, 100 * score.longer);
    }
}
