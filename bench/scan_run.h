/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * tamis_matcher_scan() over a text, timed and checked.
 *
 * What the scan of a made text finds must be what its candidates answer when
 * each is asked for by itself (tamis_matcher_find_all), as often and the same
 * records, and lie in them. Of other texts scalar kernels must find as much.
 */
#ifndef TAMIS_BENCH_SCAN_RUN_H
#define TAMIS_BENCH_SCAN_RUN_H

#include "made_text.h"
#include "result.h"

/* scan_run() measures a database over a text with the plan's numbers of
 * threads and kinds of pages. False after it said why not; wrong answers end
 * the program. */
bool scan_run(const struct bench_plan *plan, struct result_log *log,
              const char *database, size_t indicators,
              const struct made_text *text);

/* The two rows of a scan of `bytes` that took so many seconds: nanoseconds a
 * byte, and megabytes a second. samples are seconds. */
void scan_write_speed(const struct bench_plan *plan, struct result_log *log,
                      struct result *result, size_t bytes, double *samples,
                      unsigned count);

#endif
