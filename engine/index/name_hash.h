/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The hashes of a name and of every name above it, from the right.
 *
 * A name is cut from its end into blocks of 32 bytes, of which the first one is
 * filled up with zeros in front; each block is hashed under the hash of what is
 * right of it. So the hash of the last labels is a step on the way to the hash
 * of more of them. docs/FILE_FORMAT.md, "Suffix table".
 */
#ifndef TAMIS_INDEX_NAME_HASH_H
#define TAMIS_INDEX_NAME_HASH_H

#include <stddef.h>
#include <stdint.h>

#define NAME_HASH_BLOCK 32

/* A walk over one name, which must be lower-case. */
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

#endif
