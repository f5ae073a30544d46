/* SPDX-License-Identifier: BSD-2-Clause */
#include "prefix_oracle.h"

#include <stdlib.h>
#include <string.h>

#define BUCKETS 65536u

struct address_number address_number(const tamis_address *address)
{
    struct address_number number = {0, 0};

    for (int i = 0; i < 8; i++) {
        number.high = number.high << 8 | address->bytes[i];
        number.low = number.low << 8 | address->bytes[i + 8];
    }
    return number;
}

struct address_number address_last(struct address_number start,
                                   uint32_t length_of_128)
{
    if (length_of_128 < 64) {
        start.low = UINT64_MAX;
        start.high |= UINT64_MAX >> length_of_128;
    } else if (length_of_128 < 128) {
        start.low |= UINT64_MAX >> (length_of_128 - 64);
    }
    return start;
}

int address_compare(struct address_number a, struct address_number b)
{
    if (a.high != b.high)
        return a.high < b.high ? -1 : 1;
    return a.low < b.low ? -1 : a.low > b.low;
}

static size_t bucket(const struct prefix_oracle *oracle,
                     struct address_number number)
{
    return oracle->is_ipv4 ? number.low >> 16 & 0xffff : number.high >> 48;
}

static void add_border(struct prefix_oracle *oracle,
                       struct address_number start, uint32_t value)
{
    if (oracle->count > 0 &&
        !address_compare(oracle->starts[oracle->count - 1], start))
        oracle->count--;
    oracle->starts[oracle->count] = start;
    oracle->values[oracle->count++] = value;
}

struct open_prefix {
    struct address_number last;
    uint32_t value;
};

/* Closes the prefixes that end before `start`; the one around goes on. */
static size_t close_prefixes(struct prefix_oracle *oracle,
                             const struct open_prefix *stack, size_t depth,
                             const struct address_number *start)
{
    while (depth > 0 &&
           (!start || address_compare(stack[depth - 1].last, *start) < 0)) {
        struct address_number after = stack[--depth].last;

        if (++after.low == 0)
            after.high++;
        add_border(oracle, after, depth ? stack[depth - 1].value : KEY_ABSENT);
    }
    return depth;
}

void prefix_oracle_open(struct prefix_oracle *oracle,
                        const struct key_list *sorted)
{
    struct open_prefix stack[130];
    size_t depth = 0, n = 0;

    memset(oracle, 0, sizeof *oracle);
    oracle->is_ipv4 = sorted->kind == KEY_IPV4;
    oracle->starts = memory_get(sorted->count * 2 + 1, sizeof *oracle->starts);
    oracle->values = memory_get(sorted->count * 2 + 1, sizeof *oracle->values);
    oracle->first = memory_get(BUCKETS + 1, sizeof *oracle->first);
    for (size_t i = 0; i < sorted->count; i++) {
        struct address_number start = address_number(&sorted->addresses[i]);
        uint32_t length = sorted->lengths[i] + (oracle->is_ipv4 ? 96u : 0u);

        depth = close_prefixes(oracle, stack, depth, &start);
        stack[depth].last = address_last(start, length);
        stack[depth].value = sorted->values[i];
        add_border(oracle, start, sorted->values[i]);
        depth++;
    }
    close_prefixes(oracle, stack, depth, NULL);
    for (size_t b = 0; b <= BUCKETS; b++) {
        while (n < oracle->count && b < BUCKETS &&
               bucket(oracle, oracle->starts[n]) < b)
            n++;
        oracle->first[b] = b < BUCKETS ? n : oracle->count;
    }
}

void prefix_oracle_close(struct prefix_oracle *oracle)
{
    free(oracle->starts);
    free(oracle->values);
    free(oracle->first);
}

uint32_t prefix_oracle_find(const struct prefix_oracle *oracle,
                            const tamis_address *address)
{
    struct address_number number = address_number(address);
    size_t b = bucket(oracle, number);
    size_t low = oracle->first[b], high = oracle->first[b + 1];

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (address_compare(oracle->starts[middle], number) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low > 0 ? oracle->values[low - 1] : KEY_ABSENT;
}
