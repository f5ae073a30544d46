/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pattern sets from the local cache, which a program of its own fills: it has
 * limits on time and memory, so that no pattern can kill or stall its caller.
 *
 * The cache is a folder of the user's, mode 0700, of files that are known by
 * what they were made of. Whoever may write into it may run what he likes as
 * that user anyhow; what is foreign, damaged or of another CPU is made again.
 */
#ifndef TAMIS_INDEX_PATTERN_CACHE_H
#define TAMIS_INDEX_PATTERN_CACHE_H

#include "index/pattern_set_build.h"

/* Limits that 0 stands for. */
#define PATTERN_CACHE_MEMORY_MAX     (UINT64_C(2) << 30)
#define PATTERN_CACHE_PATTERN_MS_MAX 10000u
#define PATTERN_CACHE_TOTAL_MS_MAX   600000u

/* How far it is, of `total` pieces of work; non-zero stops. */
typedef int pattern_progress(void *context, uint64_t done, uint64_t total);

struct pattern_cache_options {
    struct pattern_set_options set;
    const char *folder;      /* NULL: $XDG_CACHE_HOME/tamis or ~/.cache/tamis */
    const char *program;     /* from the root; NULL: where it is installed */
    bool is_cacheless;       /* neither read nor keep anything in the folder */
    uint64_t memory_max;     /* bytes of one process that compiles */
    uint32_t pattern_ms_max; /* of one pattern, before it is refused */
    uint32_t total_ms_max;   /* of everything, before the rest is refused */
    uint32_t share_ms;       /* of that, for this call; 0: all */
    uint32_t threads;        /* 0: one for each CPU */
    pattern_progress *progress; /* may be NULL */
    void *progress_context;
    tamis_error
        *uncached; /* why nothing is kept, when it is not; may be NULL */
};

/*
 * pattern_cache_open() takes the set from the cache, or has it compiled and
 * kept there. Without a folder that can be used it does without, and tells
 * options->uncached. Sources that are refused, or that alone take more than the
 * limits, are told to options->set.rejected in either case; so are those that
 * were not compiled when the time for all was over, the dearest of them. A set
 * without these is kept too, and taken by who gives no more time than was given
 * then (total_ms_max); for who gives more, it is made again.
 * Errors: MEMORY, NOT_FOUND (no program is installed), ARGUMENT (program),
 * SYSTEM, LIMIT (too many, or the program hangs), STOPPED, UNSUPPORTED; in each
 * case a sentence says what to do.
 */
tamis_status pattern_cache_open(struct pattern_set **set,
                                const struct pattern_source *sources,
                                size_t count,
                                const struct pattern_cache_options *options,
                                tamis_error *error);

/*
 * pattern_cache_check() judges each source by itself, in the other process, and
 * tells options->set.rejected those that no set would have; mode and field as
 * for a set. Errors as above.
 */
tamis_status pattern_cache_check(const struct pattern_source *sources,
                                 size_t count,
                                 const struct pattern_cache_options *options,
                                 tamis_error *error);

#endif
