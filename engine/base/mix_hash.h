/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The hash of short keys: one multiplication for 16 bytes.
 *
 * Part of the file format (docs/FILE_FORMAT.md, "Hashes"). It is quick, not
 * secret: whoever knows it can make keys that collide, and what indexes do
 * with such keys is bounded by their structure.
 */
#ifndef TAMIS_BASE_MIX_HASH_H
#define TAMIS_BASE_MIX_HASH_H

#include "base/bytes.h"
#include "base/hash.h"

/* Keys from one lane to four; digests are all of such a size. */
#define MIX_HASH_SIZE_MIN 16
#define MIX_HASH_SIZE_MAX 64

/* The first 64 bits behind the point of pi and of their successors (as used by
 * Blowfish): numbers with nothing up their sleeve. */
#define MIX_HASH_SECRETS                                                       \
    {                                                                          \
        UINT64_C(0x243f6a8885a308d3), UINT64_C(0x13198a2e03707344),            \
            UINT64_C(0xa4093822299f31d0), UINT64_C(0x082efa98ec4e6c89),        \
            UINT64_C(0x452821e638d01377), UINT64_C(0xbe5466cf34e90c6c),        \
            UINT64_C(0xc0ac29b7c97c50dd), UINT64_C(0x3f84d5b5b5470917)         \
    }
#define MIX_HASH_SIZE_FACTOR UINT64_C(0x9216d5d98979fb1b)

static inline uint64_t mix_hash_load(const uint8_t *from)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    uint64_t word;

    memcpy(&word, from, sizeof word);
    return word;
#else
    return load_le64(from);
#endif
}

/* Two words into the n-th lane's part of a hash. */
static inline uint64_t mix_hash_lane(unsigned n, uint64_t low, uint64_t high,
                                     uint64_t seed)
{
    static const uint64_t secrets[8] = MIX_HASH_SECRETS;

    return hash_multiply(low ^ secrets[2 * n],
                         high ^ (secrets[2 * n + 1] ^ seed));
}

/* Keys that end alike do not collide for that, when their sizes differ. */
static inline uint64_t mix_hash_seed(uint64_t seed, uint64_t size)
{
    return seed ^ size * MIX_HASH_SIZE_FACTOR;
}

/* mix_hash_block() is the hash of 32 bytes, given as four words. */
static inline uint64_t mix_hash_block(const uint64_t words[4], uint64_t seed)
{
    uint64_t sized = mix_hash_seed(seed, 32);

    return mix_hash_lane(0, words[0], words[1], sized) ^
           mix_hash_lane(1, words[2], words[3], sized);
}

/*
 * mix_hash() is the hash of 16 to 64 bytes: lanes of 16 from the front, of
 * which the last is the key's last 16 bytes and may overlap.
 */
static inline uint64_t mix_hash(const void *key, size_t size, uint64_t seed)
{
    const uint8_t *bytes = (const uint8_t *)key;
    const uint8_t *last = bytes + size - 16;
    uint64_t sized = mix_hash_seed(seed, size);
    uint64_t lanes = 0;
    unsigned n = 0;

    for (; bytes < last; bytes += 16)
        lanes ^= mix_hash_lane(n++, mix_hash_load(bytes),
                               mix_hash_load(bytes + 8), sized);
    return lanes ^ mix_hash_lane(n, mix_hash_load(last),
                                 mix_hash_load(last + 8), sized);
}

#endif
