/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/failure.h"
#include "base/heap.h"
#include "policy/policy.h"

#include <string.h>

static int compare(const struct policy_value *value, tamis_kind kind,
                   const void *key, size_t key_size)
{
    size_t common = value->key_size < key_size ? value->key_size : key_size;
    int order;

    if (value->kind != kind)
        return value->kind < kind ? -1 : 1;
    order = common ? memcmp(value->key, key, common) : 0;
    if (order)
        return order;
    return (value->key_size > key_size) - (value->key_size < key_size);
}

/* Where it is, or would be. */
static size_t find_place(const struct policy_values *list, tamis_kind kind,
                         const void *key, size_t key_size)
{
    size_t low = 0, high = list->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (compare(&list->items[middle], kind, key, key_size) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

const struct policy_value *policy_values_find(const struct policy_values *list,
                                              tamis_kind kind, const void *key,
                                              size_t key_size)
{
    size_t place = find_place(list, kind, key, key_size);

    if (place == list->count ||
        compare(&list->items[place], kind, key, key_size))
        return NULL;
    return &list->items[place];
}

static bool make_room(struct policy_values *list, const tamis_allocator *heap)
{
    size_t capacity = list->capacity ? list->capacity * 2 : 16;
    struct policy_value *items;

    if (list->count < list->capacity)
        return true;
    items = heap_resize(heap, list->items, capacity, sizeof *items);
    if (!items)
        return false;
    list->items = items;
    list->capacity = capacity;
    return true;
}

tamis_status policy_values_add(struct policy_values *list,
                               const tamis_allocator *heap, tamis_kind kind,
                               const void *key, size_t key_size,
                               tamis_error *error)
{
    size_t place = find_place(list, kind, key, key_size);
    uint8_t *copy;

    if (place < list->count &&
        !compare(&list->items[place], kind, key, key_size))
        return TAMIS_OK;
    copy = heap_take(heap, key_size, 1);
    if (!copy || !make_room(list, heap)) {
        heap_give(heap, copy);
        return failure(error, TAMIS_ERROR_MEMORY,
                       "no memory for the values of a policy");
    }
    memcpy(copy, key, key_size);
    memmove(list->items + place + 1, list->items + place,
            (list->count - place) * sizeof *list->items);
    list->items[place] = (struct policy_value){kind, (uint32_t)key_size, copy};
    list->count++;
    return TAMIS_OK;
}

bool policy_values_equal(const struct policy_values *one,
                         const struct policy_values *other)
{
    if (one->count != other->count)
        return false;
    for (size_t i = 0; i < one->count; i++)
        if (compare(&one->items[i], other->items[i].kind, other->items[i].key,
                    other->items[i].key_size))
            return false;
    return true;
}

void policy_values_destroy(struct policy_values *list,
                           const tamis_allocator *heap)
{
    for (size_t i = 0; i < list->count; i++)
        heap_give(heap, list->items[i].key);
    heap_give(heap, list->items);
    *list = (struct policy_values){NULL, 0, 0};
}
