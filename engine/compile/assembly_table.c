/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/assembly_table.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/slice.h"

#include <stdlib.h>

/* An array in the arena; one byte at least, so that NULL means no memory. */
static void *make_array(struct assembly *assembly, size_t count, size_t size)
{
    size_t total;

    if (__builtin_mul_overflow(count, size, &total))
        return NULL;
    return arena_allocate(&assembly->arena, total ? total : 1);
}

static uint32_t *make_order(struct assembly *assembly, uint32_t count)
{
    return make_array(assembly, count, sizeof(uint32_t));
}

/* The strictest label that a feed has rows of, by the labels' own order;
 * INTERN_NONE when it has none. */
static uint32_t find_row_label(const tamis_compiler *compiler, uint32_t feed)
{
    uint32_t found = INTERN_NONE;

    for (uint32_t n = 0; n < compiler->accounting.keys.count; n++) {
        struct accounting_key key = accounting_get(&compiler->accounting, n);

        if (key.feed == feed &&
            (found == INTERN_NONE ||
             label_table_compare(&compiler->labels, found, key.label) < 0))
            found = key.label;
    }
    return found;
}

/*
 * A feed is told of when its own label is kept or something of it is. When
 * only the latter, its own label would tell who else there is: the strictest
 * of what is kept stands for it.
 */
static tamis_status choose_feed_label(struct assembly *assembly, uint32_t feed,
                                      uint32_t *label)
{
    tamis_compiler *compiler = assembly->compiler;

    TRY(feed_table_label(&compiler->feeds, feed,
                         compiler->feeds.feeds[feed].info.tlp, label));
    if (compiler->labels.labels[*label].is_withheld)
        *label = find_row_label(compiler, feed);
    return TAMIS_OK;
}

/* Labels in the feeds are the compiler's until assembly_table_labels(). */
tamis_status assembly_table_feeds(struct assembly *assembly)
{
    const struct feed_table *table = &assembly->compiler->feeds;
    struct database_input_feed *feeds =
        make_array(assembly, table->count, sizeof *feeds);
    uint32_t *order = make_order(assembly, table->count);
    uint32_t count = 0;

    if (!feeds || !order)
        return TAMIS_ERROR_MEMORY;
    feed_table_sort(table, order);
    for (uint32_t i = 0; i < table->count; i++) {
        const tamis_feed_info *info = &table->feeds[order[i]].info;
        uint32_t label;

        TRY(choose_feed_label(assembly, order[i], &label));
        if (label == INTERN_NONE)
            continue;
        feeds[count] = (struct database_input_feed){
            info->name, info->producer, info->format, info->action, label};
        assembly->feeds[order[i]] = count++;
    }
    assembly->input.feeds = feeds;
    assembly->input.feed_count = count;
    return TAMIS_OK;
}

static void mark_labels(struct assembly *assembly,
                        const struct database_input_feed *feeds)
{
    const tamis_compiler *compiler = assembly->compiler;

    for (size_t i = 0; i < assembly->input.feed_count; i++)
        assembly->labels[feeds[i].label] = 0;
    for (uint32_t i = 0; i < assembly->profile_count; i++)
        assembly->labels[profile_table_get(&compiler->profiles,
                                           assembly->profile_order[i])
                             .label] = 0;
    for (uint32_t i = 0; i < compiler->accounting.keys.count; i++)
        assembly->labels[accounting_get(&compiler->accounting, i).label] = 0;
}

tamis_status assembly_table_labels(struct assembly *assembly)
{
    const struct label_table *table = &assembly->compiler->labels;
    struct database_input_label *labels =
        make_array(assembly, table->count, sizeof *labels);
    uint32_t *order = make_order(assembly, table->count);
    struct database_input_feed *feeds =
        make_array(assembly, assembly->input.feed_count, sizeof *feeds);
    uint32_t count = 0;

    if (!labels || !order || !feeds)
        return TAMIS_ERROR_MEMORY;
    memcpy(feeds, assembly->input.feeds,
           assembly->input.feed_count * sizeof *feeds);
    mark_labels(assembly, feeds);
    label_table_sort(table, order);
    for (uint32_t i = 0; i < table->count; i++) {
        const struct label *label = &table->labels[order[i]];

        if (assembly->labels[order[i]] == INTERN_NONE)
            continue;
        labels[count] = (struct database_input_label){
            label->tlp,        label->set.everyone,  label->names,
            label->name_count, label->organisations, label->set.member_count};
        assembly->is_above_green |= label->tlp > TAMIS_TLP_GREEN;
        assembly->labels[order[i]] = count++;
    }
    for (size_t i = 0; i < assembly->input.feed_count; i++)
        feeds[i].label = assembly->labels[feeds[i].label];
    assembly->input.feeds = feeds;
    assembly->input.labels = labels;
    assembly->input.label_count = count;
    return TAMIS_OK;
}

/* A list of tags as slices, numbered by first use. */
static uint32_t number_tags(struct assembly *assembly, uint32_t tags,
                            const tamis_slice **lists, size_t *sizes)
{
    const struct profile_table *profiles = &assembly->compiler->profiles;
    uint32_t count = profile_table_tag_count(profiles, tags);
    size_t number = assembly->input.tag_list_count;
    tamis_slice *list;

    if (assembly->tag_lists[tags] != INTERN_NONE)
        return assembly->tag_lists[tags];
    list = make_array(assembly, count, sizeof *list);
    if (!list)
        return INTERN_NONE;
    for (uint32_t n = 0; n < count; n++)
        list[n] = profile_table_tag(profiles, tags, n);
    lists[number] = list;
    sizes[number] = count;
    assembly->input.tag_list_count++;
    assembly->tag_lists[tags] = (uint32_t)number;
    return (uint32_t)number;
}

tamis_status assembly_table_profiles(struct assembly *assembly)
{
    const struct profile_table *table = &assembly->compiler->profiles;
    struct database_input_profile *profiles =
        make_array(assembly, assembly->profile_count, sizeof *profiles);
    const tamis_slice **lists =
        make_array(assembly, table->tag_lists.count, sizeof *lists);
    size_t *sizes = make_array(assembly, table->tag_lists.count, sizeof *sizes);

    if (!profiles || !lists || !sizes)
        return TAMIS_ERROR_MEMORY;
    for (uint32_t i = 0; i < assembly->profile_count; i++) {
        struct profile from =
            profile_table_get(table, assembly->profile_order[i]);
        uint32_t tags = UINT32_MAX;

        if (from.tags != 0) {
            tags = number_tags(assembly, from.tags, lists, sizes);
            if (tags == INTERN_NONE)
                return TAMIS_ERROR_MEMORY;
        }
        profiles[i] = (struct database_input_profile){
            .feed = assembly->feeds[from.feed],
            .label = assembly->labels[from.label],
            .action = from.action,
            .pap = from.pap,
            .caveats = from.caveats,
            .fields = from.fields,
            .confidence = from.confidence,
            .tags = tags,
        };
    }
    assembly->input.profiles = profiles;
    assembly->input.profile_count = assembly->profile_count;
    assembly->input.tag_lists = lists;
    assembly->input.tag_list_sizes = sizes;
    return TAMIS_OK;
}

static int compare_counts(const void *a, const void *b)
{
    const struct database_input_count *left = a, *right = b;
    const uint32_t lefts[] = {left->feed, left->label, left->outcome,
                              left->reason, left->mode};
    const uint32_t rights[] = {right->feed, right->label, right->outcome,
                               right->reason, right->mode};

    for (size_t i = 0; i < sizeof lefts / sizeof *lefts; i++)
        if (lefts[i] != rights[i])
            return lefts[i] < rights[i] ? -1 : 1;
    return 0;
}

tamis_status assembly_table_counts(struct assembly *assembly)
{
    const struct accounting *accounting = &assembly->compiler->accounting;
    uint32_t count = accounting->keys.count;
    struct database_input_count *counts =
        make_array(assembly, count, sizeof *counts);

    if (!counts)
        return TAMIS_ERROR_MEMORY;
    for (uint32_t n = 0; n < count; n++) {
        struct accounting_key key = accounting_get(accounting, n);

        counts[n] = (struct database_input_count){assembly->feeds[key.feed],
                                                  assembly->labels[key.label],
                                                  key.outcome,
                                                  key.reason,
                                                  key.mode,
                                                  accounting->counts[n]};
    }
    if (count > 0)
        qsort(counts, count, sizeof *counts, compare_counts);
    assembly->input.counts = counts;
    assembly->input.count_count = count;
    return TAMIS_OK;
}

static bool names_audience(const tamis_slice *names, size_t count,
                           tamis_slice name)
{
    for (size_t i = 0; i < count; i++)
        if (slice_equal(names[i], name))
            return true;
    return false;
}

/* When anything may be left out, only definitions that --for or a label in
 * the file names. */
static bool is_told(const struct assembly *assembly, tamis_slice name)
{
    const tamis_compiler *compiler = assembly->compiler;

    if (compiler->audience_count == 0 && compiler->tlp_max == TAMIS_TLP_RED)
        return true;
    if (names_audience(compiler->audience, compiler->audience_count, name))
        return true;
    for (size_t i = 0; i < assembly->input.label_count; i++)
        if (names_audience(assembly->input.labels[i].audience_names,
                           assembly->input.labels[i].audience_name_count, name))
            return true;
    return false;
}

static int compare_slices(const void *a, const void *b)
{
    return slice_compare(*(const tamis_slice *)a, *(const tamis_slice *)b);
}

static tamis_status fill_audience(struct assembly *assembly, size_t n,
                                  struct database_input_audience *audience)
{
    const struct audience_book *book = assembly->compiler->book;
    const struct audience_set *set = audience_book_set(book, n);
    tamis_slice *organisations =
        make_array(assembly, set->member_count, sizeof *organisations);

    if (!organisations)
        return TAMIS_ERROR_MEMORY;
    for (size_t i = 0; i < set->member_count; i++)
        organisations[i] =
            audience_book_organisation_name(book, set->members[i]);
    if (set->member_count > 0)
        qsort(organisations, set->member_count, sizeof *organisations,
              compare_slices);
    *audience = (struct database_input_audience){
        audience_book_name(book, n), set->everyone, organisations,
        set->everyone ? 0 : set->member_count};
    return TAMIS_OK;
}

tamis_status assembly_table_audiences(struct assembly *assembly)
{
    const struct audience_book *book = assembly->compiler->book;
    size_t count = audience_book_count(book), kept = 0;
    struct database_input_audience *audiences =
        make_array(assembly, count, sizeof *audiences);

    if (!audiences)
        return TAMIS_ERROR_MEMORY;
    for (size_t n = 0; n < count; n++) {
        if (!is_told(assembly, audience_book_name(book, n)))
            continue;
        TRY(fill_audience(assembly, n, &audiences[kept]));
        kept++;
    }
    assembly->input.audiences = audiences;
    assembly->input.audience_count = kept;
    return TAMIS_OK;
}
