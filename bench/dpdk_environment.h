/* SPDX-License-Identifier: BSD-2-Clause */
/* DPDK's environment layer, started once, without touching any device. */
#ifndef TAMIS_BENCH_DPDK_ENVIRONMENT_H
#define TAMIS_BENCH_DPDK_ENVIRONMENT_H

#include "bench_plan.h"

/* dpdk_start(): false after it said why. What it reserves comes from the
 * plan's --dpdk; it lets this process run on all of its processors again. */
bool dpdk_start(const struct bench_plan *plan);

#endif
