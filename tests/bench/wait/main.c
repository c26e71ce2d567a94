/* Compares estimates of the wait with what really happened, at simulated desks. docs/wait.md. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "simulation.h"

static const char usage[] = "veer-wait [--seed N] [--runs N]\n";

/* In the middle and for the worst tenth, better than place x mean. */
static int verdict(const struct samples *all)
{
    struct score ours = score_of(all, OURS), plain = score_of(all, BY_PLACE);
    bool better = all->count > 0 && ours.median < plain.median && ours.p90 < plain.p90;
    printf("\nours is %s than place x mean: median %.1f against %.1f minutes, p90 %.1f against "
           "%.1f\n",
           better ? "better" : "NOT better", ours.median, plain.median, ours.p90, plain.p90);
    return better ? 0 : 1;
}

/* Each workload `runs` times, each time with a seed of its own. */
static int judge(uint64_t seed, uint64_t runs)
{
    struct samples all = {0}, patient = {0};
    for (size_t i = 0; i < workload_count; i++) {
        struct samples samples = {0};
        for (uint64_t run = 0; run < runs; run++)
            simulation_run(&workloads[i], seed + run * workload_count + i, &samples);
        score_print(workloads[i].name, &samples);
        samples_join(&all, &samples);
        samples_finish(&samples);
    }
    score_print("all together", &all);
    samples_patient(&all, &patient);
    score_print("of these, they who would never have given up", &patient);
    int status = verdict(&all);
    samples_finish(&patient);
    samples_finish(&all);
    return status;
}

static uint64_t number(const char *text)
{
    return text ? strtoull(text, NULL, 10) : 0;
}

int main(int argc, char **argv)
{
    uint64_t seed = 1, runs = 5;
    for (int i = 1; i < argc; i += 2) {
        if (strcmp(argv[i], "--seed") == 0)
            seed = number(argv[i + 1]);
        else if (strcmp(argv[i], "--runs") == 0)
            runs = number(argv[i + 1]);
        else
            runs = 0;
    }
    if (runs == 0) {
        fputs(usage, stderr);
        return 2;
    }
    return judge(seed, runs);
}
