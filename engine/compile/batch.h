/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Copies of statements that wait for a thread, in the order in which they
 * came. A run is one statement, or many that differ in value, place and mode.
 */
#ifndef TAMIS_COMPILE_BATCH_H
#define TAMIS_COMPILE_BATCH_H

#include "compile/shard.h"

#define BATCH_RUNS   256u
#define BATCH_VALUES 1024u

struct batch_run {
    tamis_statement common;
    struct stencil stencil; /* once it is cut */
    uint32_t feed_id;
    tamis_reason reason;
    size_t first, count; /* of the batch's values */
};

struct batch {
    struct batch *next; /* the adder's */
    uint64_t number;    /* of its first statement */
    size_t run_count, value_count;
    struct batch_run runs[BATCH_RUNS];
    tamis_slice values[BATCH_VALUES];
    struct value_place places[BATCH_VALUES];
    /* Never moves once a slice points into it. */
    char *text;
    size_t text_size, text_capacity;
    tamis_slice last_file; /* most statements of a batch share one */
};

/* Statements as they are added: values with what they have in common. */
struct batch_input {
    const tamis_statement *common;
    uint32_t feed_id;
    tamis_reason reason; /* why a reader refused them, or NONE */
    const tamis_statement_value *values;
    size_t count;
};

/* From the C heap. NULL when memory is out. */
struct batch *batch_create(void);
void batch_destroy(struct batch *batch);
void batch_clear(struct batch *batch, uint64_t number);

/* batch_add() copies as many of the input's statements as there is room for,
 * at least one into an empty batch, and tells how many. Errors: MEMORY. */
tamis_status batch_add(struct batch *batch, const struct batch_input *input,
                       size_t *taken);

/* batch_cut() makes the stencils (stencil.h), batch_add_to() adds the
 * statements then. Errors: theirs, and shard_add()'s. */
tamis_status batch_cut(struct batch *batch, tamis_compiler *compiler);
tamis_status batch_add_to(const struct batch *batch, struct shard *shard);

#endif
