/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernels that look at text: which of its bytes are of which class, as one bit
 * each. What reads lines and values then works on 64 bytes at a time.
 *
 * The rules are those of simd/kernels.h, with one exception that is said where
 * it is: a value's 64 bytes must be readable, however short it is.
 */
#ifndef TAMIS_SIMD_TEXT_KERNELS_H
#define TAMIS_SIMD_TEXT_KERNELS_H

#include "simd/cpu.h"

#include <tamis/status.h>

#include <stddef.h>

/* Bytes that a word of marks tells of. */
#define TEXT_BLOCK_SIZE 64u

/* What is told of a line beside its end. */
#define TEXT_LINE_ODD   0x80000000u /* holds a blank, tab, ',', ';' or NUL */
#define TEXT_LINE_JOINT 0x40000000u /* holds '-' or '/': ranges, prefixes */
#define TEXT_LINE_PLACE 0x3fffffffu

/* What is known of a line whose end is not found yet: the same bits. */
struct text_line_state {
    uint32_t marks;
};

/* find_lines() may write that many numbers behind the last line's. */
#define TEXT_LINES_BEHIND 4u

/* The first 64 bytes of a value; no bit at its size or behind it. */
struct text_marks {
    uint64_t name; /* a-z, 0-9, '-' */
    uint64_t digit, hex, dot, dash, slash;
    uint64_t path; /* what a URL's path holds and nothing has to be undone */
};

struct text_kernels {
    const char *name;  /* "scalar", "avx2" */
    uint32_t required; /* CPU_* bits, all of which must be there */
    /*
     * The lines that end in size bytes of text: for each LF its place, which
     * is base + its offset, and what its line holds from `state` on. Returns
     * how many; there must be room for size + TEXT_LINES_BEHIND. base + size
     * is at most TEXT_LINE_PLACE.
     */
    size_t (*find_lines)(const uint8_t *text, size_t size, uint32_t base,
                         struct text_line_state *state, uint32_t *ends);
    /* Marks for each value. TEXT_BLOCK_SIZE bytes must be readable at each. */
    void (*mark_values)(const tamis_slice *values, size_t count,
                        struct text_marks *marks);
    /* The bytes that `size` hex digits stand for: up to TEXT_BLOCK_SIZE, and a
     * multiple of eight. TEXT_BLOCK_SIZE bytes must be readable at text, and
     * half as many may be written. */
    void (*read_digits)(const char *text, size_t size, uint8_t *bytes);
};

extern const struct text_kernels text_kernels_scalar;
#if defined(__x86_64__)
extern const struct text_kernels text_kernels_avx2;
#endif

/* The best table that needs nothing outside features. Never NULL. */
const struct text_kernels *text_kernels_pick(uint32_t features);
/* The n-th table of this build, best first; NULL past the last. For tests. */
const struct text_kernels *text_kernels_get(size_t n);

#endif
