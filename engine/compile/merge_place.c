/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the records of a partition go in the arrays of the whole. */
#include "base/bytes.h"
#include "base/error.h"
#include "base/memory.h"
#include "compile/merge_state.h"
#include "compile/pending_order.h"
#include "index/key_store.h"

/* Where a partition begins in the arrays of its class. */
struct place {
    struct merged_class *to;
    uint32_t first;
    uint64_t key_at;
    uint32_t list_first;
};

/* Keys of these classes vary in size. */
static bool has_ends(enum key_class key_class)
{
    return key_class == KEY_CLASS_DOMAIN || key_class == KEY_CLASS_URL ||
           key_class == KEY_CLASS_EMAIL || key_class == KEY_CLASS_TEXT ||
           key_class == KEY_CLASS_PATTERN;
}

/* Room for as many records as there are statements; what is not used is given
 * back, and was never touched. */
static tamis_status reserve(struct merged_class *to, enum key_class key_class,
                            const tamis_allocator *allocator, uint64_t count,
                            uint64_t keys_size)
{
    to->keys = memory_allocate(allocator, keys_size);
    to->kinds = memory_allocate(allocator, count);
    to->modes = memory_allocate(allocator, count);
    to->words = memory_allocate(allocator, count * sizeof *to->words);
    if (has_ends(key_class))
        to->ends = memory_allocate(allocator, count * sizeof(uint32_t));
    if (pending_order_is_hash(key_class))
        to->hashes = memory_allocate(allocator, count * sizeof *to->hashes);
    return to->keys && to->kinds && to->modes && to->words &&
                   (to->ends || !has_ends(key_class)) &&
                   (to->hashes || !pending_order_is_hash(key_class))
               ? TAMIS_OK
               : TAMIS_ERROR_MEMORY;
}

tamis_status merge_place_begin(struct merge *merge)
{
    const struct pending_task *task = merge->store->tasks;
    const struct pending_task *end = task + merge->store->task_count;

    while (task < end) {
        enum key_class key_class = task->key_class;
        uint64_t count = 0, keys_size = 0;

        for (; task < end && task->key_class == key_class; task++) {
            count += task->part->count;
            keys_size += task->part->keys_size;
        }
        TRY(reserve(&merge->merged->classes[key_class], key_class,
                    merge->allocator, count, keys_size));
    }
    return TAMIS_OK;
}

/* Lists, which are few, are copied while it is the partition's turn. */
static tamis_status append_lists(const struct merge_worker *worker,
                                 struct merged *merged)
{
    void *entries = merged->entries, *starts = merged->list_starts;
    uint32_t first = (uint32_t)merged->entry_count;

    if (merged->entry_count + worker->entry_count > UINT32_MAX ||
        merged->list_count + worker->list_count >= DATABASE_INPUT_LIST)
        return TAMIS_ERROR_LIMIT;
    if (memory_grow(merged->allocator, &entries, &merged->entry_capacity,
                    merged->entry_count + worker->entry_count,
                    sizeof *merged->entries) != 0)
        return TAMIS_ERROR_MEMORY;
    merged->entries = entries;
    if (memory_grow(merged->allocator, &starts, &merged->list_capacity,
                    merged->list_count + worker->list_count + 1,
                    sizeof *merged->list_starts) != 0)
        return TAMIS_ERROR_MEMORY;
    merged->list_starts = starts;
    merged->list_starts[0] = 0;
    memcpy(merged->entries + merged->entry_count, worker->entries,
           worker->entry_count * sizeof *merged->entries);
    for (size_t n = 0; n < worker->list_count; n++)
        merged->list_starts[merged->list_count + 1 + n] =
            first + worker->list_ends[n];
    merged->entry_count += worker->entry_count;
    merged->list_count += worker->list_count;
    return TAMIS_OK;
}

/* The caller's turn has come, and it has the lock. */
static tamis_status take_place(const struct merge_worker *worker,
                               struct place *place)
{
    struct merged *merged = worker->merge->merged;
    struct merged_class *to = place->to;

    place->first = to->count;
    place->key_at = to->keys_size;
    place->list_first = (uint32_t)merged->list_count;
    if (to->count + worker->record_count > KEY_STORE_COUNT_MAX ||
        (to->ends && to->keys_size + worker->keys_size > UINT32_MAX))
        return TAMIS_ERROR_LIMIT;
    if (worker->list_count > 0)
        TRY(append_lists(worker, merged));
    to->count += (uint32_t)worker->record_count;
    to->keys_size += worker->keys_size;
    if (!to->ends && worker->record_count > 0)
        to->key_size = pending_get_key_size(worker->items[0].code);
    return TAMIS_OK;
}

static void tell_progress(struct merge *merge, uint64_t count)
{
    const struct merge_question *question = merge->question;

    merge->done += count;
    if (question->progress && pthread_equal(pthread_self(), merge->owner))
        question->progress(question->context, "merge", merge->done,
                           merge->total);
}

static tamis_status wait_for_turn(struct merge_worker *worker,
                                  const struct pending_task *task,
                                  size_t number, struct place *place)
{
    struct merge *merge = worker->merge;
    tamis_status status;

    pthread_mutex_lock(&merge->lock);
    while (merge->turn != number && merge->status == TAMIS_OK)
        pthread_cond_wait(&merge->has_turned, &merge->lock);
    status = merge->status;
    if (status == TAMIS_OK)
        status = take_place(worker, place);
    if (status == TAMIS_OK) {
        merge->turn++;
        tell_progress(merge, task->part->count);
        pthread_cond_broadcast(&merge->has_turned);
    }
    pthread_mutex_unlock(&merge->lock);
    return status;
}

/* Digests are most of what there is: a copy of a size that is known. */
static inline void copy_key(uint8_t *to, const uint8_t *from, size_t size)
{
    switch (size) {
    case 32:
        memcpy(to, from, 32);
        break;
    case 20:
        memcpy(to, from, 20);
        break;
    case 16:
        memcpy(to, from, 16);
        break;
    default:
        memcpy(to, from, size);
        break;
    }
}

/* Nobody else touches what is copied to. */
static void copy_records(const struct merge_worker *worker,
                         const struct place *place)
{
    struct merged_class *to = place->to;
    uint8_t *key = to->keys + place->key_at;

    for (size_t i = 0; i < worker->record_count; i++) {
        const struct pending_item *item = &worker->items[i];
        size_t size = pending_get_key_size(item->code);
        size_t n = place->first + i;
        uint32_t word = worker->words[i];

        copy_key(key, pending_get_key(item->code), size);
        key += size;
        to->kinds[n] = item->code[PENDING_KIND_AT];
        to->modes[n] = pending_get_mode(item->code);
        to->words[n] =
            word & DATABASE_INPUT_LIST ? word + place->list_first : word;
        if (to->hashes)
            to->hashes[n] = item->order;
        if (to->ends)
            store_le32(to->ends + n * 4, (uint32_t)(key - to->keys));
    }
}

tamis_status merge_place(struct merge_worker *worker, size_t number)
{
    const struct pending_task *task = &worker->merge->store->tasks[number];
    struct place place = {.to =
                              &worker->merge->merged->classes[task->key_class]};

    TRY(wait_for_turn(worker, task, number, &place));
    copy_records(worker, &place);
    return TAMIS_OK;
}

static void *shrink(const tamis_allocator *allocator, void *array, size_t size)
{
    void *smaller = array ? memory_reallocate(allocator, array, size) : NULL;

    return smaller ? smaller : array;
}

void merge_place_end(struct merge *merge)
{
    const tamis_allocator *allocator = merge->allocator;

    for (size_t i = 0; i < KEY_CLASS_COUNT; i++) {
        struct merged_class *to = &merge->merged->classes[i];
        size_t count = to->count;

        to->keys = shrink(allocator, to->keys, to->keys_size);
        to->kinds = shrink(allocator, to->kinds, count);
        to->modes = shrink(allocator, to->modes, count);
        to->words = shrink(allocator, to->words, count * sizeof *to->words);
        to->ends = shrink(allocator, to->ends, count * sizeof(uint32_t));
        to->hashes = shrink(allocator, to->hashes, count * sizeof *to->hashes);
    }
}
