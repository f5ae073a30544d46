/* SPDX-License-Identifier: BSD-2-Clause */
/* The curves of the page of `tamis bench scale`. */
#ifndef TAMIS_BENCH_SCALE_CHARTS_H
#define TAMIS_BENCH_SCALE_CHARTS_H

#include "result.h"

/* scale_charts_write() writes all of them, with what they show above them;
 * false after it said why. */
bool scale_charts_write(FILE *page, const struct bench_plan *plan,
                        const struct result_log *log);
/* scale_kind_title(): "SHA-256 digests" and so on. */
const char *scale_kind_title(enum key_kind kind);

#endif
