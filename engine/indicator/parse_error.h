/* SPDX-License-Identifier: BSD-2-Clause */
/* What people read when a value does not parse. */
#ifndef TAMIS_INDICATOR_PARSE_ERROR_H
#define TAMIS_INDICATOR_PARSE_ERROR_H

#include <tamis/indicator.h>
#include <tamis/report.h>

/* parse_error_set() names the value (shortened), says what is wrong with it
 * and what to do, and returns the status that goes with the reason. */
tamis_status parse_error_set(tamis_error *error, tamis_reason reason,
                             tamis_kind kind, tamis_slice text);

#endif
