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

#include <tamis/status.h>

#include <stddef.h>

/* Keys or names of one batch step: one bit each in a result. */
#define KERNELS_BATCH_MAX 64
/* Words of a table's line, the first of which is no tag. */
#define KERNELS_LINE_WORDS 16
/* The last bytes of a name that one vector holds. */
#define KERNELS_NAME_WINDOW 32
/* Labels that hash_names can be asked for. */
#define KERNELS_DEPTH_MAX 3

/* Hashes of names fold case by taking this bit for clear, which makes no two
 * bytes of names equal but letters. */
#define KERNELS_NAME_FOLD 0x20

/* What the names of a table are hashed with, and the filter that will be asked
 * for the hashes: a kernel asks for the cache lines of its blocks. */
struct kernels_table {
    uint64_t seed;
    const uint8_t *blocks; /* may be NULL when block_count is 0 */
    uint32_t block_count;
};

/* What a step says about its names; one bit each, the first name's lowest. */
struct kernels_names {
    uint64_t hashes[KERNELS_BATCH_MAX];
    uint64_t whole; /* the hash is of all bytes of the name */
    uint64_t odd;   /* there is no telling: see the kernels */
};

/* Hashes the last `depth` labels, 1 to KERNELS_DEPTH_MAX, of at most
 * KERNELS_BATCH_MAX names; all of a name that has fewer. */
typedef void kernels_hash_names(const struct kernels_table *table,
                                unsigned depth, const tamis_slice *names,
                                size_t count, struct kernels_names *result);

struct kernels {
    const char *name;  /* "scalar", "avx2", "avx512" */
    uint32_t required; /* CPU_* bits, all of which must be there */
    /* Lower-cases A-Z; every other byte stays. to == from is allowed, other
     * overlaps are not. */
    void (*fold_ascii)(uint8_t *to, const uint8_t *from, size_t size);
    /* Which hashes a member filter may have (simd/filter_block.h says how), of
     * at most KERNELS_BATCH_MAX. block_count is at least 1. */
    uint64_t (*filter_test)(const uint8_t *blocks, uint32_t block_count,
                            const uint64_t *hashes, size_t count);
    /* The same, and in *gates which of them it may have as gates: two answers
     * from one block. */
    uint64_t (*filter_test_gates)(const uint8_t *blocks, uint32_t block_count,
                                  const uint64_t *hashes, size_t count,
                                  uint64_t *gates);
    /* A bit for each of a line's 16 little-endian words that equals. */
    uint32_t (*match_words)(const uint8_t *line, uint32_t word);
    /*
     * Names as text: case folded, without one trailing dot. Of labels of more
     * than 32 bytes the last 32 are hashed. A name is odd when a byte >= 0x80
     * is among what would be hashed, and its hash is 0 then. What is left of
     * that is not looked at.
     */
    kernels_hash_names *hash_names;
    /*
     * Names in DNS wire format, the final root byte there or not: the hash that
     * their text would have. A label's length is known by being less than any
     * byte of a listed name ('-'); a name is odd, and its hash 0, when that may
     * lead astray: when it has fewer labels than asked for, when they are
     * longer than 32 bytes, when one of them is not as long as its length says,
     * or when a byte before the root and behind the first one is zero. What is
     * left of the labels is not looked at otherwise.
     */
    kernels_hash_names *hash_wire_names;
};

extern const struct kernels kernels_scalar;
#if defined(__x86_64__)
extern const struct kernels kernels_avx2;
extern const struct kernels kernels_avx512;
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
