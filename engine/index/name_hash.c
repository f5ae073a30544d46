/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/name_hash.h"

#include "base/mix_hash.h"
#include "simd/kernels.h"

/* Folds the case of eight letters; see KERNELS_NAME_FOLD. */
#define FOLD (~UINT64_C(0x2020202020202020))

/* The bytes from..end, of which there are less than eight, at the top of a
 * word. */
static uint64_t load_part(const uint8_t *from, const uint8_t *end)
{
    uint64_t word = 0;

    for (; from < end; from++)
        word = word >> 8 | (uint64_t)*from << 56;
    return word;
}

/* At most 32 bytes, at the end of a block of zeros. */
static uint64_t hash_block(const uint8_t *from, size_t size, uint64_t chain)
{
    const uint8_t *end = from + size;
    uint64_t words[4] = {0};
    unsigned n = 4;

    while (n > 0 && (size_t)(end - from) >= 8) {
        end -= 8;
        words[--n] = mix_hash_load(end) & FOLD;
    }
    if (n > 0)
        words[--n] = load_part(from, end) & FOLD;
    return mix_hash_block(words, chain);
}

uint64_t name_hash_from(struct name_hash *walk, size_t start)
{
    while (walk->end - start > NAME_HASH_BLOCK) {
        walk->end -= NAME_HASH_BLOCK;
        walk->chain =
            hash_block(walk->name + walk->end, NAME_HASH_BLOCK, walk->chain);
    }
    return hash_block(walk->name + start, walk->end - start, walk->chain);
}

uint64_t name_hash_window(const void *labels, size_t size, uint64_t seed)
{
    size_t some = size < NAME_HASH_BLOCK ? size : NAME_HASH_BLOCK;

    return hash_block((const uint8_t *)labels + (size - some), some, seed);
}

void name_keys_make(struct name_keys *keys, tamis_slice name, uint64_t seed)
{
    size_t start = name.size;
    struct name_hash walk;

    keys->gate_count = 0;
    for (unsigned depth = 1; depth <= SUFFIX_GATE_LAST; depth++) {
        while (start && name.data[start - 1] != '.')
            start--;
        if (!start) {
            keys->name = name_hash_window(name.data, name.size, seed);
            return;
        }
        if (depth >= SUFFIX_GATE_FIRST)
            keys->gates[keys->gate_count++] =
                name_hash_window(name.data + start, name.size - start, seed);
        start--;
    }
    name_hash_begin(&walk, name.data, name.size, seed);
    keys->name = name_hash_from(&walk, 0);
}
