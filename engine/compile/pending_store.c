/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/pending_store.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/scratch_file.h"
#include "compile/pending_class.h"
#include "compile/pending_order.h"
#include "compile/pending_short.h"

/* Up to here one partition is sorted in the cache. */
#define PART_SIZE ((size_t)1 << 19)
/* Threads for fewer statements take longer to make than to help. */
#define CREW_COUNT_MIN 10000u

void pending_store_init(struct pending_store *store,
                        const tamis_allocator *allocator,
                        const struct pending_store_options *options)
{
    *store = (struct pending_store){
        .memory = {.allocator = allocator,
                   .resident_max = options->memory_max,
                   .folder = options->folder,
                   .descriptor = -1},
        .part_size = options->part_size ? options->part_size : PART_SIZE,
    };
    pthread_mutex_init(&store->lock, NULL);
}

void pending_store_release(struct pending_store *store)
{
    const tamis_allocator *allocator = store->memory.allocator;

    if (!allocator)
        return;
    for (size_t i = 0; i < KEY_CLASS_COUNT; i++) {
        pending_class_release(&store->classes[i], &store->memory);
        memory_release(allocator, store->maps[i]);
    }
    memory_release(allocator, store->tasks);
    scratch_file_close(store->memory.descriptor);
    pthread_mutex_destroy(&store->lock);
    store->memory.allocator = NULL;
}

tamis_status pending_writer_open(struct pending_writer **writer,
                                 struct pending_store *store)
{
    *writer =
        memory_allocate_array(store->memory.allocator, 1, sizeof **writer);
    if (!*writer)
        return TAMIS_ERROR_MEMORY;
    (*writer)->store = store;
    return TAMIS_OK;
}

void pending_writer_close(struct pending_writer *writer)
{
    struct pending_store *store;

    if (!writer)
        return;
    store = writer->store;
    pthread_mutex_lock(&store->lock);
    for (size_t i = 0; i < KEY_CLASS_COUNT; i++)
        pending_class_join(&store->classes[i], &writer->classes[i],
                           &store->memory);
    store->count += writer->count;
    store->other_count += writer->other_count;
    pthread_mutex_unlock(&store->lock);
    memory_release(store->memory.allocator, writer);
}

/* The map that all writers cut a class by: the first one's that has to. */
static tamis_status find_map(struct pending_store *store,
                             enum key_class key_class,
                             struct pending_class *class)
{
    tamis_status status = TAMIS_OK;
    uint8_t *map;

    if (pending_order_is_hash(key_class))
        return TAMIS_OK;
    pthread_mutex_lock(&store->lock);
    if (!store->maps[key_class]) {
        status = pending_class_map(class, store->memory.allocator, &map);
        if (status == TAMIS_OK)
            store->maps[key_class] = map;
    }
    class->map = store->maps[key_class];
    pthread_mutex_unlock(&store->lock);
    return status;
}

static tamis_status cut(struct pending_store *store, enum key_class key_class,
                        struct pending_class *class)
{
    TRY(find_map(store, key_class, class));
    return pending_class_cut(class, &store->memory);
}

/* For whoever is told only the status. */
static void keep_error(struct pending_store *store, const tamis_error *error)
{
    pthread_mutex_lock(&store->lock);
    if (store->error.status == TAMIS_OK)
        store->error = *error;
    pthread_mutex_unlock(&store->lock);
}

/* Another block for a partition, or partitions for a class that has outgrown
 * one. */
static tamis_status make_room(struct pending_writer *writer,
                              enum key_class key_class, uint64_t order,
                              size_t size, struct pending_part **part)
{
    struct pending_store *store = writer->store;
    struct pending_class *class = &writer->classes[key_class];
    tamis_error error = {.status = TAMIS_OK};
    tamis_status status;

    if (!class->parts && class->loose.size >= store->part_size) {
        TRY(cut(store, key_class, class));
        *part = pending_class_part(class, order);
        if ((size_t)((*part)->end - (*part)->at) >= size)
            return TAMIS_OK;
    }
    status =
        pending_part_grow(*part, &store->memory, size, class->parts, &error);
    if (status == TAMIS_ERROR_SYSTEM)
        keep_error(store, &error);
    return status;
}

static void put(struct pending_part *part, const struct pending *pending,
                uint64_t order, size_t size)
{
    pending_encode(part->at, pending, order);
    pending_part_advance(part, size, pending->key_size);
}

static tamis_status add(struct pending_writer *writer, enum key_class key_class,
                        const struct pending *pending, uint64_t order)
{
    struct pending_class *class = &writer->classes[key_class];
    struct pending_part *part =
        class->parts ? pending_class_part(class, order) : &class->loose;
    size_t size = pending_measure(pending);

    if ((size_t)(part->end - part->at) < size)
        TRY(make_room(writer, key_class, order, size, &part));
    put(part, pending, order, size);
    writer->count++;
    if (!(pending->flags & PENDING_OTHER))
        return TAMIS_OK;
    writer->other_count++;
    part = &class->others;
    if ((size_t)(part->end - part->at) < size)
        TRY(pending_part_grow(part, &writer->store->memory, size, false, NULL));
    put(part, pending, order, size);
    return TAMIS_OK;
}

tamis_status pending_writer_add(struct pending_writer *writer,
                                enum key_class key_class,
                                const struct pending *pending)
{
    return add(writer, key_class, pending,
               pending_order(key_class, pending->key, pending->key_size));
}

/* The same, at less cost for a short one. */
static inline tamis_status add_short(struct pending_writer *writer,
                                     enum key_class key_class,
                                     const struct pending *pending,
                                     uint64_t order)
{
    struct pending_class *class = &writer->classes[key_class];
    struct pending_part *part =
        class->parts ? pending_class_part(class, order) : &class->loose;

    if (part->end - part->at < (ptrdiff_t)PENDING_SHORT_SIZE_MAX ||
        !pending_is_short(pending))
        return add(writer, key_class, pending, order);
    pending_encode_short(part->at, pending, order);
    pending_part_advance(part, PENDING_HEAD_SIZE + pending->key_size,
                         pending->key_size);
    writer->count++;
    return TAMIS_OK;
}

tamis_status pending_writer_add_step(struct pending_writer *writer,
                                     const struct pending *pending,
                                     const uint8_t *key_classes, size_t count)
{
    uint64_t orders[PENDING_STEP];

    for (size_t i = 0; i < count; i++) {
        struct pending_class *class = &writer->classes[key_classes[i]];

        orders[i] = pending_order((enum key_class)key_classes[i],
                                  pending[i].key, pending[i].key_size);
        if (class->parts)
            __builtin_prefetch(pending_class_part(class, orders[i]), 1);
    }
    for (size_t i = 0; i < count; i++) {
        struct pending_class *class = &writer->classes[key_classes[i]];
        const struct pending_part *part =
            class->parts ? pending_class_part(class, orders[i]) : &class->loose;

        if (!part->at)
            continue; /* nothing is in it yet */
        __builtin_prefetch(part->at, 1);
        __builtin_prefetch(part->at + 63, 1);
    }
    for (size_t i = 0; i < count; i++)
        TRY(add_short(writer, (enum key_class)key_classes[i], &pending[i],
                      orders[i]));
    return TAMIS_OK;
}

static tamis_status seal_classes(struct pending_store *store)
{
    for (size_t i = 0; i < KEY_CLASS_COUNT; i++) {
        struct pending_class *class = &store->classes[i];

        if (class->parts ? class->loose.count > 0
                         : class->loose.size > store->part_size)
            TRY(cut(store, (enum key_class)i, class));
        for (size_t n = 0; class->parts && n < PENDING_PART_COUNT; n++)
            pending_part_settle(&class->parts[n]);
    }
    return TAMIS_OK;
}

static void add_tasks(struct pending_store *store, enum key_class key_class)
{
    struct pending_class *class = &store->classes[key_class];
    struct pending_part *parts = class->parts ? class->parts : &class->loose;
    size_t count = class->parts ? PENDING_PART_COUNT : 1;

    for (size_t n = 0; n < count; n++)
        if (parts[n].count > 0)
            store->tasks[store->task_count++] =
                (struct pending_task){key_class, &parts[n]};
}

tamis_status pending_store_seal(struct pending_store *store)
{
    size_t count = 0;

    TRY(seal_classes(store));
    for (size_t i = 0; i < KEY_CLASS_COUNT; i++)
        count += store->classes[i].parts ? PENDING_PART_COUNT : 1;
    store->tasks =
        memory_allocate(store->memory.allocator, count * sizeof *store->tasks);
    if (!store->tasks)
        return TAMIS_ERROR_MEMORY;
    for (int i = 0; i < KEY_CLASS_COUNT; i++)
        add_tasks(store, (enum key_class)i);
    return TAMIS_OK;
}

unsigned pending_store_crew(const struct pending_store *store, unsigned threads)
{
    if (store->count < CREW_COUNT_MIN)
        return 1;
    return threads < store->task_count ? threads : (unsigned)store->task_count;
}
