/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What one thread adds statements with: scratch, and counts of its own, so
 * that threads share nothing while they add. The counts are folded into the
 * compiler's when all threads are at rest.
 */
#ifndef TAMIS_COMPILE_SHARD_H
#define TAMIS_COMPILE_SHARD_H

#include "compile/accounting.h"
#include "compile/intake.h"
#include "compile/pending_store.h"
#include "compile/public_suffix.h"
#include "compile/rejection_list.h"
#include "compile/stencil.h"

/* Values that are read at a time. */
#define SHARD_STEP PENDING_STEP

/* What a value does not share with others of its stencil. */
struct value_place {
    uint64_t line, offset;
    tamis_mode mode;
};

/* Values of one stencil. At each value of up to PLAIN_VIEW_SIZE_MAX bytes so
 * many can be read, and PUBLIC_SUFFIX_FRONT in front of it. */
struct value_run {
    const tamis_slice *values;
    const struct value_place *places;
    size_t count;
    uint64_t number; /* of the first one's statement, over all */
};

struct shard_feed {
    uint64_t kept, withheld, host_bits_cleared, defanged;
};

struct shard {
    tamis_compiler *compiler;
    const struct text_kernels *kernels;
    struct pending_writer *writer; /* NULL until something is kept */
    struct public_suffix_cache suffixes;
    struct accounting rejected;
    uint8_t *example_counts; /* by row of `rejected` */
    size_t row_capacity;
    struct rejection_list examples;
    struct shard_feed *feeds; /* by number */
    size_t feed_count, feed_capacity;
    int64_t *newest_ns; /* by label */
    size_t label_count, label_capacity;
    /* The values at hand; too large for the stack of somebody's thread. */
    struct text_marks marks[SHARD_STEP];
    struct intake intakes[SHARD_STEP];
    tamis_indicator indicator, host;
    char *scratch; /* of shard_add_borrowed() */
};

/* Errors: MEMORY. */
tamis_status shard_create(struct shard **shard, tamis_compiler *compiler);
void shard_destroy(struct shard *shard);
/* Hands over what was kept. No more is added then. */
void shard_close(struct shard *shard);

/* shard_add() takes values that fulfil what value_run asks for, in increasing
 * order of their numbers; shard_add_borrowed() takes any.
 * Errors: those of pending_writer_add(). */
tamis_status shard_add(struct shard *shard, const struct stencil *stencil,
                       const struct value_run *run);
tamis_status shard_add_borrowed(struct shard *shard,
                                const struct stencil *stencil,
                                const tamis_statement_value *values,
                                size_t count, uint64_t number);

/* shard_fold() adds the counts of shards to the compiler's, and the first
 * examples of all. None of them adds meanwhile. Errors: MEMORY. */
tamis_status shard_fold(struct shard *const *shards, size_t count,
                        tamis_compiler *compiler);

#endif
