/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/profile_table.h"

#include "base/memory.h"
#include "base/slice.h"

#include <tamis/database.h>

tamis_status profile_table_init(struct profile_table *table,
                                const tamis_allocator *allocator, uint64_t seed)
{
    static const struct validity always = {TAMIS_TIME_MIN, TAMIS_TIME_MAX};

    memset(table, 0, sizeof *table);
    table->last_number = INTERN_NONE;
    table->tag_numbers = memory_allocate_array(allocator, PROFILE_TAGS_MAX,
                                               sizeof *table->tag_numbers);
    intern_table_init(&table->profiles, allocator, seed);
    intern_table_init(&table->tag_lists, allocator, seed);
    intern_table_init(&table->strings, allocator, seed);
    intern_table_init(&table->validities, allocator, seed);
    if (!table->tag_numbers ||
        intern_table_add(&table->tag_lists, "", 0) != 0 ||
        intern_table_add(&table->strings, "", 0) != 0 ||
        intern_table_add(&table->validities, &always, sizeof always) != 0)
        return TAMIS_ERROR_MEMORY;
    return TAMIS_OK;
}

void profile_table_release(struct profile_table *table)
{
    memory_release(table->profiles.allocator, table->tag_numbers);
    intern_table_release(&table->profiles);
    intern_table_release(&table->tag_lists);
    intern_table_release(&table->strings);
    intern_table_release(&table->validities);
}

uint32_t profile_table_add(struct profile_table *table,
                           const struct profile *profile)
{
    if (table->last_number != INTERN_NONE &&
        !memcmp(&table->last, profile, sizeof *profile))
        return table->last_number;
    table->last = *profile;
    table->last_number =
        intern_table_add(&table->profiles, profile, sizeof *profile);
    return table->last_number;
}

uint32_t profile_table_add_string(struct profile_table *table,
                                  tamis_slice string)
{
    if (string.size == 0)
        return 0;
    return intern_table_add(&table->strings, string.data, string.size);
}

uint32_t profile_table_add_validity(struct profile_table *table,
                                    const struct validity *validity)
{
    if (validity->from_ns == TAMIS_TIME_MIN &&
        validity->until_ns == TAMIS_TIME_MAX)
        return 0;
    return intern_table_add(&table->validities, validity, sizeof *validity);
}

/* Puts a number in its place by the bytes it stands for, once. The lists are
 * short, and mostly sorted already. */
static void insert_tag(struct profile_table *table, uint32_t number)
{
    uint32_t *numbers = table->tag_numbers;
    tamis_slice tag = profile_table_string(table, number);
    size_t low = 0, high = table->tag_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (slice_compare(profile_table_string(table, numbers[middle]), tag) <
            0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < table->tag_count && numbers[low] == number)
        return;
    if (low == PROFILE_TAGS_MAX)
        return;
    if (table->tag_count == PROFILE_TAGS_MAX)
        table->tag_count--; /* the last one makes room for an earlier one */
    memmove(numbers + low + 1, numbers + low,
            (table->tag_count - low) * sizeof *numbers);
    numbers[low] = number;
    table->tag_count++;
}

void profile_table_tags_begin(struct profile_table *table)
{
    table->tag_count = 0;
}

uint32_t profile_table_tags_end(struct profile_table *table)
{
    return intern_table_add(&table->tag_lists, table->tag_numbers,
                            table->tag_count * sizeof *table->tag_numbers);
}

uint32_t profile_table_add_tags(struct profile_table *table,
                                const tamis_slice *tags, size_t tag_count)
{
    if (tag_count == 0)
        return 0;
    profile_table_tags_begin(table);
    for (size_t i = 0; i < tag_count; i++) {
        uint32_t number = profile_table_add_string(table, tags[i]);

        if (number == INTERN_NONE)
            return INTERN_NONE;
        if (number != 0)
            insert_tag(table, number);
    }
    return profile_table_tags_end(table);
}

static uint32_t tag_number(const struct profile_table *table, uint32_t tags,
                           uint32_t n)
{
    tamis_slice list = intern_table_get(&table->tag_lists, tags);
    uint32_t number;

    memcpy(&number, list.data + n * sizeof number, sizeof number);
    return number;
}

void profile_table_tags_put(struct profile_table *table, uint32_t tags)
{
    uint32_t count = profile_table_tag_count(table, tags);

    for (uint32_t n = 0; n < count; n++)
        insert_tag(table, tag_number(table, tags, n));
}

struct profile profile_table_get(const struct profile_table *table,
                                 uint32_t number)
{
    struct profile profile;

    memcpy(&profile, intern_table_get(&table->profiles, number).data,
           sizeof profile);
    return profile;
}

struct validity profile_table_validity(const struct profile_table *table,
                                       uint32_t number)
{
    struct validity validity;

    memcpy(&validity, intern_table_get(&table->validities, number).data,
           sizeof validity);
    return validity;
}

tamis_slice profile_table_string(const struct profile_table *table,
                                 uint32_t number)
{
    return intern_table_get(&table->strings, number);
}

uint32_t profile_table_tag_count(const struct profile_table *table,
                                 uint32_t tags)
{
    return (uint32_t)(intern_table_get(&table->tag_lists, tags).size /
                      sizeof(uint32_t));
}

tamis_slice profile_table_tag(const struct profile_table *table, uint32_t tags,
                              uint32_t n)
{
    return profile_table_string(table, tag_number(table, tags, n));
}
