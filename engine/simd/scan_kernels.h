/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernels that look at free text, 64 bytes at a time: which bytes are of which
 * class, as one bit each. The rules are those of simd/kernels.h.
 *
 * After simdjson (Langdale, Lemire: Parsing Gigabytes of JSON per Second, VLDB
 * Journal 28, 2019), which classifies bytes in the same way.
 */
#ifndef TAMIS_SIMD_SCAN_KERNELS_H
#define TAMIS_SIMD_SCAN_KERNELS_H

#include "simd/cpu.h"

#include <stddef.h>
#include <stdint.h>

#define SCAN_BLOCK_SIZE 64u

/* One block; the lowest bit is its first byte. */
struct scan_marks {
    uint64_t name;    /* [A-Za-z0-9_-] */
    uint64_t hex;     /* [0-9A-Fa-f] */
    uint64_t digit;   /* [0-9] */
    uint64_t gap;     /* up to the blank, and " < >: no token goes on there */
    uint64_t special; /* \ % [ ( {: may mean something else than it says */
    uint64_t stop;    /* ' ^ ` { | } DEL \ and round and square brackets: what
                         may end a URL and no token else */
    uint64_t high;    /* from 0x80 */
    uint64_t comma;   /* , ; */
    uint64_t dot, colon, slash, at;
};

struct scan_kernels {
    const char *name;  /* "scalar", "avx2" */
    uint32_t required; /* CPU_* bits, all of which must be there */
    /* Marks of size bytes, one for each block that is begun. Behind the end of
     * the text there are gaps. */
    void (*mark)(const uint8_t *text, size_t size, struct scan_marks *marks);
};

extern const struct scan_kernels scan_kernels_scalar;
#if defined(__x86_64__)
extern const struct scan_kernels scan_kernels_avx2;
#endif

/* The best table that needs nothing outside features. Never NULL. */
const struct scan_kernels *scan_kernels_pick(uint32_t features);
/* The n-th table of this build, best first; NULL past the last. For tests. */
const struct scan_kernels *scan_kernels_get(size_t n);

#endif
