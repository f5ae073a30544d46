/* SPDX-License-Identifier: BSD-2-Clause */
/* Where a plain file is cut into the ranges that threads share: behind lines,
 * as scan_block.h cuts a stream. */
#ifndef TAMIS_CLI_SCAN_CUT_H
#define TAMIS_CLI_SCAN_CUT_H

#include "scan_task.h"

/* Sets the end of a task that begins where the last one ended (or at 0), and
 * whether lines that are too long go over its begin and end. */
void scan_cut(const struct scan_file *file, struct scan_task *task);

#endif
