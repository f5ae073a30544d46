/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/name_hash.h"

#include "base/mix_hash.h"
#include "simd/kernels.h"

/* Folds the case of eight letters; see KERNELS_NAME_FOLD. */
#define FOLD UINT64_C(0x2020202020202020)

/* The bytes from..end, of which there are less than eight, at the top of a
 * word. */
static uint64_t load_part(const uint8_t *from, const uint8_t *end)
{
    uint64_t word = 0;

    for (; from < end; from++)
        word = word >> 8 | (uint64_t)(*from | KERNELS_NAME_FOLD) << 56;
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
        words[--n] = mix_hash_load(end) | FOLD;
    }
    if (n > 0)
        words[--n] = load_part(from, end);
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
