/* SPDX-License-Identifier: BSD-2-Clause */
/* A peer built in a process of its own, as compile_run() compiles. */
#ifndef TAMIS_BENCH_BUILD_RUN_H
#define TAMIS_BENCH_BUILD_RUN_H

#include "compile_run.h"

struct peer;

/* build_run() builds a peer of `count` keys of a kind, which are ready in
 * memory before the clock starts; for KEY_MIXED the lines of the feed. False
 * when it does not hold them, after it said why. */
bool build_run(const struct bench_plan *plan, const struct peer *peer,
               enum key_kind kind, size_t count, const char *feed,
               struct compile_figures *figures);

#endif
