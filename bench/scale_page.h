/* SPDX-License-Identifier: BSD-2-Clause */
/* The page of `tamis bench scale`: a table and curves in one HTML file. */
#ifndef TAMIS_BENCH_SCALE_PAGE_H
#define TAMIS_BENCH_SCALE_PAGE_H

#include "result.h"

/* scale_page_write() writes the page at path: the log's figures; older may be
 * NULL. command is what was run. False after it said why. */
bool scale_page_write(const struct bench_plan *plan, const char *path,
                      const struct result_log *log,
                      const struct result_log *older, const char *command);

#endif
