/* SPDX-License-Identifier: BSD-2-Clause */
#include "image/answer_list.h"

#include "base/heap.h"
#include "image/grown_array.h"

#include <string.h>

bool answer_list_begin(struct answer_list *list, const tamis_allocator *heap,
                       __u32 capacity)
{
    size_t room = (size_t)capacity + 1;

    memset(list, 0, sizeof *list);
    list->heap = *heap;
    list->capacity = capacity;
    /* Not zeroed: pages that no answer reaches are never touched. */
    list->sets = grown_array_take(heap, room, sizeof *list->sets);
    list->until_hours = grown_array_take(heap, room, sizeof *list->until_hours);
    list->records = grown_array_take(heap, room, sizeof *list->records);
    return term_sets_begin(&list->terms, &list->heap) && list->sets &&
           list->until_hours && list->records;
}

static bool grow(const struct answer_list *list, void *items, size_t size)
{
    __u32 room = list->capacity + 1;

    return grown_array_grow(&list->heap, items, &room, room, size);
}

bool answer_list_fit(struct answer_list *list, __u32 more)
{
    while (list->capacity - list->count < more) {
        if (!grow(list, &list->sets, sizeof *list->sets) ||
            !grow(list, &list->until_hours, sizeof *list->until_hours) ||
            !grow(list, &list->records, sizeof *list->records))
            return false;
        list->capacity += list->capacity + 1;
    }
    return true;
}

void answer_list_end(struct answer_list *list)
{
    if (!list->heap.release)
        return;
    heap_give(&list->heap, list->sets);
    heap_give(&list->heap, list->until_hours);
    heap_give(&list->heap, list->records);
    term_sets_end(&list->terms);
    memset(list, 0, sizeof *list);
}

bool term_translation_begin(struct term_translation *translation,
                            const struct term_sets *from,
                            const tamis_allocator *heap)
{
    translation->from = from;
    translation->numbers =
        heap_take(heap, from->count, sizeof *translation->numbers);
    return translation->numbers;
}

__u32 term_translation_new(struct term_translation *translation,
                           struct term_sets *to, __u32 number)
{
    const struct term_set *set = term_sets_at(translation->from, number);
    __u32 here = term_sets_add(
        to, set->flags, translation->from->terms + set->first, set->count);

    translation->numbers[number] = here + 1;
    return here;
}
