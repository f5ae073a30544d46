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

/* One bit for each byte of a block; the lowest is its first byte. */
enum scan_class {
    SCAN_NAME,    /* [A-Za-z0-9_-] */
    SCAN_HEX,     /* [0-9A-Fa-f] */
    SCAN_DIGIT,   /* [0-9] */
    SCAN_GAP,     /* up to the blank, and " < >: no token goes on there */
    SCAN_SPECIAL, /* \ % [ ( {: may mean something else than it says */
    SCAN_OPEN,    /* [ ( { */
    SCAN_STOP,    /* ' ^ ` { | } DEL \ and round and square brackets: what may
                     end a URL and no token else */
    SCAN_HIGH,    /* from 0x80 */
    SCAN_COMMA,   /* , ; */
    SCAN_DOT,
    SCAN_COLON,
    SCAN_SLASH,
    SCAN_AT,
    SCAN_QUERY, /* ? */
    SCAN_CLASS_COUNT
};

struct scan_kernels {
    const char *name;  /* "scalar", "avx2" */
    uint32_t required; /* CPU_* bits, all of which must be there */
    /* Marks of size bytes: for each block that is begun, of class c those of
     * block b at marks[c * stride + b]. Behind the end of the text there are
     * gaps. */
    void (*mark)(const uint8_t *text, size_t size, uint64_t *marks,
                 size_t stride);
};

extern const struct scan_kernels scan_kernels_scalar;
#if defined(__x86_64__)
extern const struct scan_kernels scan_kernels_avx2;
extern const struct scan_kernels scan_kernels_avx512;
#endif

/* The best table that needs nothing outside features. Never NULL. */
const struct scan_kernels *scan_kernels_pick(uint32_t features);
/* The n-th table of this build, best first; NULL past the last. For tests. */
const struct scan_kernels *scan_kernels_get(size_t n);

#endif
