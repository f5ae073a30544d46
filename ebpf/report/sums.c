/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/sums.h"
#include "base/heap.h"

#define FIRST_CAPACITY 256u

void sums_begin(struct sums *sums, const tamis_allocator *heap)
{
    *sums = (struct sums){heap, NULL, 0, 0};
}

void sums_end(struct sums *sums)
{
    if (sums->slots)
        heap_give(sums->heap, sums->slots);
    sums_begin(sums, sums->heap);
}

static struct sum *slot_of(struct sum *slots, __u32 capacity, __u32 number)
{
    __u32 place = (__u32)(number * 0x9E3779B97F4A7C15ull >> 32);

    place &= capacity - 1;
    while (slots[place].is_used && slots[place].number != number)
        place = (place + 1) & (capacity - 1);
    return &slots[place];
}

static bool grow(struct sums *sums)
{
    __u32 capacity = sums->capacity ? sums->capacity * 2 : FIRST_CAPACITY;
    struct sum *slots =
        capacity ? heap_take(sums->heap, capacity, sizeof *slots) : NULL;

    if (!slots)
        return false;
    for (__u32 i = 0; i < sums->capacity; i++)
        if (sums->slots[i].is_used)
            *slot_of(slots, capacity, sums->slots[i].number) = sums->slots[i];
    if (sums->slots)
        heap_give(sums->heap, sums->slots);
    sums->slots = slots;
    sums->capacity = capacity;
    return true;
}

bool sums_add(struct sums *sums, __u32 number, __u64 hits, __s64 last_seen_ns)
{
    struct sum *slot;

    if (sums->count >= sums->capacity / 2 && !grow(sums))
        return false;
    slot = slot_of(sums->slots, sums->capacity, number);
    sums->count += !slot->is_used;
    slot->is_used = 1;
    slot->number = number;
    slot->hits += hits;
    if (last_seen_ns > slot->last_seen_ns)
        slot->last_seen_ns = last_seen_ns;
    return true;
}

struct sum *sums_list(struct sums *sums)
{
    __u32 kept = 0;

    for (__u32 i = 0; i < sums->capacity; i++)
        if (sums->slots[i].is_used)
            sums->slots[kept++] = sums->slots[i];
    return sums->slots;
}
