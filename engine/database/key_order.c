/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Sorting by seven bytes of the key at a time, kept beside the number, so that
 * a comparison does not visit the key. Only runs of equal prefixes are sorted
 * again by their next seven bytes.
 */
#include "database/key_order.h"

#include "base/bytes.h"
#include "base/slice.h"

#define PREFIX_BYTES  7u
#define INSERTION_MAX 16u

static bool is_before(const struct key_order_item *a,
                      const struct key_order_item *b)
{
    return a->prefix < b->prefix ||
           (a->prefix == b->prefix && a->number < b->number);
}

static void swap(struct key_order_item *a, struct key_order_item *b)
{
    struct key_order_item kept = *a;

    *a = *b;
    *b = kept;
}

static void sort_by_insertion(struct key_order_item *items, size_t count)
{
    for (size_t n = 1; n < count; n++)
        for (size_t at = n; at > 0 && is_before(&items[at], &items[at - 1]);
             at--)
            swap(&items[at], &items[at - 1]);
}

static void sift_down(struct key_order_item *items, size_t root, size_t count)
{
    for (size_t child = root * 2 + 1; child < count; child = root * 2 + 1) {
        if (child + 1 < count && is_before(&items[child], &items[child + 1]))
            child++;
        if (!is_before(&items[root], &items[child]))
            return;
        swap(&items[root], &items[child]);
        root = child;
    }
}

static void sort_by_heap(struct key_order_item *items, size_t count)
{
    for (size_t root = count / 2; root-- > 0;)
        sift_down(items, root, count);
    for (size_t end = count; end-- > 1;) {
        swap(&items[0], &items[end]);
        sift_down(items, 0, end);
    }
}

/* Splits around the median of three; returns where the upper part begins, at
 * least 1 and less than count. */
static size_t split(struct key_order_item *items, size_t count)
{
    struct key_order_item *middle = &items[count / 2];
    struct key_order_item *last = &items[count - 1];
    struct key_order_item pivot;
    size_t low = 0, high = count - 1;

    if (is_before(middle, &items[0]))
        swap(middle, &items[0]);
    if (is_before(last, middle))
        swap(last, middle);
    if (is_before(middle, &items[0]))
        swap(middle, &items[0]);
    pivot = *middle;
    for (;;) {
        do
            low++;
        while (is_before(&items[low], &pivot));
        do
            high--;
        while (is_before(&pivot, &items[high]));
        if (low >= high)
            return low;
        swap(&items[low], &items[high]);
    }
}

/* A part that still has to be sorted, and how often it may still be split. */
struct part {
    struct key_order_item *items;
    size_t count;
    unsigned splits_left;
};

/* Quicksort that turns to heap sort where its pivots are poor. */
static void sort_by_prefix(struct key_order_item *items, size_t count)
{
    struct part waiting[64];
    struct part part = {items, count, 4};
    unsigned depth = 0;

    for (size_t n = count; n > 1; n /= 2)
        part.splits_left += 2;
    for (;;) {
        if (part.count > INSERTION_MAX && part.splits_left > 0 && depth < 64) {
            size_t at = split(part.items, part.count);

            part.splits_left--;
            waiting[depth] = part;
            waiting[depth].items += at;
            waiting[depth++].count -= at;
            part.count = at;
            continue;
        }
        if (part.count <= INSERTION_MAX)
            sort_by_insertion(part.items, part.count);
        else
            sort_by_heap(part.items, part.count);
        if (depth == 0)
            return;
        part = waiting[--depth];
    }
}

/* Seven bytes of the key, and how many were left of it, at most eight: a key
 * that ends comes before one that goes on. */
static uint64_t load_prefix(tamis_slice key, size_t depth)
{
    tamis_slice rest = slice_from(key, depth);
    uint8_t bytes[8] = {0};

    if (rest.size > 0)
        memcpy(bytes, rest.data,
               rest.size < PREFIX_BYTES ? rest.size : PREFIX_BYTES);
    bytes[7] =
        (uint8_t)(rest.size <= PREFIX_BYTES ? rest.size : PREFIX_BYTES + 1);
    return (uint64_t)load_be32(bytes) << 32 | load_be32(bytes + 4);
}

static void sort_ties(struct key_order_item *items, size_t count,
                      const struct key_order_source *source)
{
    for (size_t n = 0; n < count; n++)
        items[n].prefix = source->rank(source->context, items[n].number);
    sort_by_prefix(items, count);
}

static void sort_from(struct key_order_item *items, size_t count,
                      const struct key_order_source *source, size_t depth)
{
    for (size_t n = 0; n < count; n++)
        items[n].prefix =
            load_prefix(source->key(source->context, items[n].number), depth);
    sort_by_prefix(items, count);
    for (size_t first = 0, end; first < count; first = end) {
        uint64_t prefix = items[first].prefix;

        for (end = first + 1; end < count && items[end].prefix == prefix;)
            end++;
        if (end - first == 1)
            continue;
        if ((prefix & 0xff) > PREFIX_BYTES)
            sort_from(items + first, end - first, source, depth + PREFIX_BYTES);
        else
            sort_ties(items + first, end - first, source);
    }
}

void key_order_sort(struct key_order_item *items, size_t count,
                    const struct key_order_source *source)
{
    sort_from(items, count, source, 0);
}
