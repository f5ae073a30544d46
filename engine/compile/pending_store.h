/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Statements that wait for the merge, of all classes.
 *
 * Each thread that adds has a writer of its own, so that adding shares
 * nothing. Which statement was added first, or by which writer, makes no
 * difference to what is merged.
 */
#ifndef TAMIS_COMPILE_PENDING_STORE_H
#define TAMIS_COMPILE_PENDING_STORE_H

#include "base/key_class.h"
#include "compile/pending.h"
#include "compile/pending_list.h"

#include <pthread.h>

struct pending_writer {
    struct pending_store *store;
};

struct pending_store {
    const tamis_allocator *allocator;
    pthread_mutex_t lock;
    struct pending_list lists[KEY_CLASS_COUNT];
    uint64_t count;
    uint64_t other_count; /* of which PENDING_OTHER */
};

void pending_store_init(struct pending_store *store,
                        const tamis_allocator *allocator);
/* All writers are closed by then. */
void pending_store_release(struct pending_store *store);

/*
 * pending_writer_open() makes a writer for one thread. Any thread may, at any
 * time before the merge; a writer takes a few hundred bytes until it is used.
 * Errors: MEMORY.
 *
 * pending_writer_add() copies *pending and its key. Errors: MEMORY, LIMIT,
 * SYSTEM (no room for what does not fit into memory), after all of which
 * nothing more should be added by anyone; compiler_break() finds the words.
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

#endif
