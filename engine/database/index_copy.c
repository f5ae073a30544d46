/* SPDX-License-Identifier: BSD-2-Clause */
/* Copies of the indexes in huge pages: TAMIS_DATABASE_HUGE_PAGES. Keys, records
 * and entries stay in the map: nearly every lookup that reaches them is a
 * hit. */
#include "database/database.h"

#include "base/error.h"
#include "base/slice.h"

#include <string.h>

static size_t round_up(size_t size)
{
    return (size + DATABASE_ALIGNMENT - 1) / DATABASE_ALIGNMENT *
           DATABASE_ALIGNMENT;
}

tamis_status database_copy_indexes(tamis_database *database, tamis_error *error)
{
    uint8_t *to;
    size_t size = round_up(database->hosts.size);

    for (int n = 0; n < KEY_CLASS_COUNT; n++)
        size += round_up(database->classes[n].index.size);
    if (!huge_memory_open(&database->indexes, size))
        return TAMIS_OK;
    to = database->indexes.bytes;
    for (int n = 0; n < KEY_CLASS_COUNT; n++) {
        tamis_slice index = database->classes[n].index;

        if (index.size == 0)
            continue;
        memcpy(to, index.data, index.size);
        TRY(database_open_index(database, (enum key_class)n,
                                slice_make(to, index.size), error));
        to += round_up(index.size);
    }
    if (database->hosts.size > 0) {
        memcpy(to, database->hosts.data, database->hosts.size);
        TRY(host_filter_open(&database->host_filter,
                             slice_make(to, database->hosts.size),
                             database->kernels, error));
    }
    huge_memory_seal(&database->indexes);
    return TAMIS_OK;
}
