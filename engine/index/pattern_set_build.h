/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Making pattern sets: judging sources, compiling them here, or having them
 * compiled by another process and kept in a cache (index/pattern_cache.h).
 */
#ifndef TAMIS_INDEX_PATTERN_SET_BUILD_H
#define TAMIS_INDEX_PATTERN_SET_BUILD_H

#include "index/pattern_set.h"

#include <stdbool.h>

/* A source that is not in the set, and why; `offset` is into its bytes,
 * UINT64_MAX when nobody knows. The reason is one sentence without a dot. */
typedef void pattern_rejected(void *context, size_t source_index,
                              const char *reason, uint64_t offset);

struct pattern_set_options {
    const tamis_allocator *allocator; /* NULL: the C heap */
    uint32_t mode;                    /* PATTERN_MODE_* */
    uint32_t field;     /* the bit: sources without it are left out */
    uint32_t cpu_limit; /* as in tamis_database_options; our kernels only */
    /* More literals are looked for by us and not by Hyperscan, more regexes
     * only where a literal of theirs is; 0: as measured. For tests. */
    uint32_t literals_together_max, regexes_together_max;
    pattern_rejected *rejected; /* may be NULL: then they are just left out */
    void *rejected_context;
};

/* Whether this build and this CPU can: OK or UNSUPPORTED, with a sentence. */
tamis_status pattern_set_supported(tamis_error *error);

/*
 * pattern_source_check() judges one source by itself: OK, or REJECTED with
 * the reason and, in error->offset, where in its bytes. It compiles it in this
 * process, and only what somebody trusted wrote may be judged so; for what
 * comes from elsewhere there is pattern_cache_check().
 * Errors: REJECTED, UNSUPPORTED, MEMORY.
 */
tamis_status pattern_source_check(const struct pattern_source *source,
                                  uint32_t mode, tamis_error *error);

/*
 * pattern_set_build() compiles in this process, without limits on time or
 * memory: for tests, and for the process that has such limits.
 * Errors: MEMORY, UNSUPPORTED, LIMIT (more than PATTERN_SET_COUNT_MAX).
 */
tamis_status pattern_set_build(struct pattern_set **set,
                               const struct pattern_source *sources,
                               size_t count,
                               const struct pattern_set_options *options,
                               tamis_error *error);

#endif
