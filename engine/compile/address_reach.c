/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/address_reach.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void address_reach_init(struct address_reach *reach,
                        const tamis_allocator *allocator, uint32_t label_count)
{
    *reach = (struct address_reach){.allocator = allocator};
    reach->words = ((size_t)label_count + 63) / 64;
}

void address_reach_release(struct address_reach *reach)
{
    if (!reach->allocator)
        return;
    memory_release(reach->allocator, reach->prefixes);
    memory_release(reach->allocator, reach->rows);
    *reach = (struct address_reach){.allocator = NULL};
}

tamis_status address_reach_add(struct address_reach *reach,
                               const uint8_t key[REACH_KEY_SIZE], bool allows)
{
    void *prefixes = reach->prefixes;
    struct reach_prefix *added;

    if (reach->count == REACH_NO_PARENT - 1)
        return TAMIS_ERROR_LIMIT;
    if (memory_grow(reach->allocator, &prefixes, &reach->capacity,
                    (size_t)reach->count + 1, sizeof *reach->prefixes) != 0)
        return TAMIS_ERROR_MEMORY;
    reach->prefixes = prefixes;
    added = &reach->prefixes[reach->count++];
    memcpy(added->key, key, REACH_KEY_SIZE);
    added->allows = allows;
    added->parent = REACH_NO_PARENT;
    return TAMIS_OK;
}

static int compare_prefixes(const void *a, const void *b)
{
    return memcmp(((const struct reach_prefix *)a)->key,
                  ((const struct reach_prefix *)b)->key, REACH_KEY_SIZE);
}

static bool is_inside(const uint8_t *inner, const uint8_t *outer)
{
    unsigned length = outer[16], whole = length / 8, rest = length % 8;

    if (inner[16] < length || memcmp(inner, outer, whole) != 0)
        return false;
    return rest == 0 || (inner[whole] ^ outer[whole]) >> (8 - rest) == 0;
}

static void merge_equal(struct address_reach *reach)
{
    uint32_t kept = 0;

    for (uint32_t i = 0; i < reach->count; i++) {
        struct reach_prefix *next = &reach->prefixes[i];

        if (kept > 0 && compare_prefixes(&reach->prefixes[kept - 1], next) == 0)
            reach->prefixes[kept - 1].allows |= next->allows;
        else
            reach->prefixes[kept++] = *next;
    }
    reach->count = kept;
}

/* Sorted by address and length, the one around a prefix is before it: its
 * predecessor or one around that. */
static void find_parents(struct address_reach *reach)
{
    for (uint32_t i = 1; i < reach->count; i++) {
        struct reach_prefix *inner = &reach->prefixes[i];
        uint32_t outer = i - 1;

        while (outer != REACH_NO_PARENT &&
               !is_inside(inner->key, reach->prefixes[outer].key))
            outer = reach->prefixes[outer].parent;
        inner->parent = outer;
        if (outer != REACH_NO_PARENT)
            inner->allows |= reach->prefixes[outer].allows;
    }
}

tamis_status address_reach_seal(struct address_reach *reach)
{
    if (reach->count == 0)
        return TAMIS_OK;
    qsort(reach->prefixes, reach->count, sizeof *reach->prefixes,
          compare_prefixes);
    merge_equal(reach);
    find_parents(reach);
    reach->rows = memory_allocate_array(reach->allocator,
                                        (size_t)reach->count * reach->words,
                                        sizeof *reach->rows);
    return reach->rows ? TAMIS_OK : TAMIS_ERROR_MEMORY;
}

/* The number of prefixes that are not after key. */
static uint32_t count_until(const struct address_reach *reach,
                            const uint8_t *key)
{
    uint32_t low = 0, high = reach->count;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (memcmp(reach->prefixes[middle].key, key, REACH_KEY_SIZE) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The smallest prefix around key, or equal to it; or REACH_NO_PARENT. */
static uint32_t find_around(const struct address_reach *reach,
                            const uint8_t *key)
{
    uint32_t number = count_until(reach, key) - 1; /* -1 is REACH_NO_PARENT */

    while (number != REACH_NO_PARENT &&
           !is_inside(key, reach->prefixes[number].key))
        number = reach->prefixes[number].parent;
    return number;
}

bool address_reach_allows(const struct address_reach *reach,
                          const uint8_t key[REACH_KEY_SIZE])
{
    uint32_t number = find_around(reach, key);

    return number != REACH_NO_PARENT && reach->prefixes[number].allows;
}

/* Sets the bit of a label; false when it was set already. */
static bool mark(struct address_reach *reach, uint32_t number, uint32_t label)
{
    uint64_t *word = &reach->rows[(size_t)number * reach->words + label / 64];
    uint64_t bit = UINT64_C(1) << (label % 64);

    if (__atomic_load_n(word, __ATOMIC_RELAXED) & bit)
        return false;
    __atomic_fetch_or(word, bit, __ATOMIC_RELAXED);
    return true;
}

void address_reach_meet(struct address_reach *reach,
                        const uint8_t key[REACH_KEY_SIZE], uint32_t label)
{
    uint32_t number = find_around(reach, key);

    /* What meets a prefix meets every one around it, so a bit that is set is
     * set further out too. */
    while (number != REACH_NO_PARENT && mark(reach, number, label))
        number = reach->prefixes[number].parent;
    for (number = count_until(reach, key);
         number < reach->count && is_inside(reach->prefixes[number].key, key);
         number++)
        mark(reach, number, label);
}

void address_reach_labels(const struct address_reach *reach,
                          const uint8_t key[REACH_KEY_SIZE], uint64_t *bits)
{
    uint32_t number = find_around(reach, key);

    if (number == REACH_NO_PARENT)
        return;
    for (size_t i = 0; i < reach->words; i++)
        bits[i] |= reach->rows[(size_t)number * reach->words + i];
}
