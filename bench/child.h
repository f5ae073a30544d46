/* SPDX-License-Identifier: BSD-2-Clause */
/* One thing done by this program in a process of its own. */
#ifndef TAMIS_BENCH_CHILD_H
#define TAMIS_BENCH_CHILD_H

#include <stdbool.h>
#include <stddef.h>

#define CHILD_WORDS_MAX 72u

/* child_run() runs this program with words (a hidden verb first, NULL last)
 * and takes what it prints, as a string. False when it did not end well, after
 * it said why. */
bool child_run(const char *const *words, char *answer, size_t capacity);
/* child_seconds(): processor time of this process, all threads;
 * child_peak_memory(): the most bytes of it that were resident. */
double child_seconds(void);
unsigned long long child_peak_memory(void);

#endif
