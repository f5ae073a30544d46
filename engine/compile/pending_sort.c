/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/pending_sort.h"

#include "compile/pending_order.h"

#include <stdbool.h>

/* Below this many items a radix pass costs more than it saves. */
#define RADIX_COUNT_MIN     48u
#define INSERTION_COUNT_MAX 16u
#define DIGIT_BITS_MAX      11u
#define DIGIT_COUNT_MAX     (1u << DIGIT_BITS_MAX)

/* The whole order, of two keys that are equal up to depth. */
static int compare_codes(const struct pending_sort_question *question,
                         const uint8_t *a, const uint8_t *b, size_t depth)
{
    size_t a_size = pending_get_key_size(a), b_size = pending_get_key_size(b);
    size_t common = a_size < b_size ? a_size : b_size;
    int order = 0;

    if (common > depth)
        order = memcmp(pending_get_key(a) + depth, pending_get_key(b) + depth,
                       common - depth);
    if (order)
        return order;
    if (a_size != b_size)
        return a_size < b_size ? -1 : 1;
    return question->compare(question->context, a, b);
}

static int compare_items(const struct pending_sort_question *question,
                         const struct pending_item *a,
                         const struct pending_item *b, size_t depth)
{
    if (a->order != b->order)
        return a->order < b->order ? -1 : 1;
    return compare_codes(question, a->code, b->code, depth);
}

static void sort_by_insertion(const struct pending_sort_question *question,
                              struct pending_item *items, size_t count,
                              size_t depth)
{
    for (size_t i = 1; i < count; i++) {
        struct pending_item moved = items[i];
        size_t place = i;

        while (place > 0 &&
               compare_items(question, &moved, &items[place - 1], depth) < 0) {
            items[place] = items[place - 1];
            place--;
        }
        items[place] = moved;
    }
}

static void merge_halves(const struct pending_sort_question *question,
                         struct pending_item *items, struct pending_item *left,
                         size_t middle, size_t count, size_t depth)
{
    size_t i = 0, j = middle, to = 0;

    memcpy(left, items, middle * sizeof *items);
    while (i < middle && j < count) {
        if (compare_items(question, &items[j], &left[i], depth) < 0)
            items[to++] = items[j++];
        else
            items[to++] = left[i++];
    }
    memcpy(items + to, left + i, (middle - i) * sizeof *items);
}

/* Runs of 16 by insertion, then merged two by two. */
static void sort_by_merging(const struct pending_sort_question *question,
                            struct pending_item *items,
                            struct pending_item *scratch, size_t count,
                            size_t depth)
{
    for (size_t i = 0; i < count; i += INSERTION_COUNT_MAX)
        sort_by_insertion(question, items + i,
                          count - i < INSERTION_COUNT_MAX ? count - i
                                                          : INSERTION_COUNT_MAX,
                          depth);
    for (size_t width = INSERTION_COUNT_MAX; width < count; width *= 2) {
        for (size_t i = 0; i + width < count; i += 2 * width)
            merge_halves(question, items + i, scratch, width,
                         count - i < 2 * width ? count - i : 2 * width, depth);
    }
}

static void sort_level(const struct pending_sort_question *question,
                       struct pending_item *items, struct pending_item *scratch,
                       size_t count, size_t depth);

/*
 * Items of one order whose keys are equal up to depth: keys that end within
 * the next eight bytes come first, the rest goes on with those bytes instead
 * of the order. Recursion is at most as deep as the longest key has eights of
 * bytes, times the few digits of each.
 */
static void sort_equal(const struct pending_sort_question *question,
                       struct pending_item *items, struct pending_item *scratch,
                       size_t count, size_t depth)
{
    uint64_t order = items[0].order;

    for (size_t i = 0; i < count; i++) {
        size_t size = pending_get_key_size(items[i].code);

        items[i].order =
            size > depth
                ? pending_order_bytes(pending_get_key(items[i].code) + depth,
                                      size - depth)
                : 0;
    }
    sort_level(question, items, scratch, count, depth + PENDING_ORDER_BYTES);
    for (size_t i = 0; i < count; i++)
        items[i].order = order;
}

/* Items of one order, depth bytes of whose keys are in it. */
static void sort_run(const struct pending_sort_question *question,
                     struct pending_item *items, struct pending_item *scratch,
                     size_t count, size_t depth)
{
    size_t ended = 0, longer = 0;

    for (size_t i = 0; i < count; i++) {
        if (pending_get_key_size(items[i].code) <= depth)
            items[ended++] = items[i];
        else
            scratch[longer++] = items[i];
    }
    memcpy(items + ended, scratch, longer * sizeof *items);
    sort_by_merging(question, items, scratch, ended, depth);
    if (longer < RADIX_COUNT_MIN)
        sort_by_merging(question, items + ended, scratch, longer, depth);
    else
        sort_equal(question, items + ended, scratch, longer, depth);
}

/* Bits in which orders differ. */
static uint64_t find_difference(const struct pending_item *items, size_t count)
{
    uint64_t difference = 0;

    for (size_t i = 1; i < count; i++)
        difference |= items[i].order ^ items[0].order;
    return difference;
}

static unsigned choose_digit_bits(size_t count)
{
    unsigned bits = 61u - (unsigned)__builtin_clzll(count); /* four each */

    return bits < DIGIT_BITS_MAX ? bits : DIGIT_BITS_MAX;
}

/* Items by one digit of their order. Its counts are off the stack again when
 * the items of each digit are sorted further. */
static void sort_by_digit(struct pending_item *items,
                          struct pending_item *scratch, size_t count,
                          unsigned shift, size_t digit_count)
{
    uint32_t places[DIGIT_COUNT_MAX];
    uint32_t place = 0;

    memset(places, 0, digit_count * sizeof *places);
    for (size_t i = 0; i < count; i++)
        places[items[i].order >> shift & (digit_count - 1)]++;
    for (size_t n = 0; n < digit_count; n++) {
        uint32_t size = places[n];

        places[n] = place;
        place += size;
    }
    for (size_t i = 0; i < count; i++)
        scratch[places[items[i].order >> shift & (digit_count - 1)]++] =
            items[i];
    memcpy(items, scratch, count * sizeof *items);
}

/* The highest bits that differ are a digit. */
static void sort_digits(const struct pending_sort_question *question,
                        struct pending_item *items,
                        struct pending_item *scratch, size_t count,
                        uint64_t difference, size_t depth)
{
    unsigned bits = choose_digit_bits(count);
    unsigned top = 64u - (unsigned)__builtin_clzll(difference);
    unsigned shift = top > bits ? top - bits : 0;
    size_t begin = 0;

    sort_by_digit(items, scratch, count, shift, (size_t)1 << bits);
    for (size_t i = 1; i <= count; i++) {
        if (i < count && items[i].order >> shift == items[begin].order >> shift)
            continue;
        sort_level(question, items + begin, scratch, i - begin, depth);
        begin = i;
    }
}

/* Each level takes some bits of the order, or all of it. */
static void sort_level(const struct pending_sort_question *question,
                       struct pending_item *items, struct pending_item *scratch,
                       size_t count, size_t depth)
{
    uint64_t difference;

    if (count < RADIX_COUNT_MIN) {
        sort_by_merging(question, items, scratch, count, depth);
        return;
    }
    difference = find_difference(items, count);
    if (difference)
        sort_digits(question, items, scratch, count, difference, depth);
    else
        sort_run(question, items, scratch, count, depth);
}

void pending_sort(const struct pending_sort_question *question,
                  struct pending_item *items, struct pending_item *scratch,
                  size_t count)
{
    sort_level(question, items, scratch, count, question->depth);
}
