/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The hashes of a name and of every name above it, from the right.
 *
 * A name is cut from its end into blocks of 32 bytes, of which the first one is
 * filled up with zeros in front; each block is hashed under the hash of what is
 * right of it. So the hash of the last labels is a step on the way to the hash
 * of more of them. The case of letters is folded. docs/FILE_FORMAT.md, "Suffix
 * table".
 */
#ifndef TAMIS_INDEX_NAME_HASH_H
#define TAMIS_INDEX_NAME_HASH_H

#include "index/suffix_table_layout.h"

#include <tamis/status.h>

#include <stddef.h>
#include <stdint.h>

#define NAME_HASH_BLOCK 32

/* A walk over one name. */
struct name_hash {
    const uint8_t *name;
    size_t end;     /* what is right of it has entered the chain */
    uint64_t chain; /* the hash of the whole blocks so far */
};

static inline void name_hash_begin(struct name_hash *walk, const void *name,
                                   size_t size, uint64_t seed)
{
    walk->name = (const uint8_t *)name;
    walk->end = size;
    walk->chain = seed;
}

/* The hash of the name from `start` on; starts must not ascend, and be less
 * than the size. */
uint64_t name_hash_from(struct name_hash *walk, size_t start);

/* The hash of the last block alone, whatever is left of it: by this a filter
 * knows names and gates of few labels. The size may be 0. */
uint64_t name_hash_window(const void *labels, size_t size, uint64_t seed);

/* By what a table's filter knows a listed name. */
struct name_keys {
    uint64_t name;
    uint64_t gates[SUFFIX_GATE_LAST - SUFFIX_GATE_FIRST + 1]; /* by depth */
    unsigned gate_count;
};

void name_keys_make(struct name_keys *keys, tamis_slice name, uint64_t seed);

#endif
