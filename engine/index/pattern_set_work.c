/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Literals make one database, regexes others. Units are taken apart into
 * eighths: a set of hundreds needs three rounds to find one bad pattern, and
 * each round costs as much as its limits allow.
 */
#include "index/pattern_set_work.h"

#include "base/error.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

#define SPLIT_WAYS 8u

tamis_status pattern_selection_make(struct pattern_selection *selection,
                                    const tamis_allocator *allocator,
                                    const struct pattern_source *sources,
                                    size_t count, uint32_t field,
                                    tamis_error *error)
{
    *selection = (struct pattern_selection){.allocator = *allocator};
    if (count > PATTERN_SET_COUNT_MAX)
        return error_set(error, TAMIS_ERROR_LIMIT,
                         "%zu patterns are more than a set holds (%u)", count,
                         PATTERN_SET_COUNT_MAX);
    selection->sources =
        memory_allocate_array(allocator, count, sizeof *selection->sources);
    selection->places =
        memory_allocate_array(allocator, count, sizeof *selection->places);
    if (!selection->sources || !selection->places)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "no memory for %zu patterns", count);
    for (size_t i = 0; i < count; i++)
        if (sources[i].fields & field) {
            selection->places[selection->count] = (uint32_t)i;
            selection->sources[selection->count++] = sources[i];
        }
    return TAMIS_OK;
}

void pattern_selection_release(struct pattern_selection *selection)
{
    memory_release(&selection->allocator, selection->places);
    memory_release(&selection->allocator, selection->sources);
    *selection = (struct pattern_selection){.allocator = selection->allocator};
}

static tamis_status refuse_source(struct pattern_work *work, uint32_t source,
                                  const struct pattern_refusal *refusal)
{
    struct pattern_refusal_layout entry = {.offset = refusal->offset,
                                           .source = source};

    memcpy(entry.reason, refusal->reason, sizeof entry.reason);
    entry.reason[sizeof entry.reason - 1] = '\0';
    return buffer_append(&work->refusals, &entry, sizeof entry);
}

tamis_status pattern_work_return(struct pattern_work *work,
                                 const struct pattern_span *span)
{
    return span->count ? buffer_append(&work->spans, span, sizeof *span)
                       : TAMIS_OK;
}

/* Members that are well as they are written, literals first. */
static tamis_status list_members(struct pattern_work *work,
                                 size_t *literal_count, size_t *count)
{
    struct pattern_refusal refusal;

    *count = 0;
    *literal_count = 0;
    for (int turn = 0; turn < 2; turn++) {
        uint32_t wanted = turn == 0 ? PATTERN_LITERAL : 0;

        for (size_t i = 0; i < work->count; i++) {
            if ((work->sources[i].flags & PATTERN_LITERAL) != wanted)
                continue;
            if (pattern_source_plain(&work->sources[i], &refusal))
                work->members[(*count)++] = (uint32_t)i;
            else
                TRY(refuse_source(work, (uint32_t)i, &refusal));
        }
        if (turn == 0)
            *literal_count = *count;
    }
    return TAMIS_OK;
}

static tamis_status plan_work(struct pattern_work *work)
{
    size_t literal_count, count;
    struct pattern_span span = {.kind = PATTERN_PART_ALWAYS};

    TRY(list_members(work, &literal_count, &count));
    /* A literal by itself is always well. */
    span.count = (uint32_t)literal_count;
    if (!work->is_check)
        TRY(pattern_work_return(work, &span));
    work->total = work->is_check ? count - literal_count : count;
    span.first = (uint32_t)literal_count;
    span.count = (uint32_t)(count - literal_count);
    if (!work->is_check)
        return pattern_work_return(work, &span);
    for (; span.first < count; span.first++) {
        span.count = 1;
        TRY(pattern_work_return(work, &span));
    }
    return TAMIS_OK;
}

tamis_status pattern_work_begin(struct pattern_work *work,
                                const tamis_allocator *allocator,
                                const struct pattern_selection *selection,
                                uint32_t mode, bool is_check)
{
    *work = (struct pattern_work){.sources = selection->sources,
                                  .count = selection->count,
                                  .mode = mode,
                                  .is_check = is_check,
                                  .allocator = *allocator};
    buffer_init(&work->spans, &work->allocator);
    buffer_init(&work->refusals, &work->allocator);
    TRY(pattern_image_begin(&work->image, &work->allocator, mode,
                            selection->count));
    work->members = memory_allocate_array(&work->allocator, work->count,
                                          sizeof *work->members);
    if (!work->members)
        return TAMIS_ERROR_MEMORY;
    return plan_work(work);
}

bool pattern_work_take(struct pattern_work *work, struct pattern_span *span)
{
    if (!work->spans.size)
        return false;
    work->spans.size -= sizeof *span;
    memcpy(span, work->spans.bytes + work->spans.size, sizeof *span);
    return true;
}

void pattern_work_unit(const struct pattern_work *work,
                       const struct pattern_span *span,
                       struct pattern_unit *unit)
{
    *unit = (struct pattern_unit){work->sources, work->members + span->first,
                                  span->count};
}

static tamis_status split_span(struct pattern_work *work,
                               const struct pattern_span *span)
{
    uint32_t step = (span->count + SPLIT_WAYS - 1) / SPLIT_WAYS;

    for (uint32_t done = 0; done < span->count; done += step) {
        struct pattern_span piece = *span;

        piece.first += done;
        piece.count = span->count - done < step ? span->count - done : step;
        TRY(pattern_work_return(work, &piece));
    }
    return TAMIS_OK;
}

static tamis_status take_apart(struct pattern_work *work,
                               const struct pattern_span *span,
                               const struct pattern_compiled *compiled)
{
    uint32_t *members = work->members + span->first;
    size_t culprit = span->count == 1 ? 0 : compiled->culprit;
    struct pattern_span rest = *span;

    if (culprit >= span->count)
        return split_span(work, span);
    TRY(refuse_source(work, members[culprit], &compiled->refusal));
    work->done++;
    memmove(members + culprit, members + culprit + 1,
            (span->count - culprit - 1) * sizeof *members);
    rest.count--;
    return pattern_work_return(work, &rest);
}

tamis_status pattern_work_give(struct pattern_work *work,
                               const struct pattern_span *span,
                               const struct pattern_compiled *compiled)
{
    if (!compiled->bytes)
        return take_apart(work, span, compiled);
    work->done += span->count;
    if (work->is_check)
        return TAMIS_OK;
    return pattern_image_add(&work->image, span->kind, span->count,
                             compiled->bytes, compiled->size);
}

static int compare_refusals(const void *a, const void *b)
{
    const struct pattern_refusal_layout *x = a, *y = b;

    return (x->source > y->source) - (x->source < y->source);
}

tamis_status pattern_work_finish(struct pattern_work *work,
                                 const uint64_t key[2])
{
    size_t count = work->refusals.size / sizeof(struct pattern_refusal_layout);

    if (count) {
        qsort(work->refusals.bytes, count,
              sizeof(struct pattern_refusal_layout), compare_refusals);
        TRY(pattern_image_add(&work->image, PATTERN_PART_REFUSALS,
                              (uint32_t)count, work->refusals.bytes,
                              work->refusals.size));
    }
    return pattern_image_finish(&work->image, key);
}

void pattern_work_release(struct pattern_work *work)
{
    pattern_image_release(&work->image);
    buffer_release(&work->refusals);
    buffer_release(&work->spans);
    memory_release(&work->allocator, work->members);
}
