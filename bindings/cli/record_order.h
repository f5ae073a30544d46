/* SPDX-License-Identifier: BSD-2-Clause */
/* The order in which cursors walk: kind, key, mode. */
#ifndef TAMIS_CLI_RECORD_ORDER_H
#define TAMIS_CLI_RECORD_ORDER_H

#include <tamis/database.h>

/* Negative, 0 or positive, as a comes before, with or after b; either may be of
 * another database. */
int record_order(const tamis_record *a, const tamis_record *b);

#endif
