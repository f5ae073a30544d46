/* SPDX-License-Identifier: BSD-2-Clause */
#include "match/pattern_matcher.h"

#include "base/error.h"
#include "base/memory.h"

/* Hits of a piece of lines; when there are more, a smaller piece is taken. */
#define HITS_MIN 4096u

uint32_t pattern_actions(const struct view *view,
                         const struct database_class *records, uint32_t slot)
{
    struct view_entry entry;
    struct view_walk walk;
    uint32_t actions = 0;

    view_walk_begin_slot(&walk, view, records, slot);
    while (view_walk_entry(&walk, &entry))
        actions |= 1u << view_entry_action(&entry);
    return actions;
}

static void note_pattern(struct pattern_matcher *matcher,
                         const struct view *view, uint32_t number)
{
    const tamis_patterns *patterns = matcher->patterns;
    uint32_t actions = pattern_actions(view, patterns_records(view->database),
                                       patterns->slots[number]);

    matcher->actions[number] = (uint8_t)actions;
    matcher->can_speak |= (actions & (VIEW_ALLOWS | VIEW_WARNS)) != 0;
    matcher->field_actions[patterns->field_numbers[number]] |= (uint8_t)actions;
}

static void note_actions(struct pattern_matcher *matcher,
                         const struct view *view)
{
    const tamis_patterns *patterns = matcher->patterns;

    for (uint32_t number = 0; number < patterns->slot_count; number++)
        if (!patterns->is_out[number])
            note_pattern(matcher, view, number);
}

uint64_t pattern_matcher_count_fields(const struct pattern_matcher *matcher)
{
    const tamis_patterns *patterns = matcher->patterns;
    uint64_t count = 0;

    for (uint32_t n = 0; patterns && n < patterns->slot_count; n++)
        count += matcher->actions[n] & VIEW_LISTS &&
                 patterns->field_numbers[n] != matcher->any_field;
    return count;
}

static tamis_status make_scratches(struct pattern_matcher *matcher,
                                   tamis_error *error)
{
    const tamis_patterns *patterns = matcher->patterns;

    for (size_t n = 0; n < patterns->field_count; n++)
        if (patterns->fields[n].set)
            TRY(pattern_scratch_create(&matcher->scratches[n],
                                       patterns->fields[n].set, error));
    if (patterns->stream_set)
        TRY(pattern_scratch_create(&matcher->stream_scratch,
                                   patterns->stream_set, error));
    return TAMIS_OK;
}

/* A line has each pattern and each exception once at most, so that a piece of
 * one line always has room; so has a value. */
static void count_hits(struct pattern_matcher *matcher)
{
    const tamis_patterns *patterns = matcher->patterns;

    matcher->hit_capacity = HITS_MIN;
    for (size_t n = 0; n < patterns->field_count; n++) {
        size_t *capacity = n == matcher->any_field ? &matcher->hit_capacity
                                                   : &matcher->value_capacity;

        if (patterns->fields[n].count > *capacity)
            *capacity = patterns->fields[n].count;
    }
}

size_t pattern_matcher_slots_max(const struct pattern_matcher *matcher)
{
    size_t most = 0;

    if (!matcher->patterns)
        return 0;
    for (size_t n = 0; n < matcher->patterns->field_count; n++)
        if (matcher->patterns->fields[n].count > most)
            most = matcher->patterns->fields[n].count;
    return most;
}

tamis_status pattern_matcher_open(struct pattern_matcher *matcher,
                                  tamis_patterns *patterns,
                                  const struct view *view,
                                  const tamis_allocator *allocator,
                                  tamis_error *error)
{
    size_t count;

    matcher->any_field = SIZE_MAX;
    matcher->given = tamis_patterns_retain(patterns);
    if (!patterns || patterns->field_count == 0)
        return TAMIS_OK;
    matcher->patterns = patterns;
    matcher->any_field = patterns_find_field(patterns, TAMIS_KIND_AUTO);
    count = patterns->slot_count;
    count_hits(matcher);
    matcher->actions = memory_allocate_array(allocator, count, 1);
    matcher->marks = memory_allocate_array(allocator, count, 1);
    matcher->hits = memory_allocate_array(allocator, matcher->hit_capacity,
                                          sizeof *matcher->hits);
    matcher->value_hits = memory_allocate_array(
        allocator, matcher->value_capacity + 1, sizeof *matcher->value_hits);
    if (!matcher->actions || !matcher->marks || !matcher->hits ||
        !matcher->value_hits)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "no memory to match %zu patterns", count);
    TRY(make_scratches(matcher, error));
    note_actions(matcher, view);
    return TAMIS_OK;
}

void pattern_matcher_close(struct pattern_matcher *matcher,
                           const tamis_allocator *allocator)
{
    for (size_t n = 0; n < sizeof matcher->scratches / sizeof(void *); n++)
        pattern_scratch_destroy(matcher->scratches[n]);
    pattern_scratch_destroy(matcher->stream_scratch);
    memory_release(allocator, matcher->actions);
    memory_release(allocator, matcher->marks);
    memory_release(allocator, matcher->hits);
    memory_release(allocator, matcher->value_hits);
    tamis_patterns_release(matcher->given);
    matcher->given = matcher->patterns = NULL;
}

static bool is_before(const struct pattern_hit *a, const struct pattern_hit *b)
{
    if (a->line != b->line)
        return a->line < b->line;
    if (a->offset != b->offset)
        return a->offset < b->offset;
    if (a->length != b->length)
        return a->length > b->length;
    return a->id < b->id;
}

static void sift(struct pattern_hit *hits, size_t root, size_t count)
{
    struct pattern_hit moving = hits[root];

    for (;;) {
        size_t child = 2 * root + 1;

        if (child >= count)
            break;
        if (child + 1 < count && is_before(&hits[child], &hits[child + 1]))
            child++;
        if (!is_before(&moving, &hits[child]))
            break;
        hits[root] = hits[child];
        root = child;
    }
    hits[root] = moving;
}

/* A heap sort: in place, and no input makes it slow. */
void pattern_hits_sort(struct pattern_hit *hits, size_t count)
{
    for (size_t root = count / 2; root-- > 0;)
        sift(hits, root, count);
    for (size_t end = count; end > 1; end--) {
        struct pattern_hit last = hits[end - 1];

        hits[end - 1] = hits[0];
        hits[0] = last;
        sift(hits, 0, end - 1);
    }
}

size_t pattern_hits_judge(struct pattern_matcher *matcher,
                          struct pattern_hit *hits, size_t count)
{
    uint8_t *marks = matcher->marks;
    size_t kept = 0;

    for (size_t i = 0; i < count; i++)
        if (patterns_is_exception(hits[i].id))
            marks[patterns_number(hits[i].id)] = 1;
    for (size_t i = 0; i < count; i++) {
        struct pattern_hit hit = hits[i];

        if (patterns_is_exception(hit.id) || marks[patterns_number(hit.id)])
            continue;
        /* What is left out changes places with it, and is needed below. */
        hits[i] = hits[kept];
        hits[kept++] = hit;
    }
    for (size_t i = kept; i < count; i++)
        marks[patterns_number(hits[i].id)] = 0;
    return kept;
}
