/* SPDX-License-Identifier: BSD-2-Clause */
/* One partition: read, judged, sorted, grouped. */
#include "base/error.h"
#include "base/memory.h"
#include "compile/merge_group.h"
#include "compile/pending_order.h"

/* Statements that are asked for before they are looked at. */
#define LOOK_AHEAD 8u

/* Room for a partition of so many statements. */
static tamis_status make_room(struct merge_worker *worker, uint64_t count)
{
    const tamis_allocator *allocator = worker->merge->allocator;

    if (count <= worker->capacity)
        return TAMIS_OK;
    if (count > UINT32_MAX)
        return TAMIS_ERROR_LIMIT;
    memory_release(allocator, worker->items);
    memory_release(allocator, worker->sorted);
    memory_release(allocator, worker->words);
    worker->capacity = 0;
    worker->items = memory_allocate(allocator, count * sizeof *worker->items);
    worker->sorted = memory_allocate(allocator, count * sizeof *worker->sorted);
    worker->words = memory_allocate(allocator, count * sizeof *worker->words);
    if (!worker->items || !worker->sorted || !worker->words)
        return TAMIS_ERROR_MEMORY;
    worker->capacity = count;
    return TAMIS_OK;
}

static tamis_outcome judge(struct merge_worker *worker,
                           enum key_class key_class, const uint8_t *code)
{
    const struct merge_question *question = worker->merge->question;
    tamis_outcome outcome = outcome_find(question->judge, code);

    if (outcome == TAMIS_OUTCOME_KEPT && question->relevance->drops &&
        !pending_is_other(code) &&
        relevance_allows(question->relevance, worker->scratch, key_class, code))
        return TAMIS_OUTCOME_ALLOWED;
    return outcome;
}

/* The statements that are kept; the others are only counted. */
static tamis_status read_items(struct merge_worker *worker,
                               const struct pending_task *task,
                               tamis_error *error)
{
    const struct merge *merge = worker->merge;
    struct pending_cursor cursor;
    const uint8_t *code;

    worker->room.size = 0;
    worker->count = 0;
    TRY(make_room(worker, task->part->count));
    TRY(pending_part_fetch(task->part, &merge->store->memory, &worker->room,
                           error));
    cursor = pending_cursor_begin(task->part, &worker->room);
    while ((code = pending_cursor_next(&cursor))) {
        tamis_outcome outcome = judge(worker, task->key_class, code);

        if (outcome == TAMIS_OUTCOME_KEPT)
            worker->items[worker->count++] =
                (struct pending_item){pending_get_order(code), code};
        else
            worker->counts[merge->profiles[pending_get_profile(code)].count]
                .outcomes[outcome]++;
    }
    return TAMIS_OK;
}

static tamis_status append_list(struct merge_worker *worker)
{
    void *ends = worker->list_ends;

    if (memory_grow(worker->merge->allocator, &ends, &worker->list_capacity,
                    worker->list_count + 1, sizeof *worker->list_ends) != 0)
        return TAMIS_ERROR_MEMORY;
    worker->list_ends = ends;
    worker->list_ends[worker->list_count++] = (uint32_t)worker->entry_count;
    return TAMIS_OK;
}

static void append_record(struct merge_worker *worker,
                          const struct pending_item *item, uint32_t word)
{
    worker->keys_size += pending_get_key_size(item->code);
    worker->words[worker->record_count] = word;
    /* Never ahead of what is read: a record has a statement at least. */
    worker->items[worker->record_count++] = *item;
}

/* The record of entries from `first` on. One whose statements leave none (allow
 * and warn records without effect) is not there. */
static tamis_status end_record(struct merge_worker *worker,
                               const struct pending_item *item, size_t first)
{
    size_t count = worker->entry_count - first;
    const struct database_input_entry *entry;

    if (count == 0)
        return TAMIS_OK;
    entry = &worker->entries[first];
    if (count == 1 && entry->validity == 0 && entry->reference == 0 &&
        entry->context == 0) {
        worker->entry_count = first;
        append_record(worker, item, entry->profile);
        return TAMIS_OK;
    }
    append_record(worker, item,
                  DATABASE_INPUT_LIST | (uint32_t)worker->list_count);
    return append_list(worker);
}

/* The statements of one value, the first of items; gives how many. */
static tamis_status take_value(struct merge_worker *worker,
                               enum key_class key_class,
                               const struct pending_item *items, size_t count,
                               size_t *size)
{
    struct pending_item item = items[0];
    size_t first = worker->entry_count;

    *size = 0;
    do {
        size_t group =
            merge_group_measure(worker->merge, items + *size, count - *size);

        TRY(merge_group_add(worker, key_class, items + *size, group));
        *size += group;
    } while (*size < count && items[*size].order == item.order &&
             merge_is_same_value(item.code, items[*size].code));
    return end_record(worker, &item, first);
}

/* Said once, and nothing but listed: as most are. */
static bool is_plain(const struct pending_item *items, size_t count)
{
    return (count == 1 || items[0].order != items[1].order) &&
           !(items[0].code[PENDING_BITS_AT] & PENDING_BITS_NUMBERS) &&
           !pending_is_other(items[0].code);
}

static tamis_status group_items(struct merge_worker *worker,
                                enum key_class key_class)
{
    struct pending_item *items = worker->items;
    size_t count = worker->count, size;

    worker->record_count = 0;
    worker->keys_size = 0;
    worker->entry_count = 0;
    worker->list_count = 0;
    for (size_t i = 0; i < count; i += size) {
        const uint8_t *code = items[i].code;

        if (i + LOOK_AHEAD < count)
            __builtin_prefetch(items[i + LOOK_AHEAD].code);
        if (is_plain(items + i, count - i)) {
            merge_group_count(worker, code, pending_is_auto_mode(code));
            append_record(worker, &items[i], pending_get_profile(code));
            size = 1;
        } else {
            TRY(take_value(worker, key_class, items + i, count - i, &size));
        }
    }
    return TAMIS_OK;
}

tamis_status merge_part(struct merge_worker *worker,
                        const struct pending_task *task, tamis_error *error)
{
    const struct pending_sort_question question = {
        merge_group_compare, worker->merge,
        pending_order_is_hash(task->key_class) ? 0 : PENDING_ORDER_BYTES};

    TRY(read_items(worker, task, error));
    pending_sort(&question, worker->items, worker->sorted, worker->count);
    return group_items(worker, task->key_class);
}
