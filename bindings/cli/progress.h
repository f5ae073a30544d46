/* SPDX-License-Identifier: BSD-2-Clause */
/* A line on the terminal for work that takes longer than a second. */
#ifndef TAMIS_CLI_PROGRESS_H
#define TAMIS_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

/* progress_begin() starts the clock of one task; nothing is drawn unless
 * standard error is a terminal and --quiet was not given. */
void progress_begin(bool is_wanted);
/* progress_update() draws at most ten times a second: what, done of total
 * (bytes when is_bytes), rate and time left. total 0 is unknown. */
void progress_update(const char *what, uint64_t done, uint64_t total,
                     bool is_bytes);
void progress_clear(void);

#endif
