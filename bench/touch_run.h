/* SPDX-License-Identifier: BSD-2-Clause */
/* How much memory a database takes that clean traffic is asked of. */
#ifndef TAMIS_BENCH_TOUCH_RUN_H
#define TAMIS_BENCH_TOUCH_RUN_H

#include "bench_plan.h"

/* touch_run() opens the database at path in a process of its own, asks a
 * million clean keys of each of its kinds, and tells by how many bytes of
 * resident memory the process grew. False after it said why. */
bool touch_run(const struct bench_plan *plan, const char *path,
               enum pages pages, unsigned long long *bytes);

#endif
