/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Statements that wait for the merge, of all classes.
 *
 * Each thread that adds has a writer of its own, so that adding shares
 * nothing. Which statement was added first, or by which writer, makes no
 * difference to what is merged.
 *
 * A class of which there is much is cut into partitions by the order of its
 * statements when these are added: each is then sorted and merged by itself,
 * in the processor's cache, and read back by itself where it was spilled.
 */
#ifndef TAMIS_COMPILE_PENDING_STORE_H
#define TAMIS_COMPILE_PENDING_STORE_H

#include "base/key_class.h"
#include "compile/pending_part.h"

#include <pthread.h>

#define PENDING_PART_COUNT 256u

struct pending_store_options {
    uint64_t memory_max; /* bytes of statements to hold before spilling */
    const char *folder;  /* for spills; lives as long as the store */
    size_t part_size;    /* a class of more is cut; 0: as is best */
};

/* The statements of one class, of one writer or of all. */
struct pending_class {
    struct pending_part loose;  /* too little to be cut, so far */
    struct pending_part *parts; /* PENDING_PART_COUNT, or NULL */
    /* The partition of each top 16 bits of an order; NULL: their top 8 bits,
     * as hashes are spread evenly. Shared by all writers. */
    const uint8_t *map;
    struct pending_part others; /* copies of those with PENDING_OTHER */
};

struct pending_writer {
    struct pending_store *store;
    struct pending_class classes[KEY_CLASS_COUNT];
    uint64_t count, other_count;
};

/* A partition that holds anything. */
struct pending_task {
    enum key_class key_class;
    struct pending_part *part;
};

struct pending_store {
    struct pending_memory memory;
    size_t part_size;
    pthread_mutex_t lock; /* what follows, until the store is sealed */
    struct pending_class classes[KEY_CLASS_COUNT];
    uint8_t *maps[KEY_CLASS_COUNT];
    uint64_t count;
    uint64_t other_count; /* of which PENDING_OTHER */
    tamis_error error;    /* the first of a writer's; OK: none */
    /* Of a sealed store: by class, in the order of their statements. */
    struct pending_task *tasks;
    size_t task_count;
};

void pending_store_init(struct pending_store *store,
                        const tamis_allocator *allocator,
                        const struct pending_store_options *options);
/* All writers are closed by then. */
void pending_store_release(struct pending_store *store);

/*
 * pending_writer_open() makes a writer for one thread. Any thread may, at any
 * time before the store is sealed; a writer takes some three kilobytes until
 * it is used. Errors: MEMORY.
 *
 * pending_writer_add() copies *pending and its key. Errors: MEMORY; SYSTEM (no
 * room on the disk for what does not fit into memory), after which nothing
 * more should be added by anyone. compiler_break() finds the words.
 *
 * pending_writer_close() hands over what was added; the store's counts have it
 * then, and not before. From any thread; NULL is fine.
 */
tamis_status pending_writer_open(struct pending_writer **writer,
                                 struct pending_store *store);
tamis_status pending_writer_add(struct pending_writer *writer,
                                enum key_class key_class,
                                const struct pending *pending);
void pending_writer_close(struct pending_writer *writer);

/* pending_writer_add_step() adds up to PENDING_STEP statements, which costs
 * less than one by one: what they are written to is fetched ahead. At each key
 * PENDING_KEY_CHUNK bytes (pending_short.h) must be readable. */
#define PENDING_STEP 64u
tamis_status pending_writer_add_step(struct pending_writer *writer,
                                     const struct pending *pending,
                                     const uint8_t *key_classes, size_t count);

/* Once all writers are closed: makes the tasks. Errors: MEMORY. */
tamis_status pending_store_seal(struct pending_store *store);
/* How many of so many threads there is work for. */
unsigned pending_store_crew(const struct pending_store *store,
                            unsigned threads);

#endif
