/* SPDX-License-Identifier: BSD-2-Clause */
/* Opening a database: how long it takes, and what stays in memory. */
#ifndef TAMIS_BENCH_OPEN_RUN_H
#define TAMIS_BENCH_OPEN_RUN_H

#include "result.h"

/* open_run() measures the database at path, whose kind and number of
 * indicators *like tells: its file, then with all of the plan's pages open warm
 * and cold, mapped also verified, and resident memory after lookups. False
 * after it said why. */
bool open_run(const struct bench_plan *plan, struct result_log *log,
              const char *path, const struct result *like);

#endif
