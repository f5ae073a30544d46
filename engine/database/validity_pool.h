/* SPDX-License-Identifier: BSD-2-Clause */
/* The validities of a file, each once, while the file is written. */
#ifndef TAMIS_DATABASE_VALIDITY_POOL_H
#define TAMIS_DATABASE_VALIDITY_POOL_H

#include "base/buffer.h"

struct validity_pool {
    struct buffer items; /* the validities section as it will be */
    /* High half of the hash, then number + 1; 0 is empty. A power of two of
     * them, of which at most half are used. */
    uint64_t *slots;
    size_t slot_count;
};

void validity_pool_open(struct validity_pool *pool,
                        const tamis_allocator *allocator);
/* Safe on a zeroed pool. */
void validity_pool_release(struct validity_pool *pool);
/* The number of a pair of times plus one; 0 when neither says anything.
 * Errors: LIMIT, MEMORY. */
tamis_status validity_pool_add(struct validity_pool *pool,
                               int64_t valid_from_ns, int64_t valid_until_ns,
                               uint32_t *number, tamis_error *error);

#endif
