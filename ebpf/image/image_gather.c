/* SPDX-License-Identifier: BSD-2-Clause */
#include "image/image_gather.h"

#include "base/failure.h"
#include "base/heap.h"
#include "policy/policy_word.h"

#include <tamis/cursor.h>

#include <stdlib.h>
#include <string.h>

/* A thread that others keep from running takes fewer parts than those. */
#define PARTS_A_THREAD 8u

#define RECORDS     256u
#define ENTRIES     512u
#define KNOWN_TERMS 256u /* a power of two */
#define HOUR_NS     3600000000000ll

/* Statements that were met alone, and their term set. */
struct known_terms {
    __u64 term;
    __u32 flags, number; /* number + 1; 0: free */
};

/* A record that one statement is made of, as most are, and what came of it:
 * the next record mostly has the same one. */
struct known_record {
    tamis_entry_brief entry;
    __u32 terms;
    __u16 until_hours;
    bool is_known;
};

/* One walk. */
struct gather_walk {
    struct gathered *gathered;
    const struct gathering *gathering;
    bool has_permits;
    __u64 counts[GATHERED_KINDS];
    struct known_terms known[KNOWN_TERMS];
    struct known_record last;
    /* The record that is at hand, if one is open. */
    tamis_record record;
    struct gathered_place place;
    __u64 *terms;
    __u32 term_count, term_capacity, flags;
    int64_t end_ns; /* when its first statement ends or begins */
    bool is_valid, is_open;
};

static tamis_status no_memory(tamis_error *error)
{
    return failure(error, TAMIS_ERROR_MEMORY,
                   "no memory for what the database lists");
}

static tamis_status name_feeds(struct gathering *gathering,
                               struct image_nodes *nodes, tamis_cursor *cursor)
{
    tamis_feed_summary feed;

    for (__u32 n = 0; tamis_cursor_feed(cursor, n, &feed); n++) {
        if (feed.feed_id >= gathering->feed_count)
            continue;
        gathering->feeds[feed.feed_id] = (struct gathering_feed){
            nodes->feed_count, feed.action == TAMIS_ACTION_ALLOW};
        nodes->feeds[nodes->feed_count++] = feed.name;
    }
    gathering->other_index = nodes->feed_count;
    nodes->feeds[nodes->feed_count++] = (tamis_slice){"", 0};
    for (__u32 n = 0; n < gathering->feed_count; n++)
        if (gathering->feeds[n].index == UINT32_MAX)
            gathering->feeds[n].index = gathering->other_index;
    return TAMIS_OK;
}

tamis_status image_gathering_begin(struct gathering *gathering,
                                   struct image_nodes *nodes,
                                   const struct image_request *request,
                                   tamis_error *error)
{
    tamis_database_info info = {.struct_size = sizeof info};
    tamis_cursor_options options = TAMIS_CURSOR_OPTIONS_INIT;
    tamis_cursor *cursor;

    gathering->request = request;
    gathering->part_count =
        request->thread_count > 1 ? request->thread_count * PARTS_A_THREAD : 1;
    gathering->clearance = options.clearance;
    if (request->clearance)
        gathering->clearance = *request->clearance;
    gathering->clearance.struct_size = sizeof gathering->clearance;
    gathering->clearance.flags |= TAMIS_CLEARANCE_ANY_TIME;
    tamis_database_info_get(request->database, &info);
    gathering->feed_count = info.feed_count;
    gathering->feeds =
        heap_take(&nodes->heap, info.feed_count, sizeof *gathering->feeds);
    nodes->feeds = heap_take(&nodes->heap, (size_t)info.feed_count + 1,
                             sizeof *nodes->feeds);
    if (!gathering->feeds || !nodes->feeds)
        return no_memory(error);
    for (__u32 n = 0; n < info.feed_count; n++)
        gathering->feeds[n].index = UINT32_MAX;
    options.flags = TAMIS_CURSOR_UNORDERED;
    options.clearance = gathering->clearance;
    XDP_TRY(
        tamis_cursor_create_with(&cursor, request->database, &options, error));
    name_feeds(gathering, nodes, cursor);
    tamis_cursor_destroy(cursor);
    return TAMIS_OK;
}

static struct gathering_feed find_feed(const struct gathering *gathering,
                                       __u32 feed_id)
{
    const struct gathering_feed other = {gathering->other_index, false};

    return feed_id < gathering->feed_count ? gathering->feeds[feed_id] : other;
}

/* PAP says that nothing may be done about it. */
static bool is_restricted(tamis_pap pap)
{
    return pap != TAMIS_PAP_CLEAR && pap != TAMIS_PAP_GREEN;
}

/* Packets show a source and a destination; a statement about both, or about
 * neither, is about any. */
static __u32 fields_of(__u32 fields)
{
    fields &= TAMIS_FIELD_SOURCE | TAMIS_FIELD_DESTINATION;
    return fields == (TAMIS_FIELD_SOURCE | TAMIS_FIELD_DESTINATION) ? 0
                                                                    : fields;
}

/* The entry as a term; 0, with a flag, where it is of no feed. */
static __u64 term_of(const struct gather_walk *walk,
                     const tamis_entry_brief *entry, __u32 *flags)
{
    struct gathering_feed feed = find_feed(walk->gathering, entry->feed_id);

    switch (entry->action) {
    case TAMIS_ACTION_ALLOW:
        if (!feed.is_operators)
            return TERM_OF_FEED(feed.index) | TERM_FEED_ALLOWS;
        *flags |= TERMS_OPERATOR_ALLOWS;
        return 0;
    case TAMIS_ACTION_WARN:
        *flags |= TERMS_WARNED;
        return 0;
    default:
        return TERM_OF_FEED(feed.index) | TERM_IS_PRESENT |
               (is_restricted(entry->pap) && !(*flags & TERMS_PERMITTED)
                    ? TERM_RESTRICTED
                    : 0) |
               fields_of(entry->fields);
    }
}

/* Does the entry hold at the image's time? Notes when that changes. */
static bool is_in_time(struct gather_walk *walk, const tamis_entry_brief *entry)
{
    int64_t now = walk->gathering->request->time_ns;

    if (entry->valid_until_ns <= now)
        return false;
    if (entry->valid_from_ns > now) {
        if (entry->valid_from_ns < walk->end_ns)
            walk->end_ns = entry->valid_from_ns;
        return false;
    }
    if (entry->valid_until_ns < walk->end_ns)
        walk->end_ns = entry->valid_until_ns;
    walk->is_valid = true;
    return true;
}

static bool add_term(struct gather_walk *walk, __u64 term)
{
    __u64 *grown;
    __u32 capacity = walk->term_capacity * 2;

    if (walk->term_count == walk->term_capacity) {
        capacity = capacity ? capacity : ENTRIES;
        grown = heap_resize(&walk->gathered->heap, walk->terms, capacity,
                            sizeof *grown);
        if (!grown)
            return false;
        walk->terms = grown;
        walk->term_capacity = capacity;
    }
    walk->terms[walk->term_count++] = term;
    return true;
}

static bool add_entries(struct gather_walk *walk,
                        const tamis_entry_brief *entries, __u32 count)
{
    for (__u32 n = 0; n < count; n++) {
        __u64 term;

        if (!is_in_time(walk, &entries[n]))
            continue;
        term = term_of(walk, &entries[n], &walk->flags);
        if (term && !add_term(walk, term))
            return false;
    }
    return true;
}

static int compare_terms(const void *a, const void *b)
{
    __u64 left = *(const __u64 *)a, right = *(const __u64 *)b;

    return left < right ? -1 : left > right;
}

static void sort_terms(struct gather_walk *walk)
{
    __u32 kept = 0;

    qsort(walk->terms, walk->term_count, sizeof *walk->terms, compare_terms);
    for (__u32 n = 0; n < walk->term_count; n++)
        if (kept == 0 || walk->terms[n] != walk->terms[kept - 1])
            walk->terms[kept++] = walk->terms[n];
    walk->term_count = kept;
}

static __u32 find_terms(struct gather_walk *walk)
{
    struct term_sets *all = &walk->gathered->terms;
    __u64 term = walk->term_count ? walk->terms[0] : 0;
    struct known_terms *known =
        &walk->known[(term * 0x9e3779b97f4a7c15ull ^ walk->flags) >> 56 &
                     (KNOWN_TERMS - 1)];

    if (walk->term_count > 1) {
        sort_terms(walk);
        return term_sets_add(all, walk->flags, walk->terms, walk->term_count);
    }
    if (known->number && known->term == term && known->flags == walk->flags)
        return known->number - 1;
    known->term = term;
    known->flags = walk->flags;
    known->number =
        term_sets_add(all, walk->flags, walk->terms, walk->term_count) + 1;
    return known->number - 1;
}

/* Whole hours from the image's time on. */
static __u16 count_hours(const struct gather_walk *walk)
{
    int64_t now = walk->gathering->request->time_ns;
    __u64 hours;

    if (walk->end_ns == TAMIS_TIME_MAX)
        return IMAGE_UNTIL_NEVER;
    hours = ((__u64)walk->end_ns - (__u64)now) / HOUR_NS;
    return hours < IMAGE_UNTIL_NEVER ? (__u16)hours : IMAGE_UNTIL_NEVER - 1;
}

static void write_counts(tamis_xdp_image_info *info,
                         const __u64 counts[GATHERED_KINDS])
{
    info->ipv4 = counts[GATHERED_IS_V4];
    info->ipv6 = counts[GATHERED_IS_V6];
    info->ports = counts[GATHERED_IS_PORT];
    info->names = counts[GATHERED_IS_NAME];
    info->indicators = info->ipv4 + info->ipv6 + info->ports + info->names;
    info->deep_names = counts[GATHERED_IS_DEEP];
    info->other_kinds = counts[GATHERED_IS_OTHER];
}

static void begin_record(struct gather_walk *walk, const tamis_record *record)
{
    walk->is_open = true;
    walk->record = *record;
    walk->place = gathered_place_of(record);
    walk->term_count = 0;
    walk->flags = 0;
    walk->end_ns = TAMIS_TIME_MAX;
    walk->is_valid = false;
    /* Its end overwrites the terms of the one before. */
    walk->last.is_known = false;
    if (walk->has_permits &&
        policy_permits_value(walk->gathering->request->policy, record->kind,
                             record->key))
        walk->flags = TERMS_PERMITTED;
}

/* Adds the record at hand, all of whose entries were added. */
static bool end_record(struct gather_walk *walk)
{
    struct gathered *gathered = walk->gathered;

    if (!walk->is_open)
        return true;
    walk->is_open = false;
    if (walk->is_valid || walk->place.kind >= GATHERED_IS_DEEP)
        walk->counts[walk->place.kind]++;
    else
        gathered->info.not_valid++;
    if (walk->place.kind == GATHERED_IS_OTHER ||
        (!walk->is_valid && walk->end_ns == TAMIS_TIME_MAX))
        return true;
    if (walk->end_ns < gathered->info.next_end_ns)
        gathered->info.next_end_ns = walk->end_ns;
    if (!walk->is_valid)
        walk->flags = 0;
    walk->last.terms = find_terms(walk);
    walk->last.until_hours = count_hours(walk);
    return gathered_add(gathered, &walk->record, walk->place, walk->last.terms,
                        walk->last.until_hours) &&
           !gathered->terms.has_failed;
}

static bool is_same_statement(const tamis_entry_brief *one,
                              const tamis_entry_brief *other)
{
    return one->feed_id == other->feed_id && one->action == other->action &&
           one->pap == other->pap && one->fields == other->fields &&
           one->valid_from_ns == other->valid_from_ns &&
           one->valid_until_ns == other->valid_until_ns;
}

/* The statement is that of the record before: so is all that came of it. */
static bool add_alike(struct gather_walk *walk, const tamis_record *record)
{
    struct gathered_place place = gathered_place_of(record);

    walk->counts[place.kind]++;
    return place.kind == GATHERED_IS_OTHER ||
           gathered_add(walk->gathered, record, place, walk->last.terms,
                        walk->last.until_hours);
}

/* A record as it comes from a batch. One that fills it may go on in the next
 * ones, and is left open. */
static bool meet_record(struct gather_walk *walk, const tamis_record *record,
                        const tamis_entry_brief *entries)
{
    bool is_rest = walk->is_open && record->id == walk->record.id;
    bool is_alone = record->entry_count == 1 && !is_rest;

    if (!is_rest && !end_record(walk))
        return false;
    if (is_alone && walk->last.is_known &&
        is_same_statement(entries, &walk->last.entry))
        return add_alike(walk, record);
    if (!is_rest)
        begin_record(walk, record);
    if (walk->place.kind != GATHERED_IS_OTHER &&
        !add_entries(walk, entries, record->entry_count))
        return false;
    if (is_rest || record->entry_count == ENTRIES)
        return true;
    /* What is permitted is so by its value, whatever is stated. */
    walk->last.is_known = is_alone && walk->is_valid && !walk->has_permits;
    walk->last.entry = *entries;
    return end_record(walk);
}

static bool walk_all(struct gather_walk *walk, tamis_cursor *cursor)
{
    tamis_record records[RECORDS];
    tamis_entry_brief entries[ENTRIES];
    size_t count;

    while ((count = tamis_cursor_read(cursor, RECORDS, records, ENTRIES,
                                      entries)) > 0) {
        const tamis_entry_brief *entry = entries;

        for (size_t n = 0; n < count; n++) {
            if (!meet_record(walk, &records[n], entry))
                return false;
            entry += records[n].entry_count;
        }
    }
    return end_record(walk);
}

static tamis_status walk_part(struct gather_walk *walk, __u32 part,
                              tamis_error *error)
{
    const struct gathering *gathering = walk->gathering;
    tamis_cursor_options options = TAMIS_CURSOR_OPTIONS_INIT;
    tamis_cursor *cursor;
    bool is_done;

    options.flags = TAMIS_CURSOR_UNORDERED;
    options.part = part;
    options.part_count = gathering->part_count;
    options.clearance = gathering->clearance;
    XDP_TRY(tamis_cursor_create_with(&cursor, gathering->request->database,
                                     &options, error));
    is_done = walk_all(walk, cursor);
    tamis_cursor_destroy(cursor);
    return is_done ? TAMIS_OK : no_memory(error);
}

tamis_status image_gather_parts(struct gathered *gathered,
                                struct gathering *gathering, tamis_error *error)
{
    struct gather_walk walk = {.gathered = gathered, .gathering = gathering};
    tamis_status status = TAMIS_OK;
    __u32 part;

    walk.has_permits = policy_permits_values(gathering->request->policy);
    while (status == TAMIS_OK &&
           (part = atomic_fetch_add(&gathering->next_part, 1)) <
               gathering->part_count)
        status = walk_part(&walk, part, error);
    write_counts(&gathered->info, walk.counts);
    heap_give(&gathered->heap, walk.terms);
    return status;
}

tamis_status image_gather_protected(struct gathered *gathered,
                                    const struct gathering *gathering,
                                    tamis_error *error)
{
    const tamis_xdp_policy *policy = gathering->request->policy;
    size_t count = policy_protected_count(policy);
    __u32 terms = term_sets_add(&gathered->terms, TERMS_PROTECTED, NULL, 0);

    for (size_t n = 0; n < count; n++) {
        struct policy_protected value = policy_protected_at(policy, n);
        const tamis_record record = {
            .id = TAMIS_RECORD_NONE,
            .kind = value.kind,
            .mode = TAMIS_MODE_SUFFIX, /* of an address it is not looked at */
            .key = value.key};
        struct gathered_place place = gathered_place_of(&record);

        if (place.kind != GATHERED_IS_OTHER &&
            !gathered_add(gathered, &record, place, terms, IMAGE_UNTIL_NEVER))
            return no_memory(error);
    }
    return gathered->terms.has_failed ? no_memory(error) : TAMIS_OK;
}
