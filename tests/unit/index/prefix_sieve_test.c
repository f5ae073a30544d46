/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/prefix_sieve.h"

#include "index/prefix_map.h"
#include "key_set.h"
#include "support/random.h"

#include <criterion/criterion.h>
#include <stdlib.h>

struct listed {
    uint32_t first, last;
    unsigned length;
};

static struct listed load_listed(const struct key_set *set, uint32_t n)
{
    const uint8_t *key = set->bytes + (size_t)n * 5;
    struct listed listed = {load_be32(key), 0, key[4]};

    listed.last =
        listed.first | (uint32_t)(UINT64_C(0xffffffff) >> listed.length);
    return listed;
}

static void add_prefix(struct key_set *set, uint32_t address, unsigned length)
{
    uint8_t key[5];

    address &= ~(uint32_t)(UINT64_C(0xffffffff) >> length);
    for (unsigned i = 0; i < 4; i++)
        key[i] = (uint8_t)(address >> (24 - 8 * i));
    key[4] = (uint8_t)length;
    key_set_add(set, key, sizeof key, 0);
}

static bool is_covered(const struct key_set *set, uint32_t first, uint32_t last)
{
    for (uint32_t n = 0; n < set->count; n++) {
        struct listed listed = load_listed(set, n);

        if (listed.length < 32 && listed.first <= last && listed.last >= first)
            return true;
    }
    return false;
}

/* Is there a single address in the line that sets the n-th bit? */
static bool has_single(const struct key_set *set, unsigned bits, uint32_t line,
                       uint32_t n)
{
    for (uint32_t i = 0; i < set->count; i++) {
        struct listed listed = load_listed(set, i);
        uint32_t product = listed.first * UINT32_C(0x9e3779b1);

        if (listed.length == 32 && listed.first >> (32 - bits) == line &&
            (product >> 24 == n || (product >> 16 & 255) == n) &&
            !is_covered(set, listed.first, listed.first))
            return true;
    }
    return false;
}

static bool model_passes(const struct key_set *set, unsigned bits,
                         uint32_t address)
{
    uint32_t cell = UINT32_MAX >> (bits + 8), line = address >> (32 - bits);
    uint32_t product = address * UINT32_C(0x9e3779b1);

    return is_covered(set, address & ~cell, address | cell) ||
           (has_single(set, bits, line, product >> 24) &&
            has_single(set, bits, line, product >> 16 & 255));
}

/* Near what is listed, and anywhere. */
static uint32_t pick_address(struct random *random, const struct key_set *set)
{
    struct listed listed = load_listed(
        set, set->count ? (uint32_t)random_below(random, set->count) : 0);
    uint32_t any = (uint32_t)random_below(random, UINT64_C(1) << 32);

    switch (random_below(random, 5)) {
    case 0:
        return listed.first;
    case 1:
        return listed.last;
    case 2:
        return listed.last + 1;
    case 3:
        return listed.first ^ (any & 0x7ff);
    default:
        return any;
    }
}

static void make_set(struct random *random, struct key_set *set)
{
    uint64_t count = random_between(random, 1, 50);

    key_set_open(set, 5);
    add_prefix(set, (uint32_t)random_below(random, UINT64_C(1) << 32), 32);
    for (uint64_t i = 1; i < count; i++) {
        uint32_t address = random_one_in(random, 2)
                               ? pick_address(random, set)
                               : (uint32_t)random_below(random, 1 << 13) << 19;

        add_prefix(set, address,
                   random_one_in(random, 2)
                       ? 32
                       : (unsigned)random_between(random, 4, 31));
    }
    key_set_sort(set, true);
}

Test(prefix_sieve, it_passes_what_the_model_does, .timeout = 240)
{
    struct random random;

    random_begin(&random, "prefix_sieve");
    for (unsigned round = 0; round < 200; round++) {
        unsigned bits = round % 20 ? 10 : 16;
        size_t size = PREFIX_SIEVE_SIZE << bits;
        uint8_t *lines = calloc(1, size);
        struct key_set set;
        struct key_store keys;

        cr_assert_not_null(lines);
        make_set(&random, &set);
        keys = key_set_store(&set);
        prefix_sieve_fill(&keys, bits, lines);
        cr_assert(prefix_sieve_is_filled(&keys, bits, lines));
        for (unsigned i = 0; i < 300; i++) {
            uint32_t address = pick_address(&random, &set);

            cr_assert_eq(prefix_sieve_passes(lines, bits, address),
                         model_passes(&set, bits, address), "%08x of %u bits",
                         address, bits);
        }
        for (unsigned i = 0; i < 20; i++) {
            uint64_t bit = random_below(&random, size * 8);

            lines[bit / 8] ^= (uint8_t)(1u << bit % 8);
            cr_assert_not(prefix_sieve_is_filled(&keys, bits, lines));
            lines[bit / 8] ^= (uint8_t)(1u << bit % 8);
        }
        key_set_close(&set);
        free(lines);
    }
}

/* All that is listed and its neighbours. */
Test(prefix_map, a_bit_is_set_where_a_prefix_reaches_into_its_block)
{
    struct random random;

    random_begin(&random, "prefix_map");
    for (unsigned round = 0; round < 200; round++) {
        unsigned bits = round % 20 ? 10 : 20;
        size_t size = ((size_t)1 << bits) / 8;
        uint8_t *map = calloc(1, size);
        struct key_set set;
        struct key_store keys;

        cr_assert_not_null(map);
        make_set(&random, &set);
        keys = key_set_store(&set);
        prefix_map_fill(&keys, bits, map);
        cr_assert(prefix_map_is_filled(&keys, bits, map));
        for (unsigned i = 0; i < 300; i++) {
            uint32_t address = pick_address(&random, &set), expected = 0;
            uint32_t block = UINT32_MAX >> bits;

            for (uint32_t n = 0; n < set.count; n++) {
                struct listed listed = load_listed(&set, n);

                expected |= listed.first <= (address | block) &&
                            listed.last >= (address & ~block);
            }
            cr_assert_eq(prefix_map_get(map, bits, address), expected);
        }
        map[random_below(&random, size)] ^= 1;
        cr_assert_not(prefix_map_is_filled(&keys, bits, map));
        key_set_close(&set);
        free(map);
    }
}
