/* SPDX-License-Identifier: BSD-2-Clause */
/* The strings of a file, each once, while the file is written. */
#ifndef TAMIS_DATABASE_STRING_POOL_H
#define TAMIS_DATABASE_STRING_POOL_H

#include "base/buffer.h"

struct string_pool {
    struct buffer bytes; /* the strings section as it will be */
    /* High half of the hash, then the reference; 0 is empty. A power of two of
     * them, of which at most half are used. */
    uint64_t *slots;
    size_t slot_count, used_count;
};

tamis_status string_pool_open(struct string_pool *pool,
                              const tamis_allocator *allocator,
                              tamis_error *error);
/* Safe on a zeroed pool. */
void string_pool_release(struct string_pool *pool);
/* The reference of a string, which is added if new; 0 is the empty string.
 * Errors: LIMIT (a pool holds 16 GiB), MEMORY. */
tamis_status string_pool_add(struct string_pool *pool, tamis_slice string,
                             uint32_t *reference, tamis_error *error);

#endif
