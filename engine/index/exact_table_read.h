/* SPDX-License-Identifier: BSD-2-Clause */
/* What reading one key of an exact table and reading a batch share. */
#ifndef TAMIS_INDEX_EXACT_TABLE_READ_H
#define TAMIS_INDEX_EXACT_TABLE_READ_H

#include "base/bytes.h"
#include "base/mix_hash.h"
#include "index/exact_table.h"
#include "index/exact_table_layout.h"
#include "index/key_fingerprint.h"

#define EXACT_LINE_SIZE sizeof(struct exact_line_layout)

/* exact_table_hash(), inlined where the size is known, and then without its
 * branch. */
static inline uint64_t exact_hash(const void *key, size_t key_size,
                                  uint64_t seed)
{
    if (key_size >= MIX_HASH_SIZE_MIN && key_size <= MIX_HASH_SIZE_MAX)
        return mix_hash(key, key_size, seed);
    return hash_bytes(key, key_size, seed);
}

static inline const uint8_t *exact_home_line(const struct exact_table *table,
                                             uint64_t hash)
{
    uint32_t home = exact_hash_home(hash, table->home_count);

    return table->lines + (size_t)home * EXACT_LINE_SIZE;
}

/* A bit for each place whose tag equals; the line's head is no place. */
static inline uint32_t exact_match_tags(const struct exact_table *table,
                                        const uint8_t *line, uint32_t tag)
{
    return table->kernels->match_words(line, tag) >> 1;
}

static inline bool exact_has_key(const struct exact_table *table, uint32_t slot,
                                 const void *key, size_t key_size)
{
    tamis_slice listed;

    if (__builtin_expect(table->keys.form != KEY_FORM_WHOLE, 0))
        return key_fingerprint_fits(&table->keys, slot, key, key_size);
    listed = key_store_get(&table->keys, slot);
    return listed.size == key_size && key_size &&
           !memcmp(listed.data, key, key_size);
}

#endif
