/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Addresses: five of six listed ones are single (IPv4) or /128 and /64 (half
 * of IPv6), the others prefixes with the lengths of a real routing table.
 *
 * A third of the single IPv4 addresses crowd in few /24s, as they do in public
 * block-lists; IPv6 lies in allocations of /32, some far fuller than others.
 */
#include "prefix_oracle.h"
#include "random_stream.h"
#include "synthetic.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ALLOCATIONS 40000u

struct length_share {
    uint8_t length;
    unsigned per_mille;
};

static const struct length_share lengths4[] = {
    {24, 590}, {22, 120}, {23, 107}, {21, 56}, {20, 47}, {19, 28},
    {18, 15},  {16, 15},  {17, 9},   {15, 2},  {14, 1},  {32, 10},
};
static const struct length_share lengths6[] = {
    {48, 470}, {32, 140}, {44, 90}, {40, 85}, {36, 38}, {29, 28},
    {46, 20},  {47, 20},  {33, 20}, {34, 18}, {42, 16}, {38, 12},
    {45, 10},  {56, 10},  {39, 8},  {35, 8},  {64, 7},
};

static uint8_t pick_length(struct random_stream *random,
                           const struct length_share *shares, size_t count)
{
    unsigned n = (unsigned)random_below(random, 1000);

    for (size_t i = 0; i < count; i++) {
        if (n < shares[i].per_mille)
            return shares[i].length;
        n -= shares[i].per_mille;
    }
    return shares[0].length;
}

/* Not unicast of the open network: the compiler would refuse it. */
static bool is_special4(uint32_t address)
{
    static const struct {
        uint32_t address;
        unsigned length;
    } special[] = {
        {0x00000000, 8},  {0x0a000000, 8},  {0x64400000, 10}, {0x7f000000, 8},
        {0xa9fe0000, 16}, {0xac100000, 12}, {0xc0000000, 23}, {0xc0586300, 24},
        {0xc0a80000, 16}, {0xc6120000, 15}, {0xc6336400, 24}, {0xcb007100, 24},
        {0xc0342000, 16}, {0xe0000000, 3},
    };

    for (size_t i = 0; i < sizeof special / sizeof *special; i++)
        if ((address ^ special[i].address) >> (32 - special[i].length) == 0)
            return true;
    return false;
}

static uint32_t random_address4(struct random_stream *random)
{
    uint32_t address;

    do
        address = (uint32_t)(random_next(random) >> 32);
    while (is_special4(address) || is_special4(address & 0xfffe0000));
    return address;
}

static void put_address4(tamis_address *address, uint32_t number)
{
    memset(address->bytes, 0, 10);
    memset(address->bytes + 10, 0xff, 2);
    for (int i = 0; i < 4; i++)
        address->bytes[12 + i] = (uint8_t)(number >> (24 - 8 * i));
}

static void put_address6(tamis_address *address, uint64_t high, uint64_t low)
{
    for (int i = 0; i < 8; i++) {
        address->bytes[i] = (uint8_t)(high >> (56 - 8 * i));
        address->bytes[8 + i] = (uint8_t)(low >> (56 - 8 * i));
    }
}

/* An address in one of the allocations, the first of them fuller. The parts
 * below are small numbers half of the time, as people give them out. */
static void random_address6(struct random_stream *random, uint64_t *high,
                            uint64_t *low)
{
    static const uint16_t tops[] = {0x2400, 0x2600, 0x2604, 0x2607, 0x2800,
                                    0x2a00, 0x2a01, 0x2a02, 0x2a0e, 0x2c0f};
    double skew = (double)(random_next(random) >> 11) / 9007199254740992.0;
    uint64_t allocation = (uint64_t)(skew * skew * skew * ALLOCATIONS);
    uint64_t bits = random_mix(0x6970763661 ^ allocation * 977);
    uint64_t lower = random_next(random);

    if (random_chance(random, 0.5))
        lower &= 0x00ff00ff;
    *high = (uint64_t)tops[bits % (sizeof tops / sizeof *tops)] << 48 |
            (bits >> 32 & 0xffff) << 32 | (lower & 0xffffffff);
    *low = random_next(random);
    if (random_chance(random, 0.5))
        *low = (*low & 0xfff) | 1;
}

/* An address and the length of its prefix, host bits cleared. */
static uint8_t make_prefix4(tamis_address *address, uint64_t seed,
                            uint64_t item, size_t crowds)
{
    struct random_stream random = random_open(seed, item);
    uint32_t number;
    uint8_t length = 32;

    if (item % 6 == 5) {
        length =
            pick_length(&random, lengths4, sizeof lengths4 / sizeof *lengths4);
        number =
            random_address4(&random) & (uint32_t)(0xffffffffu << (32 - length));
    } else if (random_chance(&random, 0.33)) {
        struct random_stream crowd =
            random_open(seed ^ 0x63726f7764, random_below(&random, crowds));

        number = (random_address4(&crowd) & 0xffffff00u) |
                 (uint32_t)random_below(&random, 256);
    } else {
        number = random_address4(&random);
    }
    put_address4(address, number);
    return length;
}

static uint8_t make_prefix6(tamis_address *address, uint64_t seed,
                            uint64_t item)
{
    struct random_stream random = random_open(seed, item);
    uint64_t high, low;
    uint8_t length;

    random_address6(&random, &high, &low);
    if (item % 2 == 0)
        length = random_chance(&random, 0.66) ? 128 : 64;
    else
        length =
            pick_length(&random, lengths6, sizeof lengths6 / sizeof *lengths6);
    if (length <= 64) {
        low = 0;
        high &= UINT64_MAX << (64 - length);
    }
    put_address6(address, high, low);
    return length;
}

static int compare_keys(const void *a, const void *b)
{
    return memcmp(a, b, 17); /* address, then length: as the oracle wants */
}

/* Sorts the candidates, drops duplicates; returns how many are left. */
static size_t drop_duplicates(uint8_t *keys, size_t count)
{
    size_t kept = 0;

    qsort(keys, count, 17, compare_keys);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || memcmp(keys + i * 17, keys + kept * 17 - 17, 17) != 0)
            memmove(keys + kept++ * 17, keys + i * 17, 17);
    return kept;
}

static void set_key(struct key_list *list, size_t n, const uint8_t *key)
{
    uint32_t length = key[16] + (list->kind == KEY_IPV4 ? 96u : 0u);

    memcpy(list->addresses[n].bytes, key, 16);
    list->lengths[n] = key[16];
    list->values[n] = key_value_of_address(&list->addresses[n], length);
    if (list->ipv4)
        list->ipv4[n] = (uint32_t)address_number(&list->addresses[n]).low;
}

void synthetic_prefixes(struct key_list *list, enum key_kind kind, size_t count,
                        uint64_t seed)
{
    size_t candidate_count = count + count / 8 + 16;
    uint8_t *keys = memory_get(candidate_count, 17);
    tamis_address address;
    size_t kept;

    key_list_open(list, kind, count, true);
    for (size_t i = 0; i < candidate_count; i++) {
        keys[i * 17 + 16] =
            kind == KEY_IPV4 ? make_prefix4(&address, seed, i, count / 64 + 1)
                             : make_prefix6(&address, seed, i);
        memcpy(keys + i * 17, address.bytes, 16);
    }
    kept = drop_duplicates(keys, candidate_count);
    if (list->count > kept)
        list->count = kept;
    /* What is too much goes evenly, so that no range is cut off. */
    for (size_t i = 0; i < list->count; i++)
        set_key(list, i, keys + (uint64_t)i * kept / list->count * 17);
    free(keys);
}

/* An address under a listed prefix, anything in the bits below. */
static void make_covered(tamis_address *address, struct random_stream *random,
                         const struct key_list *listed, size_t n)
{
    struct address_number start = address_number(&listed->addresses[n]);
    uint32_t length =
        listed->lengths[n] + (listed->kind == KEY_IPV4 ? 96u : 0u);
    struct address_number last = address_last(start, length);

    put_address6(address,
                 start.high | (random_next(random) & (start.high ^ last.high)),
                 start.low | (random_next(random) & (start.low ^ last.low)));
}

/* Clean: IPv4 anywhere; IPv6 in the allocations or, one in four, anywhere. */
static void make_clean(tamis_address *address, struct random_stream *random,
                       enum key_kind kind)
{
    uint64_t high, low;

    if (kind == KEY_IPV4) {
        put_address4(address, random_address4(random));
        return;
    }
    random_address6(random, &high, &low);
    if (random_chance(random, 0.25))
        high = random_next(random) >> 3 | UINT64_C(1) << 61;
    put_address6(address, high, low);
}

void synthetic_address_queries(struct query_list *queries,
                               const struct key_list *listed, uint64_t seed)
{
    struct prefix_oracle oracle;
    uint64_t tries = 0;

    prefix_oracle_open(&oracle, listed);
    for (size_t i = 0; i < queries->keys.count; i++) {
        struct random_stream random = random_open(seed + 1, i);
        tamis_address *address = &queries->keys.addresses[i];
        uint32_t value = KEY_ABSENT;

        if (listed->count && random_chance(&random, queries->hit_share)) {
            size_t n = (size_t)random_below(&random, listed->count);

            make_covered(address, &random, listed, n);
            value = prefix_oracle_find(&oracle, address);
        } else {
            do
                make_clean(address, &random, listed->kind);
            while (prefix_oracle_find(&oracle, address) != KEY_ABSENT &&
                   tries++ < 100 * queries->keys.count);
            value = prefix_oracle_find(&oracle, address);
        }
        if (queries->keys.ipv4)
            queries->keys.ipv4[i] = (uint32_t)address_number(address).low;
        query_list_expect(queries, i, value);
    }
    prefix_oracle_close(&oracle);
}
