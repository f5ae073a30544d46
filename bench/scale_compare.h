/* SPDX-License-Identifier: BSD-2-Clause */
/* What changed between two runs of the benchmark. */
#ifndef TAMIS_BENCH_SCALE_COMPARE_H
#define TAMIS_BENCH_SCALE_COMPARE_H

#include "result.h"

/* A figure of tamis is worse when its median grew by more than a tenth and
 * all of its passes are above all of the older ones; better the other way
 * round. Everything measured here is a cost: less is better. What either run
 * measured once is not judged, nor memory that differs by less than 4 MiB. */

/* scale_compare_text() writes what changed; returns how many lines of it begin
 * with "worse". */
size_t scale_compare_text(FILE *file, const struct result_log *log,
                          const struct result_log *older);
void scale_compare_html(FILE *page, const struct result_log *log,
                        const struct result_log *older, const char *name);

#endif
