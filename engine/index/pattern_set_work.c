/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Few literals are Hyperscan's, many are ours; few regexes are run together, of
 * many those that have a literal only where it is found. For streams all are
 * Hyperscan's, which keeps what a stream has seen.
 *
 * Units are taken apart into eighths: a thousand needs four rounds to find one
 * bad pattern, and each costs as much as its limits allow. So the pieces wait
 * until all else was tried, and what looks dear waits from the beginning: what
 * is well is compiled before time runs out, whatever else there is.
 */
#include "index/pattern_set_work.h"

#include "base/error.h"
#include "base/memory.h"
#include "index/pattern_required.h"

#include <stdlib.h>
#include <string.h>

#define LITERALS_TOGETHER_MAX 4000u
#define REGEXES_TOGETHER_MAX  1000u
/* Of one unit, which is what a limit of time is for. */
#define UNIT_LITERALS_MAX 100000u
#define UNIT_REGEXES_MAX  1000u
#define SPLIT_WAYS        8u

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
    struct pattern_image_refusal entry = {.offset = refusal->offset,
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

/* A span that waits, of sources of one class. */
static tamis_status defer_span(struct pattern_work *work,
                               struct pattern_span span)
{
    if (!span.count)
        return TAMIS_OK;
    span.class = work->classes[work->members[span.first]];
    return buffer_append(&work->later, &span, sizeof span);
}

/* How a source is looked for. */
enum way { WAY_WORDS, WAY_LITERALS, WAY_ALWAYS, WAY_GATED, WAY_NONE };

static enum way find_way(const struct pattern_work *work, size_t source,
                         bool has_many_literals, bool has_many_regexes)
{
    const struct pattern_source *given = &work->sources[source];
    struct pattern_literal literal;

    if (given->flags & PATTERN_LITERAL)
        return has_many_literals &&
                       given->bytes.size >= PATTERN_LITERAL_SIZE_MIN
                   ? WAY_LITERALS
                   : WAY_WORDS;
    return has_many_regexes && pattern_required_find(given, &literal)
               ? WAY_GATED
               : WAY_ALWAYS;
}

/* Members of one way and class behind those that are listed already. */
static void list_way(struct pattern_work *work, const uint8_t *ways,
                     enum way way, struct pattern_span *span)
{
    span->first += span->count;
    span->count = 0;
    for (size_t i = 0; i < work->count; i++)
        if (ways[i] == way && work->classes[i] == span->class)
            work->members[span->first + span->count++] = (uint32_t)i;
}

/* Spans of at most step members. */
static tamis_status cut_span(struct pattern_work *work,
                             const struct pattern_span *span, uint32_t step)
{
    for (uint32_t done = 0; done < span->count; done += step) {
        struct pattern_span piece = *span;

        piece.first += done;
        piece.count = span->count - done < step ? span->count - done : step;
        TRY(defer_span(work, piece));
    }
    return TAMIS_OK;
}

/* Dear ones go alone, so that none is held up by another. */
static tamis_status plan_regexes(struct pattern_work *work, const uint8_t *ways,
                                 enum way way, struct pattern_span *span)
{
    uint32_t together =
        way == WAY_ALWAYS && !work->is_check ? UNIT_REGEXES_MAX : 1;

    for (span->class = 0; span->class <= PATTERN_CLASS_MAX; span->class ++) {
        list_way(work, ways, way, span);
        work->total += span->count;
        TRY(cut_span(work, span, span->class ? 1 : together));
    }
    return TAMIS_OK;
}

static tamis_status plan_ways(struct pattern_work *work, const uint8_t *ways)
{
    struct pattern_span span = {.kind = PATTERN_PART_WORDS};

    list_way(work, ways, WAY_WORDS, &span);
    work->total = span.count;
    /* By itself a literal is always well. */
    if (!work->is_check)
        TRY(cut_span(work, &span, UNIT_LITERALS_MAX));
    list_way(work, ways, WAY_LITERALS, &span);
    work->total += span.count;
    work->done = work->is_check ? work->total : span.count;
    if (!work->is_check && span.count)
        TRY(pattern_image_add(&work->image, PATTERN_PART_LITERALS, span.count,
                              work->members + span.first,
                              span.count * sizeof *work->members));
    span.kind = PATTERN_PART_GATED;
    TRY(plan_regexes(work, ways, WAY_GATED, &span));
    span.kind = PATTERN_PART_ALWAYS;
    return plan_regexes(work, ways, WAY_ALWAYS, &span);
}

static tamis_status plan_work(struct pattern_work *work)
{
    uint8_t *ways = memory_allocate_array(&work->allocator, work->count, 1);
    size_t literal_count = 0;
    tamis_status status = ways ? TAMIS_OK : TAMIS_ERROR_MEMORY;
    bool is_block = work->mode == PATTERN_MODE_BLOCK && !work->is_check;

    for (size_t i = 0; i < work->count; i++)
        literal_count += (work->sources[i].flags & PATTERN_LITERAL) != 0;
    for (size_t i = 0; !status && i < work->count; i++) {
        struct pattern_refusal refusal;
        enum way way = WAY_NONE;

        if (pattern_source_plain(&work->sources[i], &refusal))
            way = find_way(work, i,
                           is_block &&
                               literal_count > work->literals_together_max,
                           is_block && work->count - literal_count >
                                           work->regexes_together_max);
        else
            status = refuse_source(work, (uint32_t)i, &refusal);
        ways[i] = (uint8_t)way;
        work->classes[i] = (uint8_t)pattern_source_class(&work->sources[i]);
    }
    if (!status)
        status = plan_ways(work, ways);
    memory_release(&work->allocator, ways);
    return status;
}

tamis_status pattern_work_begin(struct pattern_work *work,
                                const tamis_allocator *allocator,
                                const struct pattern_selection *selection,
                                const struct pattern_set_options *options,
                                bool is_check)
{
    *work = (struct pattern_work){
        .sources = selection->sources,
        .count = selection->count,
        .mode = options->mode,
        .literals_together_max = options->literals_together_max,
        .regexes_together_max = options->regexes_together_max,
        .is_check = is_check,
        .allocator = *allocator};
    if (!work->literals_together_max)
        work->literals_together_max = LITERALS_TOGETHER_MAX;
    if (!work->regexes_together_max)
        work->regexes_together_max = REGEXES_TOGETHER_MAX;
    buffer_init(&work->spans, &work->allocator);
    buffer_init(&work->later, &work->allocator);
    buffer_init(&work->refusals, &work->allocator);
    TRY(pattern_image_begin(&work->image, &work->allocator, work->mode,
                            selection->count));
    work->members = memory_allocate_array(&work->allocator, work->count,
                                          sizeof *work->members);
    work->classes = memory_allocate_array(&work->allocator, work->count, 1);
    if (!work->members || !work->classes)
        return TAMIS_ERROR_MEMORY;
    return plan_work(work);
}

/* The dearest first, as the last is taken first; else as they came. */
static int compare_spans(const void *a, const void *b)
{
    const struct pattern_span *x = a, *y = b;

    if (x->class != y->class)
        return x->class < y->class ? 1 : -1;
    return (x->first < y->first) - (x->first > y->first);
}

bool pattern_work_take(struct pattern_work *work, struct pattern_span *span)
{
    if (!work->spans.size) {
        struct buffer empty = work->spans;

        if (!work->later.size)
            return false;
        work->spans = work->later;
        work->later = empty;
        qsort(work->spans.bytes, work->spans.size / sizeof *span, sizeof *span,
              compare_spans);
    }
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

static tamis_status take_apart(struct pattern_work *work,
                               const struct pattern_span *span,
                               const struct pattern_compiled *compiled)
{
    uint32_t *members = work->members + span->first;
    size_t culprit = span->count == 1 ? 0 : compiled->culprit;
    struct pattern_span rest = *span;

    if (culprit >= span->count)
        return cut_span(work, span,
                        (span->count + SPLIT_WAYS - 1) / SPLIT_WAYS);
    TRY(refuse_source(work, members[culprit], &compiled->refusal));
    work->done++;
    memmove(members + culprit, members + culprit + 1,
            (span->count - culprit - 1) * sizeof *members);
    rest.count--;
    return defer_span(work, rest);
}

tamis_status pattern_work_refuse_rest(struct pattern_work *work,
                                      const struct pattern_refusal *refusal)
{
    struct pattern_span span;

    while (pattern_work_take(work, &span)) {
        for (uint32_t i = 0; i < span.count; i++)
            TRY(refuse_source(work, work->members[span.first + i], refusal));
        work->done += span.count;
    }
    return TAMIS_OK;
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
    return pattern_image_add_of(&work->image, span->kind, span->count,
                                work->members[span->first], compiled);
}

static int compare_refusals(const void *a, const void *b)
{
    const struct pattern_image_refusal *x = a, *y = b;

    return (x->source > y->source) - (x->source < y->source);
}

tamis_status pattern_work_finish(struct pattern_work *work,
                                 const uint64_t key[2])
{
    size_t count = work->refusals.size / sizeof(struct pattern_image_refusal);

    if (count) {
        qsort(work->refusals.bytes, count, sizeof(struct pattern_image_refusal),
              compare_refusals);
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
    buffer_release(&work->later);
    memory_release(&work->allocator, work->classes);
    memory_release(&work->allocator, work->members);
}
