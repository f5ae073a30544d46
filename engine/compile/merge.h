/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From statements to records: the same indicator from many feeds becomes one
 * record; statements of one feed about it that have equal action, label and
 * reference become one entry.
 */
#ifndef TAMIS_COMPILE_MERGE_H
#define TAMIS_COMPILE_MERGE_H

#include "compile/relevance.h"

/* An entry, by numbers of the profile table. */
struct merged_entry {
    uint32_t profile, validity, reference, context;
};

/* The records of one class, sorted by (key, kind, mode), and their entries,
 * sorted by (action, feed name, reference). */
struct merged_class {
    uint8_t *keys;
    uint64_t keys_size;
    uint8_t *ends; /* NULL when every key has key_size */
    uint32_t key_size;
    uint8_t *kinds, *modes;
    uint32_t *entry_starts; /* count + 1 */
    uint32_t count;
    struct merged_entry *entries;
    size_t entry_capacity;
    uint32_t entry_count;
};

/* What all classes are merged with. */
struct merge {
    tamis_compiler *compiler;
    struct relevance *relevance;
    uint32_t *feed_ranks;  /* by number: the feed's place by name */
    uint32_t *label_ranks; /* by number: the label's place */
    uint32_t *labels;      /* by place */
};

/* merge_begin() ranks feeds and labels. Errors: MEMORY. */
tamis_status merge_begin(struct merge *merge, tamis_compiler *compiler,
                         struct relevance *relevance);
void merge_end(struct merge *merge);

/*
 * merge_class() takes the pending statements of a class that are KEPT, counts
 * what became of them, and releases the class's list. On failure *merged holds
 * nothing. Errors: MEMORY, LIMIT.
 */
tamis_status merge_class(struct merge *merge, enum key_class key_class,
                         struct merged_class *merged);
void merge_release(struct merged_class *merged,
                   const tamis_allocator *allocator);

#endif
