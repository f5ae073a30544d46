/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Exact keys, write side: first where every key goes, which also says how large
 * the section is; then its bytes from front to back.
 */
#ifndef TAMIS_INDEX_EXACT_TABLE_BUILD_H
#define TAMIS_INDEX_EXACT_TABLE_BUILD_H

#include "base/byte_sink.h"
#include "index/exact_table.h"
#include "index/key_fingerprint.h"
#include "index/slot_order.h"

/* Any fixed number; the bytes must not depend on who compiles. */
#define EXACT_TABLE_FIRST_SEED UINT64_C(0x7a3f5d1e9b2c8604)

/*
 * The hash of a key under the seed that a table takes first: whoever hands
 * over keys in its order spares the builder hashing and sorting.
 */
uint64_t exact_table_first_hash(const void *key, size_t key_size);

/* What a table is made of, all of which must live as long as the build. */
struct exact_input {
    /* Equal keys are neighbours, and stay so. */
    const struct key_store *keys;
    /* Of each key under the first seed; then the keys are sorted by (hash,
     * key). NULL: they have any order. Both ways make the same bytes. */
    const uint64_t *hashes;
    exact_hash_function *hash;
    bool has_filter;
    /* What will be kept of each key: decides which of them may meet. */
    enum key_form form;
    uint32_t fingerprint_size;
};

struct exact_build {
    const tamis_allocator *allocator;
    struct exact_input input;
    uint64_t seed;
    const uint64_t *hashes; /* by place, ascending */
    struct slot_order slots;
    uint32_t home_count, block_count;
    uint64_t *own_hashes; /* what was allocated */
    uint32_t *own_inputs;
    uint32_t *late;
    size_t late_capacity;
};

/*
 * exact_build_open() finds the places, of which build->slots tells the order.
 * No keys are an empty section. Cost: with hashes one pass over them, and 4
 * bytes of memory for one key in a thousand; without, sorting, and at most 28
 * bytes a key.
 * Where keys were made to be alike as fingerprints, whatever the seed, then
 * build->input.form is WHOLE in the end: they must be kept.
 * Errors: MEMORY, LIMIT (KEY_STORE_COUNT_MAX), ARGUMENT (an empty key, hashes
 * out of order). exact_build_close() is safe after an error, and on a zeroed
 * struct.
 */
tamis_status exact_build_open(struct exact_build *build,
                              const tamis_allocator *allocator,
                              const struct exact_input *input,
                              tamis_error *error);
void exact_build_close(struct exact_build *build);

/* Bytes of the section, and those bytes. Cost: two passes over the hashes.
 * Errors: the sink's. */
uint64_t exact_build_size(const struct exact_build *build);
tamis_status exact_build_write(const struct exact_build *build,
                               struct byte_sink *sink, tamis_error *error);

#endif
