/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Keyed hashes of addresses and names, the same in the kernel and outside.
 *
 * The family is multilinear-HM of Lemire and Kaser ("Strongly universal string
 * hashing is fast", The Computer Journal 57, 2014): words of 32 bits, a random
 * key of 64 bits for each, one multiplication for two words, of which the
 * upper half counts. Two keys' worth give 64 bits, which are mixed at last. For
 * any two values, whoever chose them, the chance over the secret that they
 * agree is 2^-64; for names it is at most 2^-64 a label. Only the secret need
 * be trusted: it never leaves the host's root.
 *
 * A name is hashed label by label, with its length octet in front and letters
 * folded; then labels are joined from the right, with keys of their own at
 * each depth. So every suffix of a name has its hash after one pass.
 */
#ifndef TAMIS_EBPF_KEYED_HASH_H
#define TAMIS_EBPF_KEYED_HASH_H
#include "image/image_layout.h"

#ifdef __bpf__
#define IMAGE_INLINE static __attribute__((always_inline)) inline
#else
#define IMAGE_INLINE static inline
#endif

/* Keys of a pair of words: two for each half of the result. */
struct pair_keys {
    __u64 high[2], low[2];
};

#define IMAGE_LABEL_PAIRS 8 /* 64 octets: the length and 63 of the label */
struct image_secret {
    struct pair_keys label[IMAGE_LABEL_PAIRS];
    struct pair_keys join[IMAGE_NAME_LABELS][2]; /* by depth from the right */
    struct pair_keys address[3]; /* four words, and what else is asked */
    struct pair_keys v4;         /* bucket of a v4 prefix */
    struct pair_keys v6_block;   /* words of v6 */
    __u64 label_start[2], join_start[IMAGE_NAME_LABELS][2];
    __u64 address_start[2], v4_start[2], v6_block_start[2];
};

/* A hash in the making: its two halves before the upper bits are taken. */
struct keyed_sum {
    __u64 high, low;
};

IMAGE_INLINE void keyed_add(struct keyed_sum *sum, const struct pair_keys *keys,
                            __u32 first, __u32 second)
{
    sum->high += (keys->high[0] + first) * (keys->high[1] + second);
    sum->low += (keys->low[0] + first) * (keys->low[1] + second);
}

IMAGE_INLINE __u64 keyed_end(const struct keyed_sum *sum)
{
    return (sum->high >> 32 << 32) | sum->low >> 32;
}

/*
 * The same, mixed by a bijection: as rare as before do two values agree, but
 * values in a row (all addresses of a network) no longer get hashes in a row,
 * with which buckets fill unevenly and the bits of a filter fall together.
 */
IMAGE_INLINE __u64 keyed_spread(const struct keyed_sum *sum)
{
    __u64 hash = keyed_end(sum);

    hash = (hash ^ hash >> 32) * 0xd6e8feb86659fd93ull;
    return hash ^ hash >> 32;
}

/* Eight octets with A-Z folded to a-z, as RFC 4343 folds names; others,
 * length octets (below 64) among them, stay. */
IMAGE_INLINE __u64 keyed_fold(__u64 word)
{
    const __u64 ones = 0x0101010101010101ull;
    __u64 low = word & 0x7f * ones;
    __u64 from_a = low + (0x80 - 'A') * ones;
    __u64 behind_z = low + (0x80 - 'Z' - 1) * ones;
    __u64 upper = (from_a ^ behind_z) & ~word & 0x80 * ones;

    return word | upper >> 2;
}

/* The first octets (1 to 8) of a word. */
IMAGE_INLINE __u64 keyed_keep(__u64 word, __u32 octets)
{
    return octets >= 8 ? word : word & ((1ull << octets * 8) - 1);
}

IMAGE_INLINE struct keyed_sum label_begin(const struct image_secret *secret)
{
    return (struct keyed_sum){secret->label_start[0], secret->label_start[1]};
}

/* Adds the n-th eight octets (little-endian) of a label with its length octet
 * in front, folded here, zeroes behind its end. */
IMAGE_INLINE void label_add(struct keyed_sum *sum,
                            const struct image_secret *secret, __u32 n,
                            __u64 word)
{
    word = keyed_fold(word);
    keyed_add(sum, &secret->label[n & (IMAGE_LABEL_PAIRS - 1)], (__u32)word,
              (__u32)(word >> 32));
}

/* The hash of a suffix with one label more in front; depth is how many labels
 * it had, below IMAGE_NAME_LABELS, and the hash of none is 0. */
IMAGE_INLINE __u64 name_join(const struct image_secret *secret, __u32 depth,
                             __u64 suffix, __u64 label)
{
    const struct pair_keys *keys = secret->join[depth];
    struct keyed_sum sum = {secret->join_start[depth][0],
                            secret->join_start[depth][1]};

    keyed_add(&sum, &keys[0], (__u32)suffix, (__u32)(suffix >> 32));
    keyed_add(&sum, &keys[1], (__u32)label, (__u32)(label >> 32));
    return keyed_spread(&sum);
}

/* A place among count, from 32 bits (Lemire, 2016). */
IMAGE_INLINE __u32 keyed_place(__u32 bits, __u32 count)
{
    return (__u32)((__u64)bits * count >> 32);
}

#endif
