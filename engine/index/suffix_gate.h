/* SPDX-License-Identifier: BSD-2-Clause */
/* The gates of many names: hashes of the last two and the last three labels of
 * longer ones (docs/FILE_FORMAT.md, "Suffix table"). */
#ifndef TAMIS_INDEX_SUFFIX_GATE_H
#define TAMIS_INDEX_SUFFIX_GATE_H

#include "index/key_store.h"
#include "simd/kernels.h"

/* A name has at most so many. */
#define SUFFIX_GATES_MAX 2u

/* A walk over the names of slots next to before end. */
struct suffix_gate_walk {
    const struct key_store *keys;
    const struct kernels *kernels;
    uint64_t seed;
    uint32_t next, end;
    uint64_t depths[2]; /* of the names so far: bit n for n labels */
};

/* Gates that one call gives at most. */
#define SUFFIX_GATES_STEP ((size_t)KERNELS_BATCH_MAX * SUFFIX_GATES_MAX)

/*
 * suffix_gate_step() takes up to KERNELS_BATCH_MAX names and gives the hashes
 * of their gates, of which many are equal, in no order that means anything.
 * A name of which suffix_name_depth() is 0 becomes the walk's end.
 */
size_t suffix_gate_step(struct suffix_gate_walk *walk,
                        uint64_t gates[SUFFIX_GATES_STEP]);

/* By what the filter knows a listed name, whose hash in the table is given: the
 * same, but for few labels of many bytes. */
uint64_t suffix_gate_own_hash(tamis_slice name, uint64_t hash, uint64_t seed);

#endif
