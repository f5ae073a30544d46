/* SPDX-License-Identifier: BSD-2-Clause */
/* A "permit value" line that permits nothing. */
#ifndef TAMIS_XDP_PROGRAM_PERMITTED_VALUE_H
#define TAMIS_XDP_PROGRAM_PERMITTED_VALUE_H

#include <tamis/database.h>

/* Says in a note where the database has no such indicator for this clearance;
 * a prefix or name that covers it is another one. */
void permitted_value_compare(const char *value, tamis_database *database,
                             const tamis_clearance *clearance);

#endif
