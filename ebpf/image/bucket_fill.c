/* SPDX-License-Identifier: BSD-2-Clause */
#include "image/bucket_fill.h"

#include <stdbool.h>

/* Steps of a way before the table counts as full. At the load that images
 * have, one in a million takes more than thirty. */
#define WAY_STEPS 1000

/* Items whose lines are on the way from memory at the same time. */
#define BATCH 16

/* The two kinds of buckets differ in a few expressions; every function below
 * is made twice, for a constant is_keyed. */
#define BOTH_KINDS static inline __attribute__((always_inline))

struct places {
    __u32 line[2];
};

BOTH_KINDS struct places places_of(const struct bucket_table *table, __u64 key,
                                   bool is_keyed)
{
    __u64 hash =
        is_keyed ? key
                 : v4_hash(table->secret, (__u32)(key >> 6), (__u32)(key & 63));

    return (struct places){{keyed_place((__u32)hash, table->count),
                            keyed_place((__u32)(hash >> 32), table->count)}};
}

BOTH_KINDS int slot_count(bool is_keyed)
{
    return is_keyed ? IMAGE_KEYED_SLOTS : IMAGE_V4_SLOTS;
}

BOTH_KINDS struct bucket_item slot_get(const struct image_line *line, int slot,
                                       bool is_keyed)
{
    const struct image_keyed_line *keyed = (const void *)line;

    if (is_keyed)
        return (struct bucket_item){keyed->fingerprints[slot],
                                    keyed->values[slot]};
    return (struct bucket_item){
        line->words[slot] >> IMAGE_ANSWER_BITS,
        (__u32)(line->words[slot] & (IMAGE_ANSWER_LIMIT - 1))};
}

BOTH_KINDS void slot_put(struct image_line *line, int slot,
                         struct bucket_item item, bool is_keyed)
{
    struct image_keyed_line *keyed = (void *)line;

    if (is_keyed) {
        keyed->fingerprints[slot] = item.key;
        keyed->values[slot] = item.value;
    } else {
        line->words[slot] = item.key << IMAGE_ANSWER_BITS | item.value;
    }
}

BOTH_KINDS bool line_has(const struct bucket_table *table, __u32 number,
                         __u64 key, bool is_keyed)
{
    for (int slot = 0; slot < table->used[number]; slot++)
        if (slot_get(&table->lines[number], slot, is_keyed).key == key)
            return true;
    return false;
}

BOTH_KINDS bool line_add(struct bucket_table *table, __u32 number,
                         struct bucket_item item, bool is_keyed)
{
    int slot = table->used[number];

    if (slot == slot_count(is_keyed))
        return false;
    slot_put(&table->lines[number], slot, item, is_keyed);
    table->used[number]++;
    return true;
}

/* Where an item that lies in line number could lie too. */
BOTH_KINDS __u32 other_place(const struct bucket_table *table, __u32 number,
                             __u64 key, bool is_keyed)
{
    struct places places = places_of(table, key, is_keyed);

    return places.line[0] == number ? places.line[1] : places.line[0];
}

/* Makes room in a full line by one move, if that is enough. */
BOTH_KINDS bool line_replace(struct bucket_table *table, __u32 number,
                             struct bucket_item item, bool is_keyed)
{
    struct image_line *line = &table->lines[number];

    for (int slot = 0; slot < slot_count(is_keyed); slot++) {
        struct bucket_item there = slot_get(line, slot, is_keyed);
        __u32 other = other_place(table, number, there.key, is_keyed);

        if (line_add(table, other, there, is_keyed)) {
            slot_put(line, slot, item, is_keyed);
            return true;
        }
    }
    return false;
}

/* xorshift64 (Marsaglia, 2003). */
static __u32 next_random(struct bucket_table *table)
{
    table->random |= !table->random;
    table->random ^= table->random << 13;
    table->random ^= table->random >> 7;
    table->random ^= table->random << 17;
    return (__u32)(table->random >> 32);
}

/* A walk through full lines: what is moved out looks for room in its other
 * line, and one step further. */
BOTH_KINDS enum bucket_outcome walk(struct bucket_table *table,
                                    struct bucket_item item, __u32 number,
                                    bool is_keyed)
{
    for (int step = 0; step < WAY_STEPS; step++) {
        struct image_line *line = &table->lines[number];
        struct bucket_item out;
        int slot;

        if (line_replace(table, number, item, is_keyed))
            return BUCKET_DONE;
        slot =
            (int)keyed_place(next_random(table), (__u32)slot_count(is_keyed));
        out = slot_get(line, slot, is_keyed);
        slot_put(line, slot, item, is_keyed);
        item = out;
        number = other_place(table, number, item.key, is_keyed);
    }
    return BUCKET_FULL;
}

/*
 * A line that is not full has never been full, so nothing was moved out of
 * it: then an equal key could only lie there.
 */
BOTH_KINDS enum bucket_outcome add(struct bucket_table *table,
                                   struct bucket_item item,
                                   struct places places, bool is_keyed)
{
    if (line_has(table, places.line[0], item.key, is_keyed))
        return BUCKET_SAME;
    if (line_add(table, places.line[0], item, is_keyed))
        return BUCKET_DONE;
    if (line_has(table, places.line[1], item.key, is_keyed))
        return BUCKET_SAME;
    if (line_add(table, places.line[1], item, is_keyed) ||
        line_replace(table, places.line[0], item, is_keyed))
        return BUCKET_DONE;
    return walk(table, item, places.line[1], is_keyed);
}

BOTH_KINDS enum bucket_outcome fill(struct bucket_table *table,
                                    const struct bucket_item *items,
                                    __u32 count, bool is_keyed)
{
    for (__u32 first = 0; first < count; first += BATCH) {
        __u32 size = count - first < BATCH ? count - first : BATCH;
        struct places places[BATCH];

        for (__u32 i = 0; i < size; i++) {
            places[i] = places_of(table, items[first + i].key, is_keyed);
            __builtin_prefetch(&table->lines[places[i].line[0]], 1);
            __builtin_prefetch(&table->used[places[i].line[0]], 1);
        }
        for (__u32 i = 0; i < size; i++) {
            enum bucket_outcome outcome =
                add(table, items[first + i], places[i], is_keyed);

            if (outcome != BUCKET_DONE)
                return outcome;
        }
    }
    return BUCKET_DONE;
}

enum bucket_outcome bucket_fill_v4(struct bucket_table *table,
                                   const struct bucket_item *items, __u32 count)
{
    return fill(table, items, count, false);
}

enum bucket_outcome bucket_fill_keyed(struct bucket_table *table,
                                      const struct bucket_item *items,
                                      __u32 count)
{
    return fill(table, items, count, true);
}
