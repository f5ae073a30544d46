/* SPDX-License-Identifier: BSD-2-Clause */
/* Listed keys as a database of one feed, whose label is CLEAR. */
#ifndef TAMIS_BENCH_LISTED_DATABASE_H
#define TAMIS_BENCH_LISTED_DATABASE_H

#include "bench_plan.h"

/* listed_database_write() compiles lists of any kinds into a file. Ends the
 * program when a key was not kept: no answer could be checked then. */
tamis_status listed_database_write(const struct bench_plan *plan,
                                   const struct key_list *lists,
                                   size_t list_count, const char *path,
                                   tamis_error *error);

#endif
