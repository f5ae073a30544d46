/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/feed_table.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/slice.h"
#include "compile/decay.h"

#include <stdlib.h>

void feed_table_init(struct feed_table *table, const tamis_allocator *allocator,
                     struct label_table *labels, uint64_t seed)
{
    *table = (struct feed_table){.allocator = allocator, .labels = labels};
    arena_init(&table->arena, allocator);
    intern_table_init(&table->names, allocator, seed);
}

void feed_table_release(struct feed_table *table)
{
    if (!table->allocator)
        return;
    for (uint32_t n = 0; n < table->count; n++)
        memory_release(table->allocator, table->feeds[n].failure);
    memory_release(table->allocator, table->feeds);
    intern_table_release(&table->names);
    arena_release(&table->arena);
    *table = (struct feed_table){.allocator = NULL};
}

static tamis_status out_of_memory(tamis_error *error)
{
    return error_set(error, TAMIS_ERROR_MEMORY,
                     "out of memory while declaring a feed");
}

/* NULL when the numbers are in range, else the rest of a sentence. */
static const char *find_objection(const tamis_feed_info *info)
{
    if (info->action > TAMIS_ACTION_WARN)
        return "has no such action; LIST, ALLOW and WARN are known";
    if (info->pap > TAMIS_PAP_RED && info->pap != TAMIS_PAP_UNMARKED)
        return "has no such PAP; say clear, green, amber or red";
    if (info->confidence > 100 && info->confidence != TAMIS_CONFIDENCE_UNSET)
        return "has a confidence above 100; give 0 to 100";
    if (info->domain_match != TAMIS_MODE_AUTO &&
        info->domain_match > TAMIS_MODE_SUFFIX)
        return "has no such domain_match; say auto, exact or suffix";
    if (info->url_nopath > TAMIS_URL_NOPATH_EXACT)
        return "has no such url_nopath; say host or exact";
    return NULL;
}

static tamis_status check_info(const struct feed_table *table,
                               const tamis_feed_info *info, tamis_error *error)
{
    const char *objection = find_objection(info);
    int size = (int)slice_first(info->name, 100).size;

    if (info->name.size == 0)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "a feed has no name; give it one");
    if (table->count == FEEDS_MAX)
        return error_set(error, TAMIS_ERROR_LIMIT,
                         "more than %u feeds; compile them in parts",
                         FEEDS_MAX);
    if (objection)
        return error_set(error, TAMIS_ERROR_ARGUMENT, "feed \"%.*s\" %s", size,
                         info->name.data, objection);
    if (intern_table_find(&table->names, info->name.data, info->name.size) !=
        INTERN_NONE)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "there are two feeds with the name \"%.*s\"; give "
                         "each its own",
                         size, info->name.data);
    if (info->tlp > TAMIS_TLP_RED)
        return error_set(error, TAMIS_ERROR_LABEL,
                         "feed \"%.*s\" has no TLP label; say which (clear, "
                         "green, amber, amber+strict or red), for nobody "
                         "else can know",
                         size, info->name.data);
    return TAMIS_OK;
}

static bool copy_string(struct feed_table *table, tamis_slice *string)
{
    size_t size = string->size;

    *string = arena_copy(&table->arena, *string);
    return size == 0 || string->data;
}

static int compare_slices(const void *a, const void *b)
{
    return slice_compare(*(const tamis_slice *)a, *(const tamis_slice *)b);
}

/* Sorted, so that the order in which names were declared means nothing. */
static bool copy_audience(struct feed_table *table, tamis_feed_info *info)
{
    tamis_slice *names;

    if (info->audience_count == 0) {
        info->audience = NULL;
        return true;
    }
    names = arena_allocate(&table->arena, info->audience_count * sizeof *names);
    if (!names)
        return false;
    for (size_t i = 0; i < info->audience_count; i++) {
        names[i] = info->audience[i];
        if (!copy_string(table, &names[i]))
            return false;
    }
    qsort(names, info->audience_count, sizeof *names, compare_slices);
    info->audience = names;
    return true;
}

static tamis_status fill_feed(struct feed_table *table,
                              const tamis_feed_info *info, struct feed *feed,
                              tamis_error *error)
{
    struct audience_set set;

    memset(feed, 0, sizeof *feed);
    feed->info = *info;
    feed->report.struct_size = sizeof feed->report;
    for (size_t rank = 0; rank < TLP_RANK_COUNT; rank++)
        feed->labels[rank] = INTERN_NONE;
    if (!decay_measure(info, &feed->decay_span_ns))
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "feed \"%.*s\" has a decay that makes no sense; "
                         "lifetime_d is at most 36500 and speed and base are "
                         "above 0",
                         (int)slice_first(info->name, 100).size,
                         info->name.data);
    /* Names are tried now, so that a bad one is told where it was declared. */
    TRY(audience_set_expand(&set, table->labels->book, info->audience,
                            info->audience_count, error));
    audience_set_release(&set, table->allocator);
    if (!copy_string(table, &feed->info.name) ||
        !copy_string(table, &feed->info.producer) ||
        !copy_string(table, &feed->info.format) ||
        !copy_audience(table, &feed->info))
        return out_of_memory(error);
    return TAMIS_OK;
}

tamis_status feed_table_add(struct feed_table *table,
                            const tamis_feed_info *info, uint32_t *number,
                            tamis_error *error)
{
    void *feeds = table->feeds;
    struct feed feed;

    TRY(check_info(table, info, error));
    TRY(fill_feed(table, info, &feed, error));
    if (memory_grow(table->allocator, &feeds, &table->capacity,
                    (size_t)table->count + 1, sizeof feed) != 0)
        return out_of_memory(error);
    table->feeds = feeds;
    if (intern_table_add(&table->names, info->name.data, info->name.size) ==
        INTERN_NONE)
        return out_of_memory(error);
    table->feeds[table->count] = feed;
    *number = table->count++;
    return TAMIS_OK;
}

tamis_status feed_table_label(struct feed_table *table, uint32_t feed,
                              tamis_tlp tlp, uint32_t *label)
{
    static const tamis_slice self = {TAMIS_AUDIENCE_SELF,
                                     sizeof TAMIS_AUDIENCE_SELF - 1};
    const tamis_feed_info *info = &table->feeds[feed].info;
    const tamis_slice *names = info->audience;
    size_t name_count = info->audience_count;
    struct audience_set set = {.everyone = true};
    tamis_status status;

    *label = table->feeds[feed].labels[tlp];
    if (*label != INTERN_NONE)
        return TAMIS_OK;
    if (name_count == 0 && tlp > TAMIS_TLP_GREEN) {
        names = &self;
        name_count = 1;
    }
    if (name_count > 0)
        TRY(audience_set_expand(&set, table->labels->book, names, name_count,
                                NULL));
    status =
        label_table_add(table->labels, tlp, &set, names, name_count, label);
    audience_set_release(&set, table->allocator);
    TRY(status);
    table->feeds[feed].labels[tlp] = *label;
    return TAMIS_OK;
}

tamis_status feed_table_resolve(struct feed_table *table, uint32_t feed,
                                const tamis_statement *statement,
                                uint32_t *label)
{
    const tamis_feed_info *info = &table->feeds[feed].info;
    tamis_tlp tlp = info->tlp;

    if (statement->tlp != TAMIS_TLP_UNMARKED) {
        tamis_tlp mark =
            statement->tlp > TAMIS_TLP_RED ? TAMIS_TLP_RED : statement->tlp;

        if (info->trust_downgrade || mark > tlp)
            tlp = mark;
    }
    if (statement->tlp_floor != TAMIS_TLP_UNMARKED) {
        tamis_tlp floor = statement->tlp_floor > TAMIS_TLP_RED
                              ? TAMIS_TLP_RED
                              : statement->tlp_floor;

        tlp = floor > tlp ? floor : tlp;
    }
    TRY(feed_table_label(table, feed, tlp, label));
    if (!statement->audience_limited)
        return TAMIS_OK;
    return label_table_narrow(table->labels, *label, statement->audience,
                              statement->audience_count, label);
}

/* Each into its place: qsort() takes no context, and feeds are few. */
void feed_table_sort(const struct feed_table *table, uint32_t *order)
{
    for (uint32_t n = 0; n < table->count; n++) {
        uint32_t low = 0, high = n;

        while (low < high) {
            uint32_t middle = low + (high - low) / 2;

            if (slice_compare(table->feeds[order[middle]].info.name,
                              table->feeds[n].info.name) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        memmove(order + low + 1, order + low, (n - low) * sizeof *order);
        order[low] = n;
    }
}
