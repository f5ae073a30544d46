/* SPDX-License-Identifier: BSD-2-Clause */
#include "key_set.h"

#include "base/bytes.h"

#include <stdlib.h>
#include <string.h>

void key_set_open(struct key_set *set, uint32_t key_size)
{
    *set = (struct key_set){.key_size = key_size};
}

void key_set_close(struct key_set *set)
{
    free(set->bytes);
    free(set->ends);
    free(set->modes);
    free(set->keys);
    *set = (struct key_set){0};
}

static void *resize(void *pointer, size_t size)
{
    void *resized = realloc(pointer, size);

    if (!resized)
        abort();
    return resized;
}

void key_set_add(struct key_set *set, const void *key, size_t size,
                 uint32_t mode)
{
    if (set->count == set->capacity) {
        set->capacity = set->capacity ? set->capacity * 2 : 16;
        set->ends = resize(set->ends, (size_t)set->capacity * 4);
        set->modes = resize(set->modes, set->capacity);
    }
    if (set->bytes_size + size > set->bytes_capacity) {
        set->bytes_capacity = (set->bytes_size + size) * 2;
        set->bytes = resize(set->bytes, set->bytes_capacity);
    }
    if (set->key_size && size != set->key_size)
        abort();
    if (size)
        memcpy(set->bytes + set->bytes_size, key, size);
    set->bytes_size += size;
    store_le32(set->ends + (size_t)set->count * 4, (uint32_t)set->bytes_size);
    set->modes[set->count++] = (uint8_t)mode;
}

void key_set_add_text(struct key_set *set, const char *text, uint32_t mode)
{
    key_set_add(set, text, strlen(text), mode);
}

struct model key_set_model(struct key_set *set)
{
    size_t begin = 0;

    set->keys = resize(set->keys, (set->count + 1) * sizeof *set->keys);
    for (uint32_t i = 0; i < set->count; i++) {
        size_t end = load_le32(set->ends + (size_t)i * 4);

        set->keys[i] =
            (struct model_key){set->bytes + begin, end - begin, set->modes[i]};
        begin = end;
    }
    return (struct model){set->keys, set->count};
}

static int compare_keys(const void *left, const void *right)
{
    const struct model_key *a = left, *b = right;
    size_t size = a->size < b->size ? a->size : b->size;
    int order = memcmp(a->bytes, b->bytes, size);

    if (order)
        return order;
    if (a->size != b->size)
        return a->size < b->size ? -1 : 1;
    return (a->mode > b->mode) - (a->mode < b->mode);
}

void key_set_sort(struct key_set *set, bool unique)
{
    struct key_set sorted;
    const struct model_key *before = NULL;

    key_set_model(set);
    if (set->count)
        qsort(set->keys, set->count, sizeof *set->keys, compare_keys);
    key_set_open(&sorted, set->key_size);
    for (uint32_t i = 0; i < set->count; i++) {
        const struct model_key *key = &set->keys[i];

        if (!unique || !before || compare_keys(before, key))
            key_set_add(&sorted, key->bytes, key->size, key->mode);
        before = key;
    }
    key_set_close(set);
    *set = sorted;
}

void key_set_permute(const struct key_set *set, const uint32_t *order,
                     struct key_set *slots)
{
    struct key_set view = *set;

    view.keys = NULL;
    key_set_model(&view);
    key_set_open(slots, set->key_size);
    for (uint32_t slot = 0; slot < set->count; slot++) {
        const struct model_key *key = &view.keys[order[slot]];

        key_set_add(slots, key->bytes, key->size, key->mode);
    }
    free(view.keys);
}

struct key_store key_set_store(const struct key_set *set)
{
    return (struct key_store){
        .bytes = set->bytes,
        .bytes_size = set->bytes_size,
        .ends = set->key_size ? NULL : set->ends,
        .key_size = set->key_size,
        .count = set->count,
    };
}

const struct kernels *usable_kernels(size_t n)
{
    /* Asking the processor takes long in a virtual machine. */
    static uint32_t features;

    if (!features)
        features = cpu_features();
    for (size_t i = 0; kernels_get(i); i++)
        if ((kernels_get(i)->required & ~features) == 0 && n-- == 0)
            return kernels_get(i);
    return NULL;
}
