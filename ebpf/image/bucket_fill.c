/* SPDX-License-Identifier: BSD-2-Clause */
#include "image/bucket_fill.h"

/* Steps of a way before the table counts as full. At the load that images
 * have, one in a million takes more than thirty. */
#define WAY_STEPS 1000

/* Items whose lines are on the way from memory at the same time. */
#define BATCH 64

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

/* All items of a batch try their first lines, then those that are left their
 * second. Lines are written and not read, so nothing waits for them. */
BOTH_KINDS enum bucket_outcome add_batch(struct bucket_table *table,
                                         const struct bucket_item *items,
                                         __u32 count, bool is_keyed)
{
    struct places places[BATCH];
    __u32 left[BATCH], left_count = 0;

    for (__u32 i = 0; i < count; i++) {
        places[i] = places_of(table, items[i].key, is_keyed);
        __builtin_prefetch(&table->lines[places[i].line[0]], 1);
    }
    for (__u32 i = 0; i < count; i++)
        if (!line_add(table, places[i].line[0], items[i], is_keyed)) {
            __builtin_prefetch(&table->lines[places[i].line[1]], 1);
            left[left_count++] = i;
        }
    for (__u32 n = 0; n < left_count; n++) {
        const struct places *of = &places[left[n]];
        struct bucket_item item = items[left[n]];

        if (!line_add(table, of->line[1], item, is_keyed) &&
            !line_replace(table, of->line[0], item, is_keyed) &&
            walk(table, item, of->line[1], is_keyed) != BUCKET_DONE)
            return BUCKET_FULL;
    }
    return BUCKET_DONE;
}

BOTH_KINDS enum bucket_outcome fill(struct bucket_table *table,
                                    const struct bucket_item *items,
                                    __u32 count, bool is_keyed)
{
    enum bucket_outcome outcome = BUCKET_DONE;

    for (__u32 first = 0; first < count && outcome == BUCKET_DONE;
         first += BATCH)
        outcome =
            add_batch(table, items + first,
                      count - first < BATCH ? count - first : BATCH, is_keyed);
    return outcome;
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

/* Do two slots of a line have one key? */
static bool line_repeats(const struct image_keyed_line *line, int count)
{
    int repeats = 0;

    for (int one = 1; one < count; one++)
        for (int other = 0; other < one; other++)
            repeats |= line->fingerprints[one] == line->fingerprints[other];
    return repeats;
}

static bool line_has(const struct bucket_table *table, __u32 number, __u64 key)
{
    const struct image_keyed_line *line = (const void *)&table->lines[number];

    for (int slot = 0; slot < table->used[number]; slot++)
        if (line->fingerprints[slot] == key)
            return true;
    return false;
}

/* Keys that lie in their second lines, until their first are looked at. */
struct strays {
    __u64 keys[BATCH + IMAGE_KEYED_SLOTS];
    __u32 count;
};

static bool strays_repeat(const struct bucket_table *table,
                          struct strays *strays)
{
    bool repeats = false;

    for (__u32 i = 0; i < strays->count; i++)
        repeats |=
            line_has(table, places_of(table, strays->keys[i], true).line[0],
                     strays->keys[i]);
    strays->count = 0;
    return repeats;
}

/*
 * Two equal keys have the same two lines. Either they lie in one of them
 * together, or one of them lies in its second and the other in its first.
 */
bool bucket_repeats_keyed(const struct bucket_table *table)
{
    struct strays strays = {.count = 0};
    bool repeats = false;

    for (__u32 number = 0; number < table->count && !repeats; number++) {
        const struct image_keyed_line *line =
            (const void *)&table->lines[number];
        int count = table->used[number];

        repeats = line_repeats(line, count);
        for (int slot = 0; slot < count; slot++) {
            __u64 key = line->fingerprints[slot];
            __u32 first = places_of(table, key, true).line[0];

            __builtin_prefetch(&table->lines[first]);
            strays.keys[strays.count] = key;
            strays.count += first != number;
        }
        if (strays.count >= BATCH)
            repeats |= strays_repeat(table, &strays);
    }
    return repeats || strays_repeat(table, &strays);
}
