/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Kernels: the innermost loops, once per instruction set. A handle picks its
 * table when it is made and keeps the pointer; there is no global choice.
 *
 * Rules: kernels_scalar is the specification and every other table gives the
 * same bytes; a kernel takes pointers and sizes only and never reads or writes
 * outside of them; one call does a batch step, not a byte.
 */
#ifndef TAMIS_SIMD_KERNELS_H
#define TAMIS_SIMD_KERNELS_H

#include "simd/cpu.h"

#include <stddef.h>

struct kernels {
    const char *name;  /* "scalar", "avx2" */
    uint32_t required; /* CPU_* bits, all of which must be there */
    /* Lower-cases A-Z; every other byte stays. to == from is allowed, other
     * overlaps are not. */
    void (*fold_ascii)(uint8_t *to, const uint8_t *from, size_t size);
};

extern const struct kernels kernels_scalar;
#if defined(__x86_64__)
extern const struct kernels kernels_avx2;
#endif

/* The best table that needs nothing outside features. Never NULL. */
const struct kernels *kernels_pick(uint32_t features);
/* What a handle does with its cpu_limit option: the features of this machine,
 * less those that the limit does not name (0 names all). */
const struct kernels *kernels_pick_limited(uint32_t cpu_limit);
/* The n-th table of this build, best first; NULL past the last. For tests and
 * benchmarks, which must check that the CPU has what it requires. */
const struct kernels *kernels_get(size_t n);

#endif
