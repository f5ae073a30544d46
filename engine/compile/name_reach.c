/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/name_reach.h"

#include "base/memory.h"

#include <string.h>

void name_reach_init(struct name_reach *reach, const tamis_allocator *allocator,
                     uint64_t seed, uint32_t label_count)
{
    *reach = (struct name_reach){.allocator = allocator};
    reach->words = ((size_t)label_count + 63) / 64;
    intern_table_init(&reach->names, allocator, seed);
}

void name_reach_release(struct name_reach *reach)
{
    if (!reach->allocator)
        return;
    memory_release(reach->allocator, reach->allows);
    memory_release(reach->allocator, reach->rows);
    intern_table_release(&reach->names);
    *reach = (struct name_reach){.allocator = NULL};
}

/* Cuts the name to its parent; false when it has none. */
static bool climb(struct reach_name *name)
{
    const uint8_t *found = NULL;

    if (name->size < 2)
        return false;
    switch (name->bytes[name->size - 1]) {
    case NAME_SPACE_HOST:
        found = memchr(name->bytes, '.', name->size - 1);
        if (found)
            found++;
        break;
    case NAME_SPACE_EMAIL:
        found = memchr(name->bytes + 1, '@', name->size - 2);
        break;
    default:
        break;
    }
    if (!found)
        return false;
    name->size -= (size_t)(found - name->bytes);
    name->bytes = found;
    return true;
}

static uint32_t find(const struct name_reach *reach,
                     const struct reach_name *name)
{
    return intern_table_find(&reach->names, name->bytes, name->size);
}

static uint64_t *row_at(const struct name_reach *reach, uint32_t number)
{
    return reach->rows + number * 2 * reach->words;
}

static uint64_t *row_below(const struct name_reach *reach, uint32_t number)
{
    return row_at(reach, number) + reach->words;
}

static tamis_status add_name(struct name_reach *reach,
                             const struct reach_name *name, uint8_t allows)
{
    uint32_t known = reach->names.count;
    size_t row_size = 2 * reach->words;
    void *flags = reach->allows, *rows = reach->rows;
    uint32_t number;

    if (memory_grow(reach->allocator, &flags, &reach->allows_capacity,
                    (size_t)known + 1, 1) != 0)
        return TAMIS_ERROR_MEMORY;
    reach->allows = flags;
    if (memory_grow(reach->allocator, &rows, &reach->rows_capacity,
                    ((size_t)known + 1) * row_size, sizeof(uint64_t)) != 0)
        return TAMIS_ERROR_MEMORY;
    reach->rows = rows;
    number = intern_table_add(&reach->names, name->bytes, name->size);
    if (number == INTERN_NONE)
        return TAMIS_ERROR_MEMORY;
    if (number == known) {
        reach->allows[number] = 0;
        memset(row_at(reach, number), 0, row_size * sizeof(uint64_t));
    }
    reach->allows[number] |= allows;
    return TAMIS_OK;
}

tamis_status name_reach_add(struct name_reach *reach,
                            const struct reach_name *name, bool allows)
{
    struct reach_name at = *name;
    uint8_t flags = allows ? (uint8_t)(1u << name->mode) : 0;
    tamis_status status = add_name(reach, &at, flags);

    /* Parents too: what is listed there is met together with the name. */
    while (status == TAMIS_OK && climb(&at))
        status = add_name(reach, &at, 0);
    return status;
}

bool name_reach_allows(const struct name_reach *reach,
                       const struct reach_name *name)
{
    const uint8_t under = 1u << TAMIS_MODE_SUFFIX | 1u << TAMIS_MODE_SUBDOMAINS;
    struct reach_name at = *name;
    uint32_t number = find(reach, &at);

    if (number != INTERN_NONE &&
        (reach->allows[number] &
         (1u << TAMIS_MODE_SUFFIX | 1u << name->mode)) != 0)
        return true;
    while (climb(&at)) {
        number = find(reach, &at);
        if (number != INTERN_NONE && (reach->allows[number] & under) != 0)
            return true;
    }
    return false;
}

/* Many threads may set bits, which are mostly set already. */
static void set_bit(uint64_t *row, uint32_t label)
{
    uint64_t *word = &row[label / 64];
    uint64_t bit = UINT64_C(1) << (label % 64);

    if (!(__atomic_load_n(word, __ATOMIC_RELAXED) & bit))
        __atomic_fetch_or(word, bit, __ATOMIC_RELAXED);
}

void name_reach_meet(struct name_reach *reach, const struct reach_name *name,
                     uint32_t label)
{
    struct reach_name at = *name;
    uint32_t number = find(reach, &at);

    if (number != INTERN_NONE)
        set_bit(row_at(reach, number), label);
    do {
        number = find(reach, &at);
        if (number != INTERN_NONE)
            set_bit(row_below(reach, number), label);
    } while (climb(&at));
}

static void add_bits(uint64_t *bits, const uint64_t *row, size_t words)
{
    for (size_t i = 0; i < words; i++)
        bits[i] |= row[i];
}

void name_reach_labels(const struct name_reach *reach,
                       const struct reach_name *name, uint64_t *bits)
{
    struct reach_name at = *name;
    uint32_t number = find(reach, &at);

    if (number != INTERN_NONE)
        add_bits(bits, row_below(reach, number), reach->words);
    while (climb(&at)) {
        number = find(reach, &at);
        if (number != INTERN_NONE)
            add_bits(bits, row_at(reach, number), reach->words);
    }
}
