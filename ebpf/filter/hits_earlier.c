/* SPDX-License-Identifier: BSD-2-Clause */
#include "filter/hits_earlier.h"

#include "base/heap.h"

#include <string.h>

static int read_carried(struct hits_past *past, const tamis_xdp *filter)
{
    __u64 generation = past->state.generation;
    __u32 answers = past->state.nodes.answer_count;

    if (generation > 1)
        return hits_carried_load(filter_carried_path(filter, generation).text,
                                 generation, answers, &filter->heap,
                                 &past->carried, NULL) == TAMIS_OK;
    /* Nothing was before the first one. */
    past->carried.counts =
        heap_take(&filter->heap, (size_t)answers + 1, sizeof(__u64));
    return past->carried.counts != NULL;
}

void hits_past_read(struct hits_past *past, const tamis_xdp *filter,
                    const struct image_state *next)
{
    const struct image_header *header = generation_header(&filter->generation);

    memset(past, 0, sizeof *past);
    if (!next->origin.path[0] ||
        image_state_load(&past->state,
                         filter_image_path(filter, header->generation).text,
                         &filter->heap, NULL) < 0)
        return;
    past->goes_on = past->state.generation == header->generation &&
                    past->state.nodes.answer_count == header->answer_count &&
                    image_origin_same(&past->state.origin, &next->origin) &&
                    read_carried(past, filter);
}

void hits_past_release(struct hits_past *past, const tamis_allocator *heap)
{
    hits_carried_release(&past->carried, heap);
    image_state_release(&past->state);
    past->goes_on = 0;
}

/* The hit of an answer without what was taken along into it. */
static __u64 own_hit(const struct hits_past *past,
                     const struct hits_carry *carry, __u32 answer)
{
    const __u64 *hit = image_hit(&carry->from, answer);
    __u64 word = hit ? __atomic_load_n(hit, __ATOMIC_RELAXED) : 0;
    __u64 before = past->carried.counts[answer];

    return word / IMAGE_HIT_ONE > before ? word - before * IMAGE_HIT_ONE : 0;
}

static size_t count_met(const struct hits_past *past,
                        const struct hits_carry *carry)
{
    size_t count = 0;

    for (__u32 n = 1; n <= past->state.nodes.answer_count; n++)
        count += own_hit(past, carry, n) != 0;
    return count;
}

void hits_past_add(const struct hits_past *past, const struct hits_carry *carry,
                   struct hits_carried *carried)
{
    size_t count = past->carried.earlier_count;
    size_t met = past->goes_on ? count_met(past, carry) : 0;

    *carried = (struct hits_carried){carry->carried, NULL, 0};
    if (!past->goes_on || count + met > HITS_EARLIER_MAX)
        return;
    carried->earlier =
        heap_take(&carry->heap, count + met + 1, sizeof *carried->earlier);
    if (!carried->earlier)
        return;
    if (count)
        memcpy(carried->earlier, past->carried.earlier,
               count * sizeof *carried->earlier);
    for (__u32 n = 1; n <= past->state.nodes.answer_count && met; n++) {
        __u64 hit = own_hit(past, carry, n);

        if (!hit)
            continue;
        met--;
        carried->earlier[count++] = (struct hits_earlier){
            past->state.nodes.records[n], hit, past->state.time_ns,
            carry->under[n / 64] >> (n % 64) & 1};
    }
    carried->earlier_count = count;
}
