/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of merge_run() share. */
#ifndef TAMIS_COMPILE_MERGE_STATE_H
#define TAMIS_COMPILE_MERGE_STATE_H

#include "base/buffer.h"
#include "compile/merge.h"
#include "compile/merge_count.h"
#include "compile/pending_sort.h"

#include <pthread.h>

/* A profile as it was when the merge began: the table grows meanwhile. */
struct merge_profile {
    struct profile profile;
    uint32_t feed_rank;  /* the feed's place by name */
    uint32_t label_rank; /* the label's place */
    uint32_t count;      /* which of the counts is its own */
};

struct merge {
    const struct merge_question *question;
    const tamis_allocator *allocator;
    struct merged *merged;
    struct merge_profile *profiles;
    uint32_t *labels;        /* by place: the label's number */
    uint32_t *joined_labels; /* room for as many; under the lock */
    struct merge_count_names counted;
    struct pending_store *store;
    uint64_t done, total; /* statements */
    pthread_t owner;      /* the thread that progress is told on */
    pthread_mutex_t lock; /* the compiler's tables, and what follows */
    pthread_cond_t has_turned;
    size_t next, turn; /* tasks: not begun; to be placed */
    tamis_status status;
    tamis_error error;
};

/* One thread, with the partition that it is at. */
struct merge_worker {
    struct merge *merge;
    struct relevance_scratch *scratch;
    struct merge_count *counts;
    struct buffer room;          /* statements that had been spilled */
    struct pending_item *items;  /* later one for each record */
    struct pending_item *sorted; /* room for as many */
    uint32_t *words;             /* of records; lists count from 0 */
    size_t capacity;
    size_t count, record_count;
    uint64_t keys_size;
    struct database_input_entry *entries;
    size_t entry_count, entry_capacity;
    uint32_t *list_ends; /* in entries */
    size_t list_count, list_capacity;
};

/* merge_part.c: reads, sorts and groups the statements of a partition.
 * Errors: MEMORY, SYSTEM. */
tamis_status merge_part(struct merge_worker *worker,
                        const struct pending_task *task, tamis_error *error);
/* merge_place.c: room for all records there can be. Errors: MEMORY. */
tamis_status merge_place_begin(struct merge *merge);
/* Copies the worker's partition to its place, when all before it have theirs.
 * Errors: MEMORY, LIMIT, and that of another thread. */
tamis_status merge_place(struct merge_worker *worker, size_t task);
/* Gives back what was not needed. */
void merge_place_end(struct merge *merge);

#endif
