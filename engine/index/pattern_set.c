/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Blocks and lines. Hyperscan's databases are asked one after the other; what
 * they report is numbered by source, and here it gets the caller's numbers and
 * a literal its beginning.
 */
#include "index/pattern_set.h"

#include "base/error.h"
#include "base/memory.h"
#include "index/pattern_set_state.h"

#include <string.h>

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
    if (set->scratch &&
        hs_clone_scratch(set->scratch, &made->scratch) != HS_SUCCESS) {
        memory_release(&set->allocator, made);
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
    memory_release(&allocator, scratch);
}

int pattern_reporter_call(unsigned id, unsigned long long from,
                          unsigned long long to, unsigned flags, void *context)
{
    struct pattern_reporter *reporter = context;
    const struct pattern_name *name;
    uint64_t start = PATTERN_START_NONE;

    (void)from;
    (void)flags;
    if (id >= reporter->set->name_count)
        return 0; /* a damaged image at worst */
    name = &reporter->set->names[id];
    if (name->size)
        start = reporter->base + to - name->size;
    reporter->is_stopped = reporter->report(reporter->context, name->id, start,
                                            reporter->base + to);
    return reporter->is_stopped;
}

static tamis_status scan_unit(struct pattern_scratch *scratch,
                              tamis_slice bytes,
                              struct pattern_reporter *reporter)
{
    const struct pattern_set *set = reporter->set;

    if (bytes.size > PATTERN_SCAN_SIZE_MAX)
        return TAMIS_ERROR_LIMIT;
    if (bytes.size == 0)
        bytes.data = "";
    for (size_t i = 0; i < set->always_count && !reporter->is_stopped; i++)
        hs_scan(set->always[i], bytes.data, (unsigned)bytes.size, 0,
                scratch->scratch, pattern_reporter_call, reporter);
    return reporter->is_stopped ? TAMIS_ERROR_STOPPED : TAMIS_OK;
}

tamis_status pattern_set_scan(const struct pattern_set *set,
                              struct pattern_scratch *scratch,
                              tamis_slice bytes, pattern_report *report,
                              void *context)
{
    struct pattern_reporter reporter = {set, report, context, 0, 0};

    return scan_unit(scratch, bytes, &reporter);
}

tamis_status pattern_set_scan_lines(const struct pattern_set *set,
                                    struct pattern_scratch *scratch,
                                    tamis_slice text, pattern_report *report,
                                    void *context)
{
    struct pattern_reporter reporter = {set, report, context, 0, 0};
    size_t next;

    for (size_t start = 0; start < text.size; start = next) {
        const char *line = text.data + start;
        const char *feed = memchr(line, '\n', text.size - start);
        size_t size = feed ? (size_t)(feed - line) : text.size - start;

        next = start + size + 1;
        if (feed && size && line[size - 1] == '\r')
            size--;
        reporter.base = start;
        TRY(scan_unit(scratch, (tamis_slice){line, size}, &reporter));
    }
    return TAMIS_OK;
}
