/* SPDX-License-Identifier: BSD-2-Clause */
#include "image/image_gathering.h"

#include <stdlib.h>
#include <string.h>

#include "base/failure.h"
#include "base/heap.h"

#define NS_PER_HOUR 3600000000000ll

tamis_status gathering_no_memory(struct gathering *g)
{
    return failure(g->error, TAMIS_ERROR_MEMORY,
                   "no memory to gather what goes into the image");
}

tamis_status gathering_grow(struct gathering *g, void *array, __u32 count,
                            __u32 *capacity, size_t size)
{
    void *grown, *old;
    __u32 wanted = *capacity ? *capacity * 2 : 1024;

    memcpy(&old, array, sizeof old);
    if (count < *capacity)
        return TAMIS_OK;
    grown = heap_resize(&g->nodes->heap, old, wanted, size);
    if (!grown)
        return gathering_no_memory(g);
    memcpy(array, &grown, sizeof grown);
    *capacity = wanted;
    return TAMIS_OK;
}

__u64 gathering_hash(__u32 start, const void *bytes, size_t size)
{
    __u64 hash = 0xcbf29ce484222325ull ^ start;

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ ((const __u8 *)bytes)[i]) * 0x100000001b3ull;
    return hash ^ hash >> 29;
}

static int by_content(const void *one, const void *other)
{
    return memcmp(one, other, sizeof(struct image_statement));
}

static void sum_sort(struct sum *sum)
{
    __u32 kept = 0;

    qsort(sum->statements, sum->count, sizeof *sum->statements, by_content);
    for (__u32 i = 0; i < sum->count; i++)
        if (i == 0 ||
            by_content(&sum->statements[i], &sum->statements[i - 1]) != 0)
            sum->statements[kept++] = sum->statements[i];
    sum->count = kept;
}

static tamis_status new_set(struct gathering *g, const struct sum *sum)
{
    struct image_nodes *nodes = g->nodes;
    __u32 spans = g->set_capacity;

    if (nodes->set_count == IMAGE_SET_LIMIT)
        return failure(g->error, TAMIS_ERROR_LIMIT,
                       "more than %u combinations of feeds", IMAGE_SET_LIMIT);
    XDP_TRY(gathering_grow(g, &nodes->spans, nodes->set_count, &spans,
                           sizeof *nodes->spans));
    XDP_TRY(gathering_grow(g, &nodes->sets, nodes->set_count, &g->set_capacity,
                           sizeof *nodes->sets));
    while (g->statement_capacity < nodes->statement_count + sum->count + 1)
        XDP_TRY(gathering_grow(g, &nodes->statements, g->statement_capacity,
                               &g->statement_capacity,
                               sizeof *nodes->statements));
    memcpy(&nodes->statements[nodes->statement_count], sum->statements,
           sum->count * sizeof *sum->statements);
    nodes->spans[nodes->set_count] =
        (struct image_set_span){nodes->statement_count, sum->count};
    nodes->sets[nodes->set_count] = (struct image_set){0, sum->flags};
    nodes->statement_count += sum->count;
    nodes->set_count++;
    return TAMIS_OK;
}

static tamis_status find_set(struct gathering *g, const struct sum *sum,
                             __u16 *set)
{
    struct image_nodes *nodes = g->nodes;
    __u64 at = gathering_hash(sum->flags, sum->statements,
                              sum->count * sizeof *sum->statements);

    for (;; at++) {
        __u32 *place = &g->set_places[at & (g->set_place_count - 1)];

        if (!*place) {
            XDP_TRY(new_set(g, sum));
            *place = nodes->set_count;
        }
        *set = (__u16)(*place - 1);
        if (nodes->sets[*set].flags == sum->flags &&
            nodes->spans[*set].count == sum->count &&
            memcmp(&nodes->statements[nodes->spans[*set].first],
                   sum->statements, sum->count * sizeof *sum->statements) == 0)
            return TAMIS_OK;
    }
}

tamis_status gathering_answer(struct gathering *g, struct sum *sum,
                              __u32 *answer)
{
    struct image_nodes *nodes = g->nodes;
    int64_t hours = (sum->end_ns - g->request->time_ns) / NS_PER_HOUR;
    __u32 records = g->answer_capacity;
    struct image_answer made = {0, IMAGE_UNTIL_NEVER};

    if (nodes->answer_count + 1 == IMAGE_ANSWER_LIMIT)
        return failure(g->error, TAMIS_ERROR_LIMIT, "more than %u indicators",
                       IMAGE_ANSWER_LIMIT);
    if (sum->end_ns != TAMIS_TIME_MAX)
        made.until_hours =
            (__u16)(hours < IMAGE_UNTIL_NEVER ? hours : IMAGE_UNTIL_NEVER - 1);
    sum_sort(sum);
    XDP_TRY(find_set(g, sum, &made.set));
    XDP_TRY(gathering_grow(g, &nodes->records, nodes->answer_count + 1,
                           &records, sizeof *nodes->records));
    XDP_TRY(gathering_grow(g, &nodes->answers, nodes->answer_count + 1,
                           &g->answer_capacity, sizeof *nodes->answers));
    *answer = ++nodes->answer_count;
    nodes->answers[*answer] = made;
    nodes->records[*answer] = sum->record;
    return TAMIS_OK;
}
