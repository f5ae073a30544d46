/* SPDX-License-Identifier: BSD-2-Clause */
/* The specification of every kernel, written to be read. */
#include "base/bytes.h"
#include "base/mix_hash.h"
#include "simd/filter_block.h"
#include "simd/kernels.h"

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

/* The hash of at most 32 bytes: at the end of a block of zeros. */
static uint64_t hash_window(const uint8_t *bytes, size_t size, uint64_t seed)
{
    uint8_t block[KERNELS_NAME_WINDOW] = {0};
    uint64_t words[4];

    for (size_t i = 0; i < size; i++)
        block[sizeof block - size + i] =
            (uint8_t)(bytes[i] & ~KERNELS_NAME_FOLD);
    for (unsigned n = 0; n < 4; n++)
        words[n] = load_le64(block + (size_t)n * 8);
    return mix_hash_block(words, seed);
}

/* Where the last labels begin, or the window. */
static size_t find_labels(const uint8_t *name, size_t size, unsigned depth)
{
    size_t start = size;

    while (start > 0 && size - start < KERNELS_NAME_WINDOW &&
           (name[start - 1] != '.' || --depth > 0))
        start--;
    return start;
}

static bool has_high_bytes(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (bytes[i] >= 0x80)
            return true;
    return false;
}

/* A name of no bytes may be NULL, to which nothing can be added. */
static const uint8_t *name_bytes(tamis_slice name)
{
    return (const uint8_t *)(name.size ? name.data : "");
}

static void hash_names(const struct kernels_table *table, unsigned depth,
                       const tamis_slice *names, size_t count,
                       struct kernels_names *result)
{
    result->whole = result->odd = 0;
    for (size_t i = 0; i < count; i++) {
        const uint8_t *name = name_bytes(names[i]);
        size_t size = names[i].size, start;
        bool is_odd;

        if (size && name[size - 1] == '.')
            size--;
        start = find_labels(name, size, depth);
        is_odd = has_high_bytes(name + start, size - start);
        result->hashes[i] =
            is_odd ? 0 : hash_window(name + start, size - start, table->seed);
        result->odd |= (uint64_t)is_odd << i;
        result->whole |= (uint64_t)(!is_odd && !start) << i;
    }
}

/* No byte of a listed name is less than a hyphen. */
static bool is_length(uint8_t byte)
{
    return byte > 0 && byte < '-';
}

/* Where the first of the last labels has its length, in a wire name without
 * its root byte; or the size, when the name is odd. */
static size_t find_wire_labels(const uint8_t *name, size_t size, unsigned depth)
{
    size_t at = size;

    for (size_t i = 1; i < size; i++)
        if (!name[i])
            return size;
    for (; depth > 0; depth--) {
        size_t end = at;

        if (!end)
            return size;
        at--;
        while (at > 0 && !is_length(name[at]))
            at--;
        if (name[at] != end - at - 1)
            return size;
    }
    if (size - at - 1 > KERNELS_NAME_WINDOW - (at > 0))
        return size;
    return at;
}

/* As text: lengths are dots. */
static uint64_t hash_wire_labels(const uint8_t *labels, size_t size,
                                 uint64_t seed)
{
    uint8_t text[KERNELS_NAME_WINDOW];

    for (size_t i = 0; i < size; i++)
        text[i] = is_length(labels[i]) ? '.' : labels[i];
    return hash_window(text, size, seed);
}

static void hash_wire_names(const struct kernels_table *table, unsigned depth,
                            const tamis_slice *names, size_t count,
                            struct kernels_names *result)
{
    result->whole = result->odd = 0;
    for (size_t i = 0; i < count; i++) {
        const uint8_t *name = name_bytes(names[i]);
        size_t size = names[i].size, at;

        if (size && !name[size - 1])
            size--;
        at = find_wire_labels(name, size, depth);
        result->hashes[i] = 0;
        if (at < size)
            result->hashes[i] =
                hash_wire_labels(name + at + 1, size - at - 1, table->seed);
        result->odd |= (uint64_t)(at == size) << i;
        result->whole |= (uint64_t)(at == 0 && size > 0) << i;
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
    .hash_wire_names = hash_wire_names,
};
