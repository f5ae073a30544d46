/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is done for every block and every token of a piece, once per
 * instruction set: outline_body.h, compiled for each. The rules are those of
 * simd/kernels.h.
 */
#ifndef TAMIS_MATCH_OUTLINE_KERNELS_H
#define TAMIS_MATCH_OUTLINE_KERNELS_H

#include "match/outline.h"
#include "simd/kernels.h"

/* Tokens of one class in a piece; a run takes four bytes with what parts it
 * from the next. */
#define OUTLINE_PLACES_MAX (OUTLINE_SIZE / 4 + 1)
/* list() may write as many behind the last. */
#define OUTLINE_PLACES_BEHIND 4u

struct outline_addresses {
    size_t count;
    uint8_t addresses[KERNELS_BATCH_MAX][4];
    uint8_t numbers[KERNELS_BATCH_MAX]; /* of their places among those asked */
    /* One bit for each place: is an address, as anybody writes it; has four
     * labels; may be one in spite of leading zeros, or with a port behind a
     * dot; has a path, port or query behind it. */
    uint64_t usual, quads, odd, paths;
};

struct outline_kernels {
    const char *name;  /* "scalar", "avx2" */
    uint32_t required; /* CPU_* bits, all of which must be there */
    const struct scan_kernels *scan;
    /* From the marks of `count` blocks, and of the two behind them, all that
     * takes bits alone. Blocks with doubts are left to the caller; false when
     * there are none. Also writes where the next seven blocks would be. */
    bool (*draw)(struct outline *outline, size_t count);
    /* The places of bits up to `last`. */
    size_t (*list)(const uint64_t *bits, size_t last, uint16_t *places);
    /* The runs in front of at most KERNELS_BATCH_MAX places; returns which
     * have a path, port or query behind them. */
    uint64_t (*cut_names)(const struct outline *outline, const uint16_t *places,
                          size_t count, tamis_slice *names);
    /* What of as many runs of numbers is an address. Each begins at least
     * OUTLINE_READABLE bytes behind the start of the text. */
    void (*read_addresses)(const struct outline *outline,
                           const uint16_t *places, size_t count,
                           struct outline_addresses *found);
};

#define OUTLINE_READABLE 20u

extern const struct outline_kernels outline_kernels_scalar;
#if defined(__x86_64__)
extern const struct outline_kernels outline_kernels_avx2;
extern const struct outline_kernels outline_kernels_avx512;
#endif

/* The best table that needs nothing outside features. Never NULL. */
const struct outline_kernels *outline_kernels_pick(uint32_t features);

#endif
