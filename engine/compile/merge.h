/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From statements to records: the same indicator from many feeds becomes one
 * record; statements of one feed about it that have equal action, label and
 * reference become one entry.
 *
 * Partition by partition, on all threads: each is read, sorted and grouped in
 * the cache of one of them; then, in the order of the partitions, it gets its
 * place in the arrays of the whole, and is copied there. Partitions are freed
 * as they are done.
 */
#ifndef TAMIS_COMPILE_MERGE_H
#define TAMIS_COMPILE_MERGE_H

#include "compile/outcome_judge.h"
#include "compile/relevance.h"
#include "database/database_write.h"

/* The records of one class, sorted by (order, key, kind, mode); see
 * pending_order.h. */
struct merged_class {
    uint8_t *keys;
    uint64_t keys_size;
    uint8_t *ends; /* NULL when every key has key_size */
    uint32_t key_size;
    uint8_t *kinds, *modes;
    uint64_t *hashes; /* NULL where the order is no hash */
    uint32_t *words;  /* as the database's input has them */
    uint32_t count;
};

/* All classes, with numbers of the compiler's profile table. */
struct merged {
    const tamis_allocator *allocator;
    struct merged_class classes[KEY_CLASS_COUNT];
    struct database_input_entry *entries;
    size_t entry_count, entry_capacity;
    uint32_t *list_starts; /* list_count + 1 */
    size_t list_count, list_capacity;
};

struct merge_question {
    tamis_compiler *compiler;
    const struct outcome_judge *judge;
    struct relevance *relevance;
    tamis_progress_callback progress; /* from the caller's thread; or NULL */
    void *context;
};

/*
 * merge_run() takes all statements of the compiler's sealed store, counts what
 * became of each, and gives the records. After an error *merged is to be
 * released all the same. Errors: MEMORY, LIMIT, SYSTEM (told in *error).
 */
tamis_status merge_run(struct merged *merged,
                       const struct merge_question *question,
                       tamis_error *error);
void merge_release(struct merged *merged);

#endif
