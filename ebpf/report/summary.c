/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/summary.h"
#include "base/failure.h"
#include "base/heap.h"
#include "report/counter.h"

#include <stdlib.h>
#include <string.h>

#define ENTRIES_AT_ONCE 32

void summary_begin(struct summary *summary, const tamis_allocator *heap)
{
    /* heap may be the summary's own. */
    const tamis_allocator kept = heap_from(heap);

    memset(summary, 0, sizeof *summary);
    summary->heap = kept;
    summary->status.struct_size = sizeof summary->status;
}

static void give(struct summary *summary, void *block)
{
    if (block)
        heap_give(&summary->heap, block);
}

void summary_end(struct summary *summary)
{
    give(summary, summary->listed);
    give(summary, summary->feeds);
    give(summary, summary->names);
    summary_begin(summary, &summary->heap);
}

static int compare_slices(tamis_slice one, tamis_slice other)
{
    size_t size = one.size < other.size ? one.size : other.size;
    int order = size ? memcmp(one.data, other.data, size) : 0;

    return order ? order : (one.size > other.size) - (one.size < other.size);
}

static int compare_names(const void *one, const void *other)
{
    return compare_slices(*(const tamis_slice *)one,
                          *(const tamis_slice *)other);
}

static int compare_listed(const void *one, const void *other)
{
    const tamis_xdp_listed *a = one, *b = other;
    int order;

    if (a->hits != b->hits)
        return a->hits < b->hits ? 1 : -1;
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    order = compare_slices(a->key, b->key);
    return order ? order : (a->mode > b->mode) - (a->mode < b->mode);
}

static int compare_feeds(const void *one, const void *other)
{
    const tamis_xdp_hits *a = one, *b = other;

    return compare_slices(a->name, b->name);
}

static bool add_name(struct summary *summary, tamis_slice name)
{
    size_t capacity = summary->name_capacity;
    tamis_slice *names = summary->names;

    if (summary->name_count == capacity) {
        capacity = capacity ? capacity * 2 : 64;
        names =
            names ? heap_resize(&summary->heap, names, capacity, sizeof *names)
                  : heap_take(&summary->heap, capacity, sizeof *names);
        if (!names)
            return false;
        summary->names = names;
        summary->name_capacity = capacity;
    }
    summary->names[summary->name_count++] = name;
    return true;
}

/* Names a feed whose hits were added up, once. */
static void name_feed(struct summary *summary, const struct sum *sums,
                      const tamis_entry *entry)
{
    for (size_t i = 0; i < summary->feed_count; i++)
        if (sums[i].number == entry->feed_id && !summary->feeds[i].name.data)
            summary->feeds[i].name = entry->feed;
}

/* Leaves each name once, in order, behind the first ones. */
static uint32_t sort_names(struct summary *summary, size_t first)
{
    size_t kept = first;

    qsort(summary->names + first, summary->name_count - first,
          sizeof *summary->names, compare_names);
    for (size_t i = first; i < summary->name_count; i++)
        if (kept == first ||
            compare_names(&summary->names[i], &summary->names[kept - 1]) != 0)
            summary->names[kept++] = summary->names[i];
    summary->name_count = kept;
    return (uint32_t)(kept - first);
}

static bool describe(struct summary *summary, const struct reader *reader,
                     const struct sum *feeds, tamis_xdp_listed *listed)
{
    tamis_entry entries[ENTRIES_AT_ONCE];
    size_t first = summary->name_count, skip = 0, count;

    do {
        count = tamis_matcher_entries(reader->matcher, listed->record, skip,
                                      ENTRIES_AT_ONCE, entries);
        for (size_t i = 0; i < count; i++) {
            if (entries[i].action != TAMIS_ACTION_LIST)
                continue;
            if (!add_name(summary, entries[i].feed))
                return false;
            if (entries[i].tlp > listed->tlp)
                listed->tlp = entries[i].tlp;
            name_feed(summary, feeds, &entries[i]);
        }
        skip += count;
    } while (count == ENTRIES_AT_ONCE);
    listed->feed_count = sort_names(summary, first);
    return true;
}

static bool list_records(struct summary *summary, const struct sums *feeds,
                         struct sums *records, const struct reader *reader)
{
    const struct sum *sum = sums_list(records);

    for (__u32 i = 0; i < records->count; i++) {
        tamis_xdp_listed *listed = &summary->listed[summary->listed_count];
        tamis_record record;

        if (!tamis_matcher_record(reader->matcher, sum[i].number, &record))
            continue;
        *listed = (tamis_xdp_listed){.struct_size = sizeof *listed,
                                     .record = record.id,
                                     .kind = record.kind,
                                     .mode = record.mode,
                                     .key = record.key,
                                     .hits = sum[i].hits,
                                     .last_seen_ns = sum[i].last_seen_ns};
        if (!describe(summary, reader, feeds->slots, listed))
            return false;
        summary->listed_count++;
    }
    return true;
}

static void list_kinds(struct summary *summary, const struct tally *tally)
{
    for (tamis_kind kind = 0; kind < TAMIS_KIND_COUNT; kind++) {
        const struct sum *sum = &tally->kinds[kind];
        const char *name = tamis_kind_name(kind);

        if (sum->hits && name)
            summary->kinds[summary->kind_count++] =
                (tamis_xdp_hits){sizeof(tamis_xdp_hits),
                                 {name, strlen(name)},
                                 sum->hits,
                                 sum->last_seen_ns};
    }
}

tamis_status summary_take(struct summary *summary, struct tally *tally,
                          const struct reader *reader, tamis_error *error)
{
    const struct sum *feed = sums_list(&tally->feeds);
    size_t place = 0;

    summary->listed = heap_take(&summary->heap, tally->records.count,
                                sizeof *summary->listed);
    summary->feeds =
        heap_take(&summary->heap, tally->feeds.count, sizeof *summary->feeds);
    if (!summary->listed || !summary->feeds)
        return failure(error, TAMIS_ERROR_MEMORY, "no memory to list hits");
    summary->feed_count = tally->feeds.count;
    for (size_t i = 0; i < summary->feed_count; i++)
        summary->feeds[i] = (tamis_xdp_hits){sizeof(tamis_xdp_hits),
                                             {NULL, 0},
                                             feed[i].hits,
                                             feed[i].last_seen_ns};
    if (!list_records(summary, &tally->feeds, &tally->records, reader))
        return failure(error, TAMIS_ERROR_MEMORY, "no memory to list hits");
    /* Where the names lie is known only now. */
    for (size_t i = 0; i < summary->listed_count; i++) {
        summary->listed[i].feeds = summary->names + place;
        place += summary->listed[i].feed_count;
    }
    list_kinds(summary, tally);
    qsort(summary->listed, summary->listed_count, sizeof *summary->listed,
          compare_listed);
    qsort(summary->feeds, summary->feed_count, sizeof *summary->feeds,
          compare_feeds);
    summary->status.hits = tally->hits;
    summary->status.indicators = summary->listed_count;
    return TAMIS_OK;
}

int summary_counter(const struct summary *summary, uint32_t n,
                    tamis_xdp_counter *counter)
{
    for (uint32_t i = 0; i < 2 * XDP_COUNTERS; i++) {
        uint32_t direction = i / XDP_COUNTERS, which = i % XDP_COUNTERS;
        const struct xdp_count *count = &summary->counts[direction].of[which];

        if (!counter_names[which].is_for_all && !summary->status.is_whole)
            continue;
        if (n-- > 0)
            continue;
        *counter = (tamis_xdp_counter){
            .struct_size = sizeof *counter,
            .name = counter_names[which].name,
            .description = counter_names[which].description,
            .direction =
                direction == XDP_INGRESS ? TAMIS_XDP_INGRESS : TAMIS_XDP_EGRESS,
            .packets = count->packets,
            .bytes = count->bytes};
        return 1;
    }
    return 0;
}
