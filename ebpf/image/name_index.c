/* SPDX-License-Identifier: BSD-2-Clause */
#include "image/name_index.h"

#include "base/heap.h"
#include "image/grown_array.h"

#include <string.h>
#include <sys/random.h>
#include <time.h>

#define AHEAD 16u /* names whose slots are on their way */

__u64 name_index_seed(void)
{
    struct timespec now;
    __u64 seed;

    if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) == sizeof seed)
        return seed;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (__u64)now.tv_nsec * 0x9e3779b97f4a7c15ull + (__u64)now.tv_sec;
}

static __u64 load_word(const char *text, size_t size)
{
    __u64 word = 0;

    memcpy(&word, text, size);
    return word;
}

__extension__ typedef unsigned __int128 double_word;

static __u64 fold(__u64 one, __u64 other)
{
    const double_word product = (double_word)one * other;

    return (__u64)product ^ (__u64)(product >> 64);
}

__u64 name_index_hash(__u64 seed, const char *text, size_t size)
{
    __u64 hash = seed ^ size;

    for (; size > 8; size -= 8, text += 8)
        hash = fold(hash ^ load_word(text, 8), 0x9e3779b97f4a7c15ull ^ seed);
    hash = fold(hash ^ load_word(text, size), 0xd6e8feb86659fd93ull ^ seed);
    return hash ^ hash >> 32;
}

void name_index_prefetch(const struct name_index *table, __u64 hash)
{
    __builtin_prefetch(&table->slots[hash & table->slot_mask]);
}

static bool is_name(const struct gathered_name *name, __u64 hash,
                    const char *text, size_t size)
{
    return name->hash == hash && name->size == size &&
           memcmp(name->text, text, size) == 0;
}

/* The slot of the name, or the free one where it would be. */
static struct name_slot *find_slot(const struct name_index *table, __u64 hash,
                                   const char *text, size_t size)
{
    __u32 at = (__u32)hash & table->slot_mask, tag = (__u32)(hash >> 32);

    for (;; at = (at + 1) & table->slot_mask) {
        struct name_slot *slot = &table->slots[at];

        if (slot->name == NAME_NONE ||
            (slot->tag == tag &&
             is_name(&table->names[slot->name], hash, text, size)))
            return slot;
    }
}

__u32 name_index_find(const struct name_index *table, __u64 hash,
                      const char *text, size_t size)
{
    return find_slot(table, hash, text, size)->name;
}

static void put_name(struct name_index *table, __u32 n)
{
    struct gathered_name *name = &table->names[n];
    struct name_slot *slot =
        find_slot(table, name->hash, name->text, name->size);

    name->is_first = slot->name == NAME_NONE;
    name->next = slot->name;
    if (!name->is_first) {
        struct gathered_name *first = &table->names[slot->name];

        name->next = first->next;
        first->next = n;
    } else {
        *slot = (struct name_slot){(__u32)(name->hash >> 32), n};
    }
    if (name->mode != TAMIS_MODE_EXACT)
        table->depths |= 1u << name->label_count;
}

bool name_index_begin(struct name_index *table, const tamis_allocator *heap,
                      struct gathered_name *names, __u32 count)
{
    __u64 slots = 64;

    while (slots < (__u64)count * 2)
        slots *= 2;
    *table = (struct name_index){
        .names = names, .count = count, .slot_mask = (__u32)(slots - 1)};
    table->slots = grown_array_take(heap, slots, sizeof *table->slots);
    if (!table->slots)
        return false;
    memset(table->slots, 0xff, slots * sizeof *table->slots);
    for (__u32 n = 0; n < count; n++) {
        if (n + AHEAD < count)
            name_index_prefetch(table, names[n + AHEAD].hash);
        put_name(table, n);
    }
    return true;
}

void name_index_end(struct name_index *table, const tamis_allocator *heap)
{
    heap_give(heap, table->slots);
    table->slots = NULL;
}
