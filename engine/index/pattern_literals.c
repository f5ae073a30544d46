/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which gram stands for a literal: the one that the fewest literals have, so
 * that neither ".com" nor "http://w" is looked for at every second place.
 * Literals of more bytes than a gram have two, at an even and at an odd offset,
 * one of which is at an even place of the text wherever the literal is: so half
 * of the places are looked at. Each of three tables is another pass over the
 * text, but only where there are such literals: of nine bytes and more, with
 * grams of eight; of five and more, with grams of four; of four.
 */
#include "index/pattern_literals.h"

#include "base/hash.h"
#include "base/memory.h"
#include "simd/kernels.h"

#include <string.h>

#define TABLES        3
#define COUNTERS_LOG2 20u
#define BITS_PER_GRAM 16u

struct entry {
    uint32_t hash; /* of the gram */
    uint32_t number;
    uint32_t text, size; /* in bytes */
    uint32_t gram;       /* its offset in the literal */
    uint32_t is_caseless;
};

struct gram_table {
    struct pattern_grams grams;
    uint32_t *words;
    uint32_t *buckets; /* the first entry of each, one more at the end */
    struct entry *entries;
    size_t count;
    unsigned width;
    uint32_t bucket_shift;
};

struct pattern_literals {
    tamis_allocator allocator;
    pattern_grams_find *find;
    uint8_t *bytes;
    size_t size;
    struct gram_table tables[TABLES];
};

/* The table of a literal. */
static unsigned table_of(size_t size)
{
    return size > 8 ? 0 : size > 4 ? 1 : 2;
}

static uint32_t hash_gram(const struct gram_table *table, const void *bytes)
{
    const uint8_t *gram = bytes;

    return pattern_grams_hash(&table->grams, load_le32(gram),
                              table->width == 8 ? load_le32(gram + 4) : 0);
}

static unsigned log2_up(size_t value)
{
    unsigned log2 = 0;

    while (((size_t)1 << log2) < value)
        log2++;
    return log2;
}

/* The offset of the gram that the fewest have, of those at first and at every
 * stride behind it. */
static uint32_t pick_gram(const struct gram_table *table,
                          const uint32_t *counters,
                          const struct pattern_literal *literal, uint32_t first)
{
    uint32_t best = first, best_count = UINT32_MAX;

    for (uint32_t i = first; i + table->width <= literal->bytes.size;
         i += table->grams.stride) {
        uint32_t hash = hash_gram(table, literal->bytes.data + i);
        uint32_t count = counters[hash >> (32 - COUNTERS_LOG2)];

        if (count < best_count) {
            best = i;
            best_count = count;
        }
    }
    return best;
}

static void count_grams(const struct pattern_literals *literals,
                        const struct gram_table *table, uint32_t *counters,
                        const struct pattern_literal *given, size_t count)
{
    memset(counters, 0, sizeof *counters << COUNTERS_LOG2);
    for (size_t i = 0; i < count; i++) {
        if (&literals->tables[table_of(given[i].bytes.size)] != table)
            continue;
        for (size_t k = 0; k + table->width <= given[i].bytes.size; k++)
            counters[hash_gram(table, given[i].bytes.data + k) >>
                     (32 - COUNTERS_LOG2)]++;
    }
}

/* Entries in the order of their buckets, by counting; the filter on the way. */
static void place_entries(struct gram_table *table, const struct entry *from)
{
    uint32_t bucket_count = UINT32_C(1) << (32 - table->bucket_shift);

    for (size_t i = 0; i < table->count; i++) {
        uint32_t hash = from[i].hash;

        table->buckets[(hash >> table->bucket_shift) + 1]++;
        table->words[hash >> table->grams.shift] |= pattern_grams_bits(hash);
    }
    for (uint32_t i = 0; i < bucket_count; i++)
        table->buckets[i + 1] += table->buckets[i];
    for (size_t i = table->count; i-- > 0;) {
        /* Counts down from the bucket's end, which is the next one's start. */
        uint32_t bucket = from[i].hash >> table->bucket_shift;
        uint32_t at = --table->buckets[bucket + 1];

        table->entries[at] = from[i];
    }
    /* Now each start stands one too far on. */
    memmove(table->buckets, table->buckets + 1,
            bucket_count * sizeof *table->buckets);
    table->buckets[bucket_count] = (uint32_t)table->count;
}

static tamis_status allocate_table(struct pattern_literals *literals,
                                   struct gram_table *table)
{
    const tamis_allocator *allocator = &literals->allocator;
    unsigned words_log2 = log2_up(table->count * BITS_PER_GRAM / 32 + 1);
    unsigned buckets_log2 = log2_up(table->count + 1);
    size_t word_count, bucket_count;

    words_log2 = words_log2 < 4 ? 4 : words_log2 > 26 ? 26 : words_log2;
    buckets_log2 = buckets_log2 < 1 ? 1 : buckets_log2 > 26 ? 26 : buckets_log2;
    word_count = (size_t)1 << words_log2;
    bucket_count = (size_t)1 << buckets_log2;
    table->grams.shift = 32 - words_log2;
    table->bucket_shift = 32 - buckets_log2;
    table->words =
        memory_allocate_array(allocator, word_count, sizeof *table->words);
    table->buckets = memory_allocate_array(allocator, bucket_count + 2,
                                           sizeof *table->buckets);
    table->entries =
        memory_allocate_array(allocator, table->count, sizeof *table->entries);
    if (!table->words || !table->buckets || !table->entries)
        return TAMIS_ERROR_MEMORY;
    table->grams.words = table->words;
    literals->size += word_count * sizeof *table->words +
                      bucket_count * sizeof *table->buckets +
                      table->count * sizeof *table->entries;
    return TAMIS_OK;
}

static tamis_status fill_table(struct pattern_literals *literals,
                               struct gram_table *table, uint32_t *counters,
                               const struct pattern_literal *given,
                               size_t count)
{
    struct entry *made =
        memory_allocate_array(&literals->allocator, table->count, sizeof *made);
    size_t entry = 0, text = 0;

    if (!made)
        return TAMIS_ERROR_MEMORY;
    count_grams(literals, table, counters, given, count);
    for (size_t i = 0; i < count; i++) {
        const struct pattern_literal *literal = &given[i];

        if (&literals->tables[table_of(literal->bytes.size)] == table)
            for (uint32_t k = 0; k < table->grams.stride; k++) {
                uint32_t gram = pick_gram(table, counters, literal, k);

                made[entry++] =
                    (struct entry){hash_gram(table, literal->bytes.data + gram),
                                   literal->number,
                                   (uint32_t)text,
                                   (uint32_t)literal->bytes.size,
                                   gram,
                                   literal->is_caseless};
            }
        text += literal->bytes.size;
    }
    place_entries(table, made);
    memory_release(&literals->allocator, made);
    return TAMIS_OK;
}

static tamis_status fill_tables(struct pattern_literals *literals,
                                const struct pattern_literal *given,
                                size_t count)
{
    uint32_t *counters = memory_allocate_array(
        &literals->allocator, (size_t)1 << COUNTERS_LOG2, sizeof *counters);
    tamis_status status = counters ? TAMIS_OK : TAMIS_ERROR_MEMORY;

    for (size_t i = 0; i < count; i++)
        literals->tables[table_of(given[i].bytes.size)].count++;
    for (unsigned i = 0; !status && i < TABLES; i++) {
        struct gram_table *table = &literals->tables[i];

        table->width = i == 0 ? 8 : 4;
        table->grams.low = UINT32_C(0x85ebca6b);
        table->grams.high = i == 0 ? UINT32_C(0xc2b2ae35) : 0;
        table->grams.stride = i < 2 ? 2 : 1;
        table->count *= table->grams.stride;
        if (table->count)
            status = allocate_table(literals, table);
        if (!status && table->count)
            status = fill_table(literals, table, counters, given, count);
    }
    memory_release(&literals->allocator, counters);
    return status;
}

static tamis_status copy_bytes(struct pattern_literals *literals,
                               const struct pattern_literal *given,
                               size_t count)
{
    size_t size = 0;

    for (size_t i = 0; i < count; i++)
        size += given[i].bytes.size;
    if (size > UINT32_MAX)
        return TAMIS_ERROR_LIMIT;
    literals->bytes = memory_allocate(&literals->allocator, size);
    if (!literals->bytes)
        return TAMIS_ERROR_MEMORY;
    literals->size += size;
    size = 0;
    for (size_t i = 0; i < count; i++) {
        memcpy(literals->bytes + size, given[i].bytes.data,
               given[i].bytes.size);
        size += given[i].bytes.size;
    }
    return TAMIS_OK;
}

tamis_status pattern_literals_create(struct pattern_literals **literals,
                                     const tamis_allocator *allocator,
                                     const struct pattern_literal *given,
                                     size_t count, uint32_t cpu_limit)
{
    struct pattern_literals *made =
        memory_allocate_array(allocator, 1, sizeof *made);
    tamis_status status;

    *literals = NULL;
    if (!made)
        return TAMIS_ERROR_MEMORY;
    made->allocator = *allocator;
    made->find = pattern_grams_find_scalar;
#if defined(__x86_64__)
    if (kernels_pick_limited(cpu_limit)->required & CPU_AVX2)
        made->find = pattern_grams_find_avx2;
#else
    (void)cpu_limit;
#endif
    status = copy_bytes(made, given, count);
    if (!status)
        status = fill_tables(made, given, count);
    if (status) {
        pattern_literals_destroy(made);
        return status;
    }
    *literals = made;
    return TAMIS_OK;
}

void pattern_literals_destroy(struct pattern_literals *literals)
{
    tamis_allocator allocator;

    if (!literals)
        return;
    allocator = literals->allocator;
    for (unsigned i = 0; i < TABLES; i++) {
        memory_release(&allocator, literals->tables[i].words);
        memory_release(&allocator, literals->tables[i].buckets);
        memory_release(&allocator, literals->tables[i].entries);
    }
    memory_release(&allocator, literals->bytes);
    memory_release(&allocator, literals);
}

size_t pattern_literals_size(const struct pattern_literals *literals)
{
    return sizeof *literals + literals->size;
}

static uint8_t fold_byte(uint8_t byte)
{
    return (uint8_t)(byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte);
}

static bool is_equal(const struct entry *entry, const uint8_t *bytes,
                     const uint8_t *text)
{
    if (!entry->is_caseless)
        return memcmp(bytes, text, entry->size) == 0;
    for (uint32_t i = 0; i < entry->size; i++)
        if (fold_byte(bytes[i]) != fold_byte(text[i]))
            return false;
    return true;
}

static int check_place(const struct pattern_literals *literals,
                       const struct gram_table *table, tamis_slice text,
                       size_t place, pattern_literals_found *found,
                       void *context)
{
    const uint8_t *bytes = (const uint8_t *)text.data;
    uint32_t hash = hash_gram(table, bytes + place);
    uint32_t bucket = hash >> table->bucket_shift;

    for (uint32_t i = table->buckets[bucket]; i < table->buckets[bucket + 1];
         i++) {
        const struct entry *entry = &table->entries[i];
        size_t from = place - entry->gram;
        int stop;

        if (entry->hash != hash || place < entry->gram ||
            entry->size > text.size - from ||
            !is_equal(entry, literals->bytes + entry->text, bytes + from))
            continue;
        stop = found(context, entry->number, from, from + entry->size);
        if (stop)
            return stop;
    }
    return 0;
}

static int scan_table(const struct pattern_literals *literals,
                      const struct gram_table *table, tamis_slice text,
                      pattern_literals_found *found, void *context)
{
    uint16_t places[PATTERN_GRAMS_BATCH + 1];
    size_t end;

    if (!table->count || text.size < table->width)
        return 0;
    end = text.size - table->width + 1;
    for (size_t i = 0; i < end; i += PATTERN_GRAMS_BATCH) {
        size_t step =
            end - i < PATTERN_GRAMS_BATCH ? end - i : PATTERN_GRAMS_BATCH;
        size_t count =
            literals->find(&table->grams, (const uint8_t *)text.data + i,
                           text.size - i, step, places);

        for (size_t k = 0; k < count; k++) {
            int stop = check_place(literals, table, text, i + places[k], found,
                                   context);

            if (stop)
                return stop;
        }
    }
    return 0;
}

int pattern_literals_scan(const struct pattern_literals *literals,
                          tamis_slice text, pattern_literals_found *found,
                          void *context)
{
    for (unsigned i = 0; i < TABLES; i++) {
        int stop =
            scan_table(literals, &literals->tables[i], text, found, context);

        if (stop)
            return stop;
    }
    return 0;
}
