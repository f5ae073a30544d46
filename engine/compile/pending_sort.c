/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/pending_sort.h"

#include "base/crew.h"

#include <stdbool.h>
#include <string.h>

/* Below this many items a radix pass costs more than it saves. */
#define RADIX_COUNT_MIN     1024u
#define INSERTION_COUNT_MAX 16u
#define DIGIT_BITS          11u
#define DIGIT_COUNT         (1u << DIGIT_BITS)
#define DIGIT_PASSES        6u
#define CACHE_SIZE          8u
/* The first pass, for all items, is made in parts side by side. */
#define TOP_SHIFT      (64u - DIGIT_BITS)
#define PART_COUNT_MAX 8u

struct sort {
    const struct pending_list *list;
    pending_compare compare;
    void *context;
    /* Of the first pass. */
    struct pending_item *items, *scratch;
    size_t count, part_count;
    size_t (*places)[DIGIT_COUNT]; /* by part */
    const size_t *starts;          /* of buckets, DIGIT_COUNT + 1 */
};

static const struct pending *get(const struct sort *sort,
                                 const struct pending_item *item)
{
    return pending_list_get(sort->list, item->number);
}

/* Eight key bytes from depth on, the first one highest, zeros past the end. */
static uint64_t load_cache(const struct pending *pending, size_t depth)
{
    uint64_t cache = 0;
    size_t left = pending->key_size > depth ? pending->key_size - depth : 0;

    for (size_t i = 0; i < CACHE_SIZE; i++)
        cache = cache << 8 | (i < left ? pending->key[depth + i] : 0);
    return cache;
}

/* The whole order, of two keys that are equal up to depth. */
static int compare_items(const struct sort *sort, const struct pending_item *a,
                         const struct pending_item *b, size_t depth)
{
    const struct pending *left = get(sort, a), *right = get(sort, b);
    size_t left_size = left->key_size > depth ? left->key_size - depth : 0;
    size_t right_size = right->key_size > depth ? right->key_size - depth : 0;
    size_t common = left_size < right_size ? left_size : right_size;
    int order =
        common ? memcmp(left->key + depth, right->key + depth, common) : 0;

    if (order)
        return order;
    if (left_size != right_size)
        return left_size < right_size ? -1 : 1;
    return sort->compare(sort->context, left, right);
}

static int compare_cached(const struct sort *sort, const struct pending_item *a,
                          const struct pending_item *b, size_t depth)
{
    if (a->cache != b->cache)
        return a->cache < b->cache ? -1 : 1;
    return compare_items(sort, a, b, depth);
}

static void sort_by_insertion(const struct sort *sort,
                              struct pending_item *items, size_t count,
                              size_t depth)
{
    for (size_t i = 1; i < count; i++) {
        struct pending_item moved = items[i];
        size_t place = i;

        while (place > 0 &&
               compare_cached(sort, &moved, &items[place - 1], depth) < 0) {
            items[place] = items[place - 1];
            place--;
        }
        items[place] = moved;
    }
}

static void merge_halves(const struct sort *sort, struct pending_item *items,
                         struct pending_item *left, size_t middle, size_t count,
                         size_t depth)
{
    size_t i = 0, j = middle, to = 0;

    memcpy(left, items, middle * sizeof *items);
    while (i < middle && j < count) {
        if (compare_cached(sort, &items[j], &left[i], depth) < 0)
            items[to++] = items[j++];
        else
            items[to++] = left[i++];
    }
    memcpy(items + to, left + i, (middle - i) * sizeof *items);
}

/* Runs of 16 by insertion, then merged two by two. */
static void sort_by_merging(const struct sort *sort, struct pending_item *items,
                            struct pending_item *scratch, size_t count,
                            size_t depth)
{
    for (size_t i = 0; i < count; i += INSERTION_COUNT_MAX)
        sort_by_insertion(sort, items + i,
                          count - i < INSERTION_COUNT_MAX ? count - i
                                                          : INSERTION_COUNT_MAX,
                          depth);
    for (size_t width = INSERTION_COUNT_MAX; width < count; width *= 2) {
        for (size_t i = 0; i + width < count; i += 2 * width)
            merge_halves(sort, items + i, scratch, width,
                         count - i < 2 * width ? count - i : 2 * width, depth);
    }
}

/* One pass of the radix sort, by one digit of the cache. */
static bool sort_digit(const struct pending_item *from, struct pending_item *to,
                       size_t count, const uint32_t *sizes, unsigned digit)
{
    uint32_t places[DIGIT_COUNT];
    uint32_t place = 0;
    unsigned shift = digit * DIGIT_BITS;

    /* A digit that is the same everywhere needs no pass. */
    if (sizes[(from[0].cache >> shift) & (DIGIT_COUNT - 1)] == count)
        return false;
    for (size_t i = 0; i < DIGIT_COUNT; i++) {
        places[i] = place;
        place += sizes[i];
    }
    for (size_t i = 0; i < count; i++)
        to[places[(from[i].cache >> shift) & (DIGIT_COUNT - 1)]++] = from[i];
    return true;
}

/* There are fewer than 2^32 statements. */
static void sort_by_radix(struct pending_item *items,
                          struct pending_item *scratch, size_t count)
{
    uint32_t sizes[DIGIT_PASSES][DIGIT_COUNT];
    struct pending_item *from = items, *to = scratch;

    memset(sizes, 0, sizeof sizes);
    for (size_t i = 0; i < count; i++) {
        for (unsigned digit = 0; digit < DIGIT_PASSES; digit++)
            sizes[digit][(items[i].cache >> (digit * DIGIT_BITS)) &
                         (DIGIT_COUNT - 1)]++;
    }
    for (unsigned digit = 0; digit < DIGIT_PASSES; digit++) {
        struct pending_item *sorted = to;

        if (!sort_digit(from, to, count, sizes[digit], digit))
            continue;
        to = from;
        from = sorted;
    }
    if (from != items)
        memcpy(items, from, count * sizeof *items);
}

static void sort_run(const struct sort *sort, struct pending_item *items,
                     struct pending_item *scratch, size_t count, size_t depth);

/* Items whose cached bytes are equal: keys that end within them come first,
 * the rest goes on with the next bytes. */
static void sort_equal(const struct sort *sort, struct pending_item *items,
                       struct pending_item *scratch, size_t count, size_t depth)
{
    size_t ended = 0, longer = 0;

    if (count < 2)
        return;
    for (size_t i = 0; i < count; i++) {
        if (get(sort, &items[i])->key_size <= depth + CACHE_SIZE)
            items[ended++] = items[i];
        else
            scratch[longer++] = items[i];
    }
    memcpy(items + ended, scratch, longer * sizeof *items);
    sort_by_merging(sort, items, scratch, ended, depth);
    sort_run(sort, items + ended, scratch, longer, depth + CACHE_SIZE);
}

/* Items whose caches are filled. */
static void sort_cached(const struct sort *sort, struct pending_item *items,
                        struct pending_item *scratch, size_t count,
                        size_t depth)
{
    size_t first = 0;

    if (count < RADIX_COUNT_MIN) {
        sort_by_merging(sort, items, scratch, count, depth);
        return;
    }
    sort_by_radix(items, scratch, count);
    for (size_t i = 1; i <= count; i++) {
        if (i < count && items[i].cache == items[first].cache)
            continue;
        sort_equal(sort, items + first, scratch, i - first, depth);
        first = i;
    }
}

/* Recursion is at most as deep as the longest key has eights of bytes: 513. */
static void sort_run(const struct sort *sort, struct pending_item *items,
                     struct pending_item *scratch, size_t count, size_t depth)
{
    for (size_t i = 0; i < count; i++)
        items[i].cache = load_cache(get(sort, &items[i]), depth);
    sort_cached(sort, items, scratch, count, depth);
}

static size_t part_start(const struct sort *sort, size_t part)
{
    return sort->count / sort->part_count * part +
           sort->count % sort->part_count * part / sort->part_count;
}

/* First pass: caches, and how many items of a part have which top digit. */
static void measure_part(void *context, size_t part)
{
    const struct sort *sort = context;
    size_t *sizes = sort->places[part];
    size_t end = part_start(sort, part + 1);

    memset(sizes, 0, sizeof sort->places[part]);
    for (size_t i = part_start(sort, part); i < end; i++) {
        struct pending_item *item = &sort->items[i];

        item->cache = load_cache(get(sort, item), 0);
        sizes[item->cache >> TOP_SHIFT]++;
    }
}

static void place_part(void *context, size_t part)
{
    const struct sort *sort = context;
    size_t *places = sort->places[part];
    size_t end = part_start(sort, part + 1);

    for (size_t i = part_start(sort, part); i < end; i++)
        sort->scratch[places[sort->items[i].cache >> TOP_SHIFT]++] =
            sort->items[i];
}

/* The items of one top digit, which nobody else touches. */
static void sort_bucket(void *context, size_t bucket)
{
    const struct sort *sort = context;
    size_t start = sort->starts[bucket];
    size_t count = sort->starts[bucket + 1] - start;

    if (count == 0)
        return;
    memcpy(sort->items + start, sort->scratch + start,
           count * sizeof *sort->items);
    sort_cached(sort, sort->items + start, sort->scratch + start, count, 0);
}

/* Sizes to places: by digit, and within a digit in the order of the parts. */
static void find_places(const struct sort *sort, size_t starts[DIGIT_COUNT + 1])
{
    size_t place = 0;

    for (size_t digit = 0; digit < DIGIT_COUNT; digit++) {
        starts[digit] = place;
        for (size_t part = 0; part < sort->part_count; part++) {
            size_t size = sort->places[part][digit];

            sort->places[part][digit] = place;
            place += size;
        }
    }
    starts[DIGIT_COUNT] = place;
}

void pending_sort(const struct pending_sort_question *question,
                  struct pending_item *items, struct pending_item *scratch,
                  size_t count)
{
    size_t places[PART_COUNT_MAX][DIGIT_COUNT], starts[DIGIT_COUNT + 1];
    unsigned threads = question->threads;
    struct sort sort = {.list = question->list,
                        .compare = question->compare,
                        .context = question->context,
                        .items = items,
                        .scratch = scratch,
                        .count = count,
                        .places = places,
                        .starts = starts};

    if (count < RADIX_COUNT_MIN) {
        sort_run(&sort, items, scratch, count, 0);
        return;
    }
    sort.part_count = threads < PART_COUNT_MAX ? threads : PART_COUNT_MAX;
    crew_run(threads, sort.part_count, measure_part, &sort);
    find_places(&sort, starts);
    crew_run(threads, sort.part_count, place_part, &sort);
    crew_run(threads, DIGIT_COUNT, sort_bucket, &sort);
}
