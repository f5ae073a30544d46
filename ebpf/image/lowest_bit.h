/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
#ifndef TAMIS_EBPF_IMAGE_LOWEST_BIT_H
#define TAMIS_EBPF_IMAGE_LOWEST_BIT_H

#include "image/keyed_hash.h"

/* The number of the lowest bit that is set, of a word that is not 0. */
IMAGE_INLINE __u32 lowest_bit(__u64 word)
{
#ifdef __bpf__
    static const __u8 bits[64] = {
        0,  1,  2,  53, 3,  7,  54, 27, 4,  38, 41, 8,  34, 55, 48, 28,
        62, 5,  39, 46, 44, 42, 22, 9,  24, 35, 59, 56, 49, 18, 29, 11,
        63, 52, 6,  26, 37, 40, 33, 47, 61, 45, 43, 21, 23, 58, 17, 10,
        51, 25, 36, 32, 60, 20, 57, 16, 50, 31, 19, 15, 30, 14, 13, 12};

    /* There is no such instruction: a de Bruijn sequence tells it. */
    return bits[(word & -word) * 0x022fdd63cc95386dull >> 58];
#else
    return (__u32)__builtin_ctzll(word);
#endif
}

#endif
