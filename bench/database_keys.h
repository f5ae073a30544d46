/* SPDX-License-Identifier: BSD-2-Clause */
/* The keys of one kind that a database lists. */
#ifndef TAMIS_BENCH_DATABASE_KEYS_H
#define TAMIS_BENCH_DATABASE_KEYS_H

#include "key_list.h"

/* database_keys_read() takes every listed key of a kind out of the database at
 * path; the list is marked as foreign. False after it said why. */
bool database_keys_read(struct key_list *list, enum key_kind kind,
                        const char *path);

#endif
