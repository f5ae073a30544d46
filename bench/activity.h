/* SPDX-License-Identifier: BSD-2-Clause */
/* What is being done now: the last line of a terminal on standard error. */
#ifndef TAMIS_BENCH_ACTIVITY_H
#define TAMIS_BENCH_ACTIVITY_H

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/* activity_open() starts the clock; nothing is shown when is_quiet, or when
 * standard error is no terminal. */
void activity_open(bool is_quiet);
/* activity_work() tells how much of the whole run is done, in any unit. */
void activity_work(double done, double total);
/* activity_show() shows what begins now; activity_part() how far it is. */
void activity_show(const char *format, ...)
    __attribute__((format(printf, 1, 2)));
void activity_part(const char *what, size_t done, size_t total);
/* activity_clear() takes the line away: before anything else is written. */
void activity_clear(void);

#ifdef __cplusplus
}
#endif

#endif
