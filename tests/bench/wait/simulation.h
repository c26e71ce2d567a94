#ifndef WAIT_SIMULATION_H
#define WAIT_SIMULATION_H

#include "score.h"
#include "workloads.h"

/* Plays the workload and adds a sample for everybody who had to wait and was served. */
void simulation_run(const struct workload *workload, uint64_t seed, struct samples *samples);

#endif
