/* SPDX-License-Identifier: BSD-2-Clause */
/* Sets and scratches, which pattern_set_open.c and a build make. */
#include "index/pattern_set.h"

#include "base/error.h"
#include "base/memory.h"
#include "index/pattern_set_state.h"

uint32_t pattern_set_mode(const struct pattern_set *set)
{
    return set->mode;
}

size_t pattern_set_count(const struct pattern_set *set)
{
    return set->count;
}

size_t pattern_set_size(const struct pattern_set *set)
{
    return set->size;
}

tamis_status pattern_scratch_create(struct pattern_scratch **scratch,
                                    const struct pattern_set *set,
                                    tamis_error *error)
{
    struct pattern_scratch *made =
        memory_allocate_array(&set->allocator, 1, sizeof *made);

    *scratch = NULL;
    if (!made)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "no memory to look for patterns with");
    made->allocator = set->allocator;
    made->reported = memory_allocate_array(&set->allocator, set->name_count,
                                           sizeof *made->reported);
    made->opened = memory_allocate_array(&set->allocator, set->gate_count,
                                         sizeof *made->opened);
    if (!made->reported || !made->opened ||
        (set->scratch &&
         hs_clone_scratch(set->scratch, &made->scratch) != HS_SUCCESS)) {
        pattern_scratch_destroy(made);
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "no memory to look for patterns with");
    }
    *scratch = made;
    return TAMIS_OK;
}

void pattern_scratch_destroy(struct pattern_scratch *scratch)
{
    tamis_allocator allocator;

    if (!scratch)
        return;
    allocator = scratch->allocator;
    hs_free_scratch(scratch->scratch);
    memory_release(&allocator, scratch->opened);
    memory_release(&allocator, scratch->reported);
    memory_release(&allocator, scratch);
}
