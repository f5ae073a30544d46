/* SPDX-License-Identifier: BSD-2-Clause */
/* The times of a compile; and whether its feeds are fit to be written. */
#ifndef TAMIS_COMPILE_OUTCOME_H
#define TAMIS_COMPILE_OUTCOME_H

#include "compile/compiler.h"

/* The time that a label's statements expire against. */
int64_t outcome_time(const tamis_compiler *compiler, uint32_t label);
/* The compile's reference time; 0 when there is none. */
int64_t outcome_compile_time(const tamis_compiler *compiler);

/* The status of a check of a feed; with KEEP_GOING what did not pass is only
 * noted, and the result OK. */
tamis_status outcome_pass(const tamis_compiler *compiler, struct feed *feed,
                          uint32_t warning, tamis_status status);

/* Before the merge: failed, expired and empty feeds; STRICT.
 * Errors: what failed, REJECTED, EMPTY, MEMORY, LIMIT. */
tamis_status outcome_check_feeds(tamis_compiler *compiler, tamis_error *error);
/* After it: feeds that shrank too much since the previous database.
 * Errors: EMPTY, and what reading that database gives. */
tamis_status outcome_check_shrinking(tamis_compiler *compiler,
                                     tamis_error *error);

#endif
