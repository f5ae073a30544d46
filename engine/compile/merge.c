/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/merge.h"

#include "base/bytes.h"
#include "base/error.h"
#include "base/memory.h"
#include "base/slice.h"
#include "compile/merge_group.h"
#include "compile/pending_sort.h"
#include "index/key_store.h"

/* Groups are mostly of one statement. */
#define LOOK_AHEAD 8u

tamis_status merge_begin(struct merge *merge, tamis_compiler *compiler,
                         struct relevance *relevance)
{
    const tamis_allocator *allocator = &compiler->allocator;
    uint32_t feeds = compiler->feeds.count, labels = compiler->labels.count;
    uint32_t *order;

    *merge = (struct merge){.compiler = compiler, .relevance = relevance};
    order = memory_allocate_array(allocator, feeds, sizeof *order);
    merge->feed_ranks = memory_allocate_array(allocator, feeds, sizeof *order);
    merge->label_ranks =
        memory_allocate_array(allocator, labels, sizeof *order);
    merge->labels = memory_allocate_array(allocator, labels, sizeof *order);
    if (!order || !merge->feed_ranks || !merge->label_ranks || !merge->labels) {
        memory_release(allocator, order);
        merge_end(merge);
        return TAMIS_ERROR_MEMORY;
    }
    feed_table_sort(&compiler->feeds, order);
    for (uint32_t i = 0; i < feeds; i++)
        merge->feed_ranks[order[i]] = i;
    label_table_sort(&compiler->labels, merge->labels);
    for (uint32_t i = 0; i < labels; i++)
        merge->label_ranks[merge->labels[i]] = i;
    memory_release(allocator, order);
    return TAMIS_OK;
}

void merge_end(struct merge *merge)
{
    const tamis_allocator *allocator;

    if (!merge->compiler)
        return;
    allocator = &merge->compiler->allocator;
    memory_release(allocator, merge->feed_ranks);
    memory_release(allocator, merge->label_ranks);
    memory_release(allocator, merge->labels);
    *merge = (struct merge){.compiler = NULL};
}

void merge_release(struct merged_class *merged,
                   const tamis_allocator *allocator)
{
    memory_release(allocator, merged->keys);
    memory_release(allocator, merged->ends);
    memory_release(allocator, merged->kinds);
    memory_release(allocator, merged->modes);
    memory_release(allocator, merged->entry_starts);
    memory_release(allocator, merged->entries);
    *merged = (struct merged_class){.keys = NULL};
}

/* Keys of these classes vary in size. */
static bool has_ends(enum key_class key_class)
{
    return key_class == KEY_CLASS_DOMAIN || key_class == KEY_CLASS_URL ||
           key_class == KEY_CLASS_EMAIL || key_class == KEY_CLASS_TEXT ||
           key_class == KEY_CLASS_PATTERN;
}

/* Room for as many records as there are statements; what is not used is given
 * back, and was never touched. */
static tamis_status reserve(struct merged_class *merged,
                            const struct pending_list *list, uint32_t count,
                            bool with_ends)
{
    const tamis_allocator *allocator = list->allocator;

    merged->keys = memory_allocate(allocator, list->keys_size);
    merged->kinds = memory_allocate(allocator, count);
    merged->modes = memory_allocate(allocator, count);
    merged->entry_starts = memory_allocate(
        allocator, ((size_t)count + 1) * sizeof *merged->entry_starts);
    merged->entries =
        memory_allocate(allocator, (size_t)count * sizeof *merged->entries);
    merged->entry_capacity = count;
    if (with_ends)
        merged->ends =
            memory_allocate(allocator, (size_t)count * sizeof(uint32_t));
    if (!merged->keys || !merged->kinds || !merged->modes ||
        !merged->entry_starts || !merged->entries ||
        (with_ends && !merged->ends))
        return TAMIS_ERROR_MEMORY;
    return TAMIS_OK;
}

static void *shrink(const tamis_allocator *allocator, void *array, size_t size)
{
    void *smaller = array ? memory_reallocate(allocator, array, size) : NULL;

    return smaller ? smaller : array;
}

static void give_back(struct merged_class *merged,
                      const tamis_allocator *allocator)
{
    size_t count = merged->count;

    merged->keys = shrink(allocator, merged->keys, merged->keys_size);
    merged->kinds = shrink(allocator, merged->kinds, count);
    merged->modes = shrink(allocator, merged->modes, count);
    merged->ends = shrink(allocator, merged->ends, count * sizeof(uint32_t));
    merged->entry_starts =
        shrink(allocator, merged->entry_starts, (count + 1) * sizeof(uint32_t));
    merged->entries = shrink(allocator, merged->entries,
                             merged->entry_count * sizeof *merged->entries);
}

/* A record begins with its first entry: one whose statements leave none (allow
 * and warn records without effect) is not there. */
static tamis_status begin_record(struct merged_class *merged,
                                 const struct pending *pending)
{
    if (merged->keys_size + pending->key_size > UINT32_MAX ||
        merged->count >= KEY_STORE_COUNT_MAX)
        return TAMIS_ERROR_LIMIT;
    memcpy(merged->keys + merged->keys_size, pending->key, pending->key_size);
    merged->keys_size += pending->key_size;
    merged->kinds[merged->count] = pending->kind;
    merged->modes[merged->count] = pending->mode;
    if (merged->ends)
        store_le32(merged->ends + (size_t)merged->count * 4,
                   (uint32_t)merged->keys_size);
    merged->key_size = merged->ends ? 0 : pending->key_size;
    merged->count++;
    return TAMIS_OK;
}

/* Statements and their keys lie where they were added: they are asked for in
 * good time, the statement first, because it tells where its key is. */
static void look_ahead(const struct pending_list *list,
                       const struct pending_item *items, size_t left)
{
    if (left > 2 * LOOK_AHEAD)
        __builtin_prefetch(
            pending_list_get(list, items[2 * LOOK_AHEAD].number));
    if (left > LOOK_AHEAD)
        __builtin_prefetch(
            pending_list_get(list, items[LOOK_AHEAD].number)->key);
}

static tamis_status merge_items(struct merge *merge, enum key_class key_class,
                                const struct pending_item *items, size_t count,
                                struct merged_class *merged)
{
    const struct pending_list *list =
        &merge->compiler->pending.lists[key_class];
    const struct pending *record = NULL;
    size_t first = 0;

    while (first < count) {
        const struct pending *pending =
            pending_list_get(list, items[first].number);
        uint32_t known = merged->entry_count;
        size_t size;

        look_ahead(list, items + first, count - first);
        size = merge_group_measure(merge, list, items + first, count - first);
        TRY(merge_group_add(merge, key_class, items + first, size, merged));
        first += size;
        if (merged->entry_count == known)
            continue;
        if (!record || !pending_is_same_value(record, pending)) {
            merged->entry_starts[merged->count] = known;
            TRY(begin_record(merged, pending));
        }
        record = pending;
    }
    merged->entry_starts[merged->count] = merged->entry_count;
    return TAMIS_OK;
}

/* The statements that are kept, sorted. */
static tamis_status sort_class(struct merge *merge,
                               const struct pending_list *list,
                               struct pending_item **items, size_t *count)
{
    const tamis_allocator *allocator = list->allocator;
    const struct pending_sort_question question = {
        list, merge_group_compare, merge, merge->compiler->threads};
    struct pending_item *scratch;
    size_t kept = 0;

    *items = memory_allocate(allocator, list->count * sizeof **items);
    scratch = memory_allocate(allocator, list->count * sizeof *scratch);
    if (!*items || !scratch) {
        memory_release(allocator, scratch);
        return TAMIS_ERROR_MEMORY;
    }
    for (uint32_t n = 0; n < list->count; n++)
        if (pending_list_get(list, n)->outcome == TAMIS_OUTCOME_KEPT)
            (*items)[kept++].number = n;
    pending_sort(&question, *items, scratch, kept);
    memory_release(allocator, scratch);
    *count = kept;
    return TAMIS_OK;
}

tamis_status merge_class(struct merge *merge, enum key_class key_class,
                         struct merged_class *merged)
{
    struct pending_list *list = &merge->compiler->pending.lists[key_class];
    struct pending_item *items = NULL;
    tamis_status status;
    size_t count = 0;

    *merged = (struct merged_class){.keys = NULL};
    if (list->count == 0)
        return TAMIS_OK;
    status = sort_class(merge, list, &items, &count);
    if (status == TAMIS_OK && count > 0)
        status = reserve(merged, list, (uint32_t)count, has_ends(key_class));
    if (status == TAMIS_OK && count > 0)
        status = merge_items(merge, key_class, items, count, merged);
    memory_release(list->allocator, items);
    if (status != TAMIS_OK) {
        merge_release(merged, list->allocator);
        return status;
    }
    pending_list_release(list);
    give_back(merged, list->allocator);
    return TAMIS_OK;
}
