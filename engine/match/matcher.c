/* SPDX-License-Identifier: BSD-2-Clause */
#include "match/matcher.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/options.h"
#include "indicator/kind.h"

#include <string.h>

void tamis_matcher_options_init(tamis_matcher_options *options)
{
    static const tamis_matcher_options initial = TAMIS_MATCHER_OPTIONS_INIT;

    *options = initial;
}

/* Copies what the caller's version of the struct holds; refuses a newer one. */
static tamis_status read_options(tamis_matcher_options *to,
                                 const tamis_matcher_options *from,
                                 const tamis_database *database,
                                 tamis_error *error)
{
    tamis_matcher_options_init(to);
    if (!from)
        return TAMIS_OK;
    TRY(options_check(from, sizeof *to, "tamis_matcher_options", error));
    *to = *from;
    if (to->patterns && to->patterns->database != database)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "tamis_matcher_options.patterns are those of another "
                         "database; prepare them for this one");
    if (to->flags & ~TAMIS_MATCHER_URL_EXPRESSIONS)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "tamis_matcher_options.flags 0x%x has bits that this "
                         "version does not know",
                         (unsigned)to->flags);
    return TAMIS_OK;
}

_Static_assert(sizeof(struct tamis_matcher) + UTF16_CHUNK_UTF8_SIZE +
                       OBSERVATION_FOUND_MAX *
                           sizeof(struct observation_found) <=
                   (size_t)1280 << 10,
               "what tamis/match.h says of a matcher's memory");

static tamis_status allocate_scratch(tamis_matcher *matcher)
{
    struct observation *observation = &matcher->observation;

    observation->feed_count = matcher->view.database->info.feed_count;
    observation->feed_levels = memory_allocate_array(
        &matcher->allocator, (size_t)observation->feed_count + 1, 1);
    matcher->transcoded =
        memory_allocate(&matcher->allocator, UTF16_CHUNK_UTF8_SIZE);
    observation->found_capacity =
        OBSERVATION_FOUND_MAX + pattern_matcher_slots_max(&matcher->patterns);
    observation->found =
        memory_allocate_array(&matcher->allocator, observation->found_capacity,
                              sizeof *observation->found);
    if (!observation->feed_levels || !matcher->transcoded ||
        !observation->found)
        return TAMIS_ERROR_MEMORY;
    return TAMIS_OK;
}

tamis_status tamis_matcher_create(tamis_matcher **matcher,
                                  tamis_database *database,
                                  const tamis_matcher_options *options,
                                  tamis_error *error)
{
    tamis_matcher_options chosen;
    tamis_allocator allocator;
    tamis_matcher *made;
    tamis_status status;

    *matcher = NULL;
    if (!database)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "a matcher needs a database, but database is NULL");
    TRY(read_options(&chosen, options, database, error));
    allocator = memory_choose(chosen.allocator);
    made = memory_allocate_array(&allocator, 1, sizeof *made);
    if (!made)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "no memory for a matcher (%zu bytes)", sizeof *made);
    made->allocator = allocator;
    made->flags = chosen.flags;
    status = view_open(&made->view, database, &made->allocator,
                       &chosen.clearance, error);
    if (status < 0) {
        memory_release(&allocator, made);
        return status;
    }
    sieve_open(&made->sieve, database,
               made->flags & TAMIS_MATCHER_URL_EXPRESSIONS);
    status = pattern_matcher_open(&made->patterns, chosen.patterns, &made->view,
                                  &made->allocator, error);
    if (status == TAMIS_OK && allocate_scratch(made) < 0)
        status = error_set(error, TAMIS_ERROR_MEMORY,
                           "no memory for a matcher's scratch");
    if (status < 0) {
        tamis_matcher_destroy(made);
        return status;
    }
    *matcher = made;
    return TAMIS_OK;
}

void tamis_matcher_destroy(tamis_matcher *matcher)
{
    tamis_allocator allocator;

    if (!matcher)
        return;
    allocator = matcher->allocator;
    pattern_matcher_close(&matcher->patterns, &allocator);
    memory_release(&allocator, matcher->observation.feed_levels);
    memory_release(&allocator, matcher->observation.found);
    memory_release(&allocator, matcher->transcoded);
    view_close(&matcher->view, &allocator);
    memory_release(&allocator, matcher);
}

tamis_patterns *tamis_matcher_patterns(const tamis_matcher *matcher)
{
    return matcher->patterns.given;
}

uint64_t tamis_matcher_unmatched_patterns(const tamis_matcher *matcher)
{
    const struct database_class *records =
        patterns_records(matcher->view.database);
    const tamis_patterns *patterns = matcher->patterns.given;
    uint32_t prepared_count = patterns ? patterns->slot_count : 0;
    uint32_t number = 0;
    uint64_t count = 0;

    for (uint32_t slot = 0; slot < records->count; slot++) {
        bool is_prepared =
            number < prepared_count && patterns->slots[number] == slot;

        if (!is_prepared || patterns->is_out[number])
            count += pattern_actions(&matcher->view, records, slot) != 0;
        number += is_prepared;
    }
    return count;
}

void tamis_matcher_set_time(tamis_matcher *matcher, int64_t time_ns,
                            int any_time)
{
    matcher->view.time_ns = time_ns;
    matcher->view.any_time = any_time != 0;
}

void tamis_matcher_counts_get(const tamis_matcher *matcher,
                              tamis_matcher_counts *counts)
{
    counts->struct_size = sizeof *counts;
    counts->hits = matcher->hits;
    counts->hidden_by_clock = matcher->hidden_by_clock;
    counts->hidden_by_allow = matcher->hidden_by_allow;
    counts->cut_lines = matcher->cut_lines;
}

size_t tamis_matcher_entries(tamis_matcher *matcher, tamis_record_id id,
                             size_t skip, size_t capacity, tamis_entry *entries)
{
    struct view_walk walk;
    enum view_answer answer;
    tamis_entry entry;
    size_t count = 0;

    view_walk_begin(&walk, &matcher->view, id);
    while (count < capacity &&
           (answer = view_walk_next(&walk, &entry)) != VIEW_END) {
        if (answer != VIEW_VISIBLE)
            continue;
        if (skip > 0)
            skip--;
        else
            entries[count++] = entry;
    }
    return count;
}

int tamis_matcher_record(tamis_matcher *matcher, tamis_record_id id,
                         tamis_record *record)
{
    struct view_walk walk;
    enum view_answer answer;
    tamis_entry entry;
    uint32_t count = 0;

    if (!database_record(matcher->view.database, id, record))
        return 0;
    view_walk_begin(&walk, &matcher->view, id);
    while ((answer = view_walk_next(&walk, &entry)) != VIEW_END)
        count += answer == VIEW_VISIBLE;
    record->entry_count = count;
    return count > 0;
}

uint64_t tamis_matcher_field_patterns(const tamis_matcher *matcher)
{
    return pattern_matcher_count_fields(&matcher->patterns);
}

int tamis_matcher_may_list(const tamis_matcher *matcher, tamis_kind kind)
{
    const struct database_class *classes = matcher->view.database->classes;
    enum key_class number = kind_key_class(kind, 0);

    if (number >= KEY_CLASS_COUNT)
        return 0;
    return classes[number].count > 0 ||
           (kind == TAMIS_KIND_IP && classes[KEY_CLASS_IPV4].count > 0) ||
           pattern_matcher_asks(&matcher->patterns, kind);
}
