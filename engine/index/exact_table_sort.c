/* SPDX-License-Identifier: BSD-2-Clause */
/* A counting sort by home, and then each home by itself: a dozen keys, unless
 * somebody made them meet. */
#include "index/exact_table_sort.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/slice.h"
#include "index/exact_table_layout.h"

#define INSERTION_MAX 24u

struct item {
    uint64_t hash;
    uint32_t input;
};

struct sort {
    const struct exact_build *build;
    struct item *items;
    uint32_t *ends; /* by home: where its items end */
};

static uint64_t hash_input(const struct exact_build *build, uint32_t input)
{
    tamis_slice key = key_store_get(build->input.keys, input);

    return build->input.hash(key.data, key.size, build->seed);
}

static bool is_before(const struct sort *sort, const struct item *a,
                      const struct item *b)
{
    const struct key_store *keys = sort->build->input.keys;
    int order;

    if (a->hash != b->hash)
        return a->hash < b->hash;
    order = slice_compare(key_store_get(keys, a->input),
                          key_store_get(keys, b->input));
    return order ? order < 0 : a->input < b->input;
}

static void sort_by_insertion(const struct sort *sort, struct item *items,
                              uint32_t count)
{
    for (uint32_t n = 1; n < count; n++) {
        struct item moved = items[n];
        uint32_t at = n;

        for (; at > 0 && is_before(sort, &moved, &items[at - 1]); at--)
            items[at] = items[at - 1];
        items[at] = moved;
    }
}

static void sift_down(const struct sort *sort, struct item *items,
                      uint32_t root, uint32_t count)
{
    while (root < count / 2) {
        struct item moved = items[root];
        uint32_t child = 2 * root + 1;

        if (child + 1 < count &&
            is_before(sort, &items[child], &items[child + 1]))
            child++;
        if (!is_before(sort, &moved, &items[child]))
            return;
        items[root] = items[child];
        items[child] = moved;
        root = child;
    }
}

/* In place, and no order of keys makes it slow. */
static void sort_by_heap(const struct sort *sort, struct item *items,
                         uint32_t count)
{
    for (uint32_t root = count / 2; root-- > 0;)
        sift_down(sort, items, root, count);
    while (count > 1) {
        struct item last = items[--count];

        items[count] = items[0];
        items[0] = last;
        sift_down(sort, items, 0, count);
    }
}

static tamis_status count_homes(struct sort *sort, tamis_error *error)
{
    const struct exact_build *build = sort->build;
    uint32_t sum = 0;

    for (uint32_t i = 0; i < build->input.keys->count; i++) {
        if (key_store_get(build->input.keys, i).size == 0)
            return error_set(error, TAMIS_ERROR_ARGUMENT,
                             "key %u to be indexed is empty", i);
        sort->ends[exact_hash_home(hash_input(build, i), build->home_count)]++;
    }
    for (uint32_t home = 0; home < build->home_count; home++) {
        uint32_t own = sort->ends[home];

        sort->ends[home] = sum;
        sum += own;
    }
    return TAMIS_OK;
}

static void sort_homes(struct sort *sort)
{
    const struct exact_build *build = sort->build;
    uint32_t begin = 0;

    for (uint32_t i = 0; i < build->input.keys->count; i++) {
        uint64_t hash = hash_input(build, i);
        uint32_t home = exact_hash_home(hash, build->home_count);

        sort->items[sort->ends[home]++] = (struct item){hash, i};
    }
    for (uint32_t home = 0; home < build->home_count; home++) {
        uint32_t end = sort->ends[home];

        if (end - begin <= INSERTION_MAX)
            sort_by_insertion(sort, sort->items + begin, end - begin);
        else
            sort_by_heap(sort, sort->items + begin, end - begin);
        begin = end;
    }
}

static tamis_status sort_keys(struct sort *sort, tamis_error *error)
{
    const struct exact_build *build = sort->build;
    const tamis_allocator *allocator = build->allocator;

    sort->ends =
        memory_allocate_array(allocator, build->home_count, sizeof *sort->ends);
    sort->items = memory_allocate(allocator, (size_t)build->input.keys->count *
                                                 sizeof *sort->items);
    if (!sort->ends || !sort->items)
        return TAMIS_ERROR_MEMORY;
    TRY(count_homes(sort, error));
    sort_homes(sort);
    return TAMIS_OK;
}

static tamis_status keep_sorted(struct exact_build *build,
                                const struct item *items)
{
    size_t count = build->input.keys->count;

    if (!build->own_hashes) {
        build->own_hashes = memory_allocate(build->allocator,
                                            count * sizeof *build->own_hashes);
        build->own_inputs = memory_allocate(build->allocator,
                                            count * sizeof *build->own_inputs);
    }
    if (!build->own_hashes || !build->own_inputs)
        return TAMIS_ERROR_MEMORY;
    for (size_t n = 0; n < count; n++) {
        build->own_hashes[n] = items[n].hash;
        build->own_inputs[n] = items[n].input;
    }
    build->hashes = build->own_hashes;
    build->slots.inputs = build->own_inputs;
    return TAMIS_OK;
}

tamis_status exact_table_sort(struct exact_build *build, tamis_error *error)
{
    struct sort sort = {.build = build};
    tamis_status status = sort_keys(&sort, error);

    if (status == TAMIS_OK)
        status = keep_sorted(build, sort.items);
    memory_release(build->allocator, sort.items);
    memory_release(build->allocator, sort.ends);
    return status;
}
