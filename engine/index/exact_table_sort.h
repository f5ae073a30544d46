/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys that do not come in the order of their hashes. */
#ifndef TAMIS_INDEX_EXACT_TABLE_SORT_H
#define TAMIS_INDEX_EXACT_TABLE_SORT_H

#include "index/exact_table_build.h"

/*
 * exact_table_sort() hashes all keys under the build's seed and sorts them by
 * (hash, key, input): build->hashes and build->slots.inputs are then arrays of
 * its own. Crafted keys cannot make it slow. Errors: MEMORY, ARGUMENT (an
 * empty key).
 */
tamis_status exact_table_sort(struct exact_build *build, tamis_error *error);

#endif
