/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/pending_store.h"

#include "base/memory.h"

void pending_store_init(struct pending_store *store,
                        const tamis_allocator *allocator)
{
    *store = (struct pending_store){.allocator = allocator};
    pthread_mutex_init(&store->lock, NULL);
    for (size_t i = 0; i < KEY_CLASS_COUNT; i++)
        pending_list_init(&store->lists[i], allocator);
}

void pending_store_release(struct pending_store *store)
{
    if (!store->allocator)
        return;
    for (size_t i = 0; i < KEY_CLASS_COUNT; i++)
        pending_list_release(&store->lists[i]);
    pthread_mutex_destroy(&store->lock);
    store->allocator = NULL;
}

tamis_status pending_writer_open(struct pending_writer **writer,
                                 struct pending_store *store)
{
    *writer = memory_allocate(store->allocator, sizeof **writer);
    if (!*writer)
        return TAMIS_ERROR_MEMORY;
    (*writer)->store = store;
    return TAMIS_OK;
}

tamis_status pending_writer_add(struct pending_writer *writer,
                                enum key_class key_class,
                                const struct pending *pending)
{
    struct pending_store *store = writer->store;
    tamis_status status;

    pthread_mutex_lock(&store->lock);
    status = pending_list_add(&store->lists[key_class], pending);
    if (status == TAMIS_OK) {
        store->count++;
        store->other_count += (pending->flags & PENDING_OTHER) != 0;
    }
    pthread_mutex_unlock(&store->lock);
    return status;
}

void pending_writer_close(struct pending_writer *writer)
{
    if (writer)
        memory_release(writer->store->allocator, writer);
}
