/* SPDX-License-Identifier: BSD-2-Clause */
/* Patterns that no engine will compile are no statements that can be kept. */
#ifndef TAMIS_COMPILE_PATTERN_GUARD_H
#define TAMIS_COMPILE_PATTERN_GUARD_H

#include <tamis/indicator.h>
#include <tamis/report.h>

#define PATTERN_GUARD_TEXT_SIZE 160u

/* Of a key of TAMIS_KIND_PATTERN: REASON_PATTERN or NONE. */
tamis_reason pattern_guard_check(tamis_slice key);
/* Of one that is refused: why, and at which byte of its regex. */
void pattern_guard_describe(tamis_slice key,
                            char text[PATTERN_GUARD_TEXT_SIZE]);

#endif
