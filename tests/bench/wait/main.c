/* Compares estimates of the wait with what really happened, at simulated desks. docs/wait.md. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "simulation.h"

static const char usage[] = "veer-wait [--seed N] [--short]\n";

/* In the middle and for the worst tenth, better than place x mean. */
static int verdict(const struct samples *all)
{
    struct score ours = score_of(all, OURS), plain = score_of(all, BY_PLACE);
    int better = ours.median < plain.median && ours.p90 < plain.p90;
    printf("\nours is %s than place x mean: median %.1f against %.1f minutes, p90 %.1f against "
           "%.1f\n",
           better ? "better" : "NOT better", ours.median, plain.median, ours.p90, plain.p90);
    return better ? 0 : 1;
}

int main(int argc, char **argv)
{
    uint64_t seed = 1;
    int part = 1;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--short") == 0) {
            part = 4;
        } else if (strcmp(argv[i], "--seed") == 0 && i + 1 < argc) {
            seed = strtoull(argv[++i], NULL, 10);
        } else {
            fputs(usage, stderr);
            return 2;
        }
    }
    struct samples all = {0};
    for (size_t i = 0; i < workload_count; i++) {
        struct samples samples = {0};
        simulation_run(&workloads[i], (workloads[i].days + part - 1) / part, seed + i, &samples);
        score_print(workloads[i].name, &samples);
        samples_join(&all, &samples);
        samples_finish(&samples);
    }
    score_print("all together", &all);
    int status = verdict(&all);
    samples_finish(&all);
    return status;
}
