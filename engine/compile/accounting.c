/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/accounting.h"

#include "base/memory.h"

#include <string.h>

void accounting_init(struct accounting *accounting,
                     const tamis_allocator *allocator, uint64_t seed)
{
    *accounting = (struct accounting){.last_number = INTERN_NONE};
    intern_table_init(&accounting->keys, allocator, seed);
}

void accounting_release(struct accounting *accounting)
{
    if (!accounting->keys.allocator)
        return;
    memory_release(accounting->keys.allocator, accounting->counts);
    intern_table_release(&accounting->keys);
    *accounting = (struct accounting){.last_number = INTERN_NONE};
}

static tamis_status find_row(struct accounting *accounting,
                             const struct accounting_key *key)
{
    void *counts = accounting->counts;
    uint32_t known = accounting->keys.count;

    accounting->last_number = INTERN_NONE;
    if (memory_grow(accounting->keys.allocator, &counts, &accounting->capacity,
                    (size_t)known + 1, sizeof *accounting->counts) != 0)
        return TAMIS_ERROR_MEMORY;
    accounting->counts = counts;
    accounting->last_number =
        intern_table_add(&accounting->keys, key, sizeof *key);
    if (accounting->last_number == INTERN_NONE)
        return TAMIS_ERROR_MEMORY;
    accounting->last = *key;
    if (accounting->last_number == known)
        accounting->counts[known] = 0;
    return TAMIS_OK;
}

tamis_status accounting_add(struct accounting *accounting,
                            const struct accounting_key *key, uint64_t count)
{
    if (accounting->last_number == INTERN_NONE ||
        memcmp(&accounting->last, key, sizeof *key) != 0) {
        tamis_status status = find_row(accounting, key);

        if (status != TAMIS_OK)
            return status;
    }
    accounting->counts[accounting->last_number] += count;
    return TAMIS_OK;
}

struct accounting_key accounting_get(const struct accounting *accounting,
                                     uint32_t n)
{
    struct accounting_key key;

    memcpy(&key, intern_table_get(&accounting->keys, n).data, sizeof key);
    return key;
}

void accounting_sum(tamis_compile_report *sum,
                    const tamis_compile_report *report)
{
    sum->read += report->read;
    for (size_t i = 0; i < TAMIS_OUTCOME_COUNT; i++)
        sum->outcomes[i] += report->outcomes[i];
    for (size_t i = 0; i < TAMIS_REASON_COUNT; i++)
        sum->reasons[i] += report->reasons[i];
    for (size_t i = 0; i < 4; i++) {
        sum->modes[i] += report->modes[i];
        sum->auto_modes[i] += report->auto_modes[i];
    }
    sum->pattern_count += report->pattern_count;
    sum->host_bits_cleared += report->host_bits_cleared;
    sum->defanged += report->defanged;
    sum->previous_kept += report->previous_kept;
    sum->warnings |= report->warnings;
}
