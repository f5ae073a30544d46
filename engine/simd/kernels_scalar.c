/* SPDX-License-Identifier: BSD-2-Clause */
/* The specification of every kernel, written to be read. */
#include "base/bytes.h"
#include "base/mix_hash.h"
#include "simd/filter_block.h"
#include "simd/kernels.h"

#include <tamis/indicator.h>

#include <stdbool.h>

static uint8_t fold_byte(uint8_t byte)
{
    return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte | 0x20) : byte;
}

static void fold_ascii(uint8_t *to, const uint8_t *from, size_t size)
{
    for (size_t i = 0; i < size; i++)
        to[i] = fold_byte(from[i]);
}

/* 1 when the block has all eight bits of the key. */
static uint64_t has_key(const uint8_t *block, uint64_t hash)
{
    uint32_t missing = 0;

    for (unsigned n = 0; n < FILTER_BLOCK_WORDS; n++)
        missing |=
            ~load_le32(block + (size_t)n * 4) & filter_block_bit(n, hash);
    return missing == 0;
}

static uint64_t has_gate(const uint8_t *block, uint64_t hash)
{
    uint32_t missing = 0;

    for (unsigned n = 0; n < FILTER_BLOCK_WORDS; n++)
        missing |=
            ~load_le32(block + (size_t)n * 4) & filter_block_gate_bit(n, hash);
    return missing == 0;
}

static const uint8_t *find_block(const uint8_t *blocks, uint32_t block_count,
                                 uint64_t hash)
{
    return blocks +
           (size_t)filter_block_number(hash, block_count) * FILTER_BLOCK_SIZE;
}

static uint64_t filter_test(const uint8_t *blocks, uint32_t block_count,
                            const uint64_t *hashes, size_t count)
{
    uint64_t found = 0;

    for (size_t i = 0; i < count; i++)
        found |= has_key(find_block(blocks, block_count, hashes[i]), hashes[i])
                 << i;
    return found;
}

static uint64_t filter_test_gates(const uint8_t *blocks, uint32_t block_count,
                                  const uint64_t *hashes, size_t count,
                                  uint64_t *gates)
{
    uint64_t found = 0;

    *gates = 0;
    for (size_t i = 0; i < count; i++) {
        const uint8_t *block = find_block(blocks, block_count, hashes[i]);

        found |= has_key(block, hashes[i]) << i;
        *gates |= has_gate(block, hashes[i]) << i;
    }
    return found;
}

static uint32_t match_words(const uint8_t *line, uint32_t word)
{
    uint32_t places = 0;

    for (unsigned n = 0; n < KERNELS_LINE_WORDS; n++)
        places |= (uint32_t)(load_le32(line + (size_t)n * 4) == word) << n;
    return places;
}

static bool has_high_bytes(tamis_slice name)
{
    for (size_t i = 0; i < name.size; i++)
        if ((uint8_t)name.data[i] >= 0x80)
            return true;
    return false;
}

/* Where the last `depth` labels begin in the window; 0 when it holds fewer. */
static size_t find_start(const uint8_t *window, size_t size, unsigned depth)
{
    size_t start = size;

    while (start > 0) {
        if (window[start - 1] == '.' && --depth == 0)
            return start;
        start--;
    }
    return 0;
}

/* False when the name is odd. */
static bool hash_name(tamis_slice name, unsigned depth, uint64_t seed,
                      uint64_t *hash, bool *is_whole)
{
    uint8_t block[KERNELS_NAME_WINDOW] = {0};
    uint64_t words[4];
    size_t size = name.size, name_size, start;

    if (size && name.data[size - 1] == '.')
        size--;
    name_size = size;
    if (!size || size > TAMIS_DOMAIN_SIZE_MAX || has_high_bytes(name))
        return false;
    if (size <= KERNELS_NAME_WINDOW) {
        memcpy(block + sizeof block - size, name.data, size);
        size = KERNELS_NAME_WINDOW;
        start = find_start(block, size, depth);
        *is_whole = start == 0;
    } else {
        memcpy(block, name.data + size - KERNELS_NAME_WINDOW,
               KERNELS_NAME_WINDOW);
        start = find_start(block, KERNELS_NAME_WINDOW, depth);
        if (start == 0)
            return false;
        *is_whole = false;
    }
    if (*is_whole)
        start = KERNELS_NAME_WINDOW - name_size;
    memset(block, 0, start);
    for (size_t at = start; at < KERNELS_NAME_WINDOW; at++)
        block[at] |= KERNELS_NAME_FOLD;
    for (unsigned n = 0; n < 4; n++)
        words[n] = load_le64(block + (size_t)n * 8);
    *hash = mix_hash_block(words, seed);
    return true;
}

static void hash_names(const tamis_slice *names, size_t count, unsigned depth,
                       uint64_t seed, uint64_t *hashes,
                       struct kernels_names *marks)
{
    *marks = (struct kernels_names){0, 0};
    for (size_t i = 0; i < count; i++) {
        bool is_whole = false;

        hashes[i] = 0;
        if (!hash_name(names[i], depth, seed, &hashes[i], &is_whole))
            marks->odd |= UINT64_C(1) << i;
        marks->whole |= (uint64_t)is_whole << i;
    }
}

const struct kernels kernels_scalar = {
    .name = "scalar",
    .required = 0,
    .fold_ascii = fold_ascii,
    .filter_test = filter_test,
    .filter_test_gates = filter_test_gates,
    .match_words = match_words,
    .hash_names = hash_names,
};
