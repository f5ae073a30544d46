/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Keyed hashes of addresses: prefixes, ports on them, and their places. */
#ifndef TAMIS_EBPF_IMAGE_ADDRESS_HASH_H
#define TAMIS_EBPF_IMAGE_ADDRESS_HASH_H

#include "image/keyed_hash.h"

/* What is asked of an address: a prefix of a length, or a port on it. */
#define KEYED_V6_PREFIX 1u
#define KEYED_V4_PORT   2u
#define KEYED_V6_PORT   3u

/* high and low are the address in host order; a v4 address is low. */
IMAGE_INLINE __u64 address_hash(const struct image_secret *secret, __u64 high,
                                __u64 low, __u32 number, __u32 what)
{
    struct keyed_sum sum = {secret->address_start[0], secret->address_start[1]};

    keyed_add(&sum, &secret->address[0], (__u32)(high >> 32), (__u32)high);
    keyed_add(&sum, &secret->address[1], (__u32)(low >> 32), (__u32)low);
    keyed_add(&sum, &secret->address[2], number, what);
    return keyed_spread(&sum);
}

IMAGE_INLINE __u64 v4_hash(const struct image_secret *secret, __u32 address,
                           __u32 length)
{
    struct keyed_sum sum = {secret->v4_start[0], secret->v4_start[1]};

    keyed_add(&sum, &secret->v4, address, length);
    return keyed_spread(&sum);
}

/* Of a /32, which is block; or of a /48 in it, whose next bits are more. */
#define V6_BLOCK_ALONE 0x10000u
IMAGE_INLINE __u64 v6_block_hash(const struct image_secret *secret, __u32 block,
                                 __u32 more)
{
    struct keyed_sum sum = {secret->v6_block_start[0],
                            secret->v6_block_start[1]};

    keyed_add(&sum, &secret->v6_block, block, more);
    return keyed_spread(&sum);
}

#endif
