/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/prefix_table.h"

#include "base/memory.h"
#include "index/prefix_table_build.h"
#include "key_set.h"
#include "simd/kernels.h"
#include "support/failing_allocator.h"
#include "support/random.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <stdlib.h>

struct built {
    struct buffer out;
    struct prefix_table table;
    struct model model;
};

static void build_table(struct built *built, struct key_set *set)
{
    struct key_store keys;
    tamis_error error = {0};
    uint32_t *order = calloc(set->count + 1, sizeof *order);

    key_set_sort(set, true);
    keys = key_set_store(set);
    buffer_init(&built->out, &memory_default);
    cr_assert_eq(prefix_table_build(&memory_default, &keys, set->key_size - 1,
                                    order, &built->out, &error),
                 TAMIS_OK, "%s", error.message);
    for (uint32_t slot = 0; slot < set->count; slot++)
        cr_assert_eq(order[slot], slot);
    cr_assert_eq(prefix_table_open(&built->table, built->out.bytes,
                                   built->out.size, &keys, &kernels_scalar,
                                   &error),
                 TAMIS_OK, "%s", error.message);
    cr_assert_eq(prefix_table_check(&built->table, &error), TAMIS_OK, "%s",
                 error.message);
    built->model = key_set_model(set);
    free(order);
}

static void add_bytes(struct key_set *set, const uint8_t *address,
                      unsigned length)
{
    uint8_t key[17] = {0};
    size_t size = set->key_size - 1;

    memcpy(key, address, size);
    for (unsigned bit = length; bit < size * 8; bit++)
        key[bit / 8] &= (uint8_t) ~(0x80u >> bit % 8);
    key[size] = (uint8_t)length;
    key_set_add(set, key, set->key_size, 0);
}

static void parse_address(const char *text, uint8_t *address)
{
    int family = strchr(text, ':') ? AF_INET6 : AF_INET;

    cr_assert_eq(inet_pton(family, text, address), 1, "%s", text);
}

/* "10.0.0.0/8" */
static void add_text(struct key_set *set, const char *text)
{
    char copy[64];
    uint8_t address[16];
    char *slash;

    strcpy(copy, text);
    slash = strchr(copy, '/');
    *slash = 0;
    parse_address(copy, address);
    add_bytes(set, address, (unsigned)atoi(slash + 1));
}

/* Nine lanes, so that kernels take both their ways; the last one is ours. */
static void expect_kernels(const struct built *built, const uint8_t *address,
                           uint32_t slot)
{
    enum { LANES = 9 };
    struct prefix_table table;
    uint32_t size = built->table.shape.address_size;
    uint8_t addresses[LANES * 16] = {0};
    uint32_t slots[LANES];
    const struct kernels *kernels;
    static uint32_t features; /* asking for them takes long in some machines */

    if (!features)
        features = cpu_features();
    memcpy(addresses + (LANES - 1) * size, address, size);
    addresses[0] = address[0];
    for (size_t n = 0; (kernels = kernels_get(n)) != NULL; n++) {
        if (kernels->required & ~features)
            continue;
        prefix_table_open(&table, built->out.bytes, built->out.size,
                          &built->table.keys, kernels, NULL);
        cr_assert_eq(prefix_table_find(&table, address), slot, "%s",
                     kernels->name);
        prefix_table_find_batch(&table, LANES, addresses, size, slots);
        cr_assert_eq(slots[LANES - 1], slot, "%s", kernels->name);
    }
}

/* The longest, every parent, and the longest of each length. */
static void expect_same(const struct built *built, const uint8_t *address)
{
    uint32_t size = built->table.shape.address_size;
    uint32_t slot = prefix_table_find(&built->table, address);
    int length = (int)size * 8;

    expect_kernels(built, address, slot);
    for (;;) {
        uint32_t expected = MODEL_NONE;

        if (length >= 0)
            expected = model_find_prefix(&built->model, address, size,
                                         (unsigned)length);
        cr_assert_eq(slot, expected, "slot %u and not %u", slot, expected);
        if (slot == SLOT_NONE)
            break;
        length = built->model.keys[slot].bytes[size] - 1;
        slot = prefix_table_parent(&built->table, slot);
    }
}

static void expect_prefix(const struct built *built, const uint8_t *address,
                          unsigned length)
{
    cr_assert_eq(prefix_table_find_prefix(&built->table, address, length),
                 model_find_prefix(&built->model, address,
                                   built->table.shape.address_size, length));
}

/* The first and last address of each prefix and those beside them. */
static void expect_same_at_ends(const struct built *built)
{
    size_t size = built->table.shape.address_size;

    for (size_t slot = 0; slot < built->model.count; slot++) {
        const uint8_t *key = built->model.keys[slot].bytes;
        uint8_t last[16], address[16];

        memcpy(last, key, size);
        for (unsigned bit = key[size]; bit < size * 8; bit++)
            last[bit / 8] |= (uint8_t)(0x80u >> bit % 8);
        expect_same(built, key);
        expect_same(built, last);
        memcpy(address, key, size);
        for (size_t i = size; i-- > 0 && address[i]-- == 0;)
            ;
        expect_same(built, address);
        for (size_t i = size; i-- > 0 && ++last[i] == 0;)
            ;
        expect_same(built, last);
        for (unsigned length = 0; length <= size * 8; length += 4)
            expect_prefix(built, key, length);
    }
}

static void expect_list(const char *const *prefixes, const char *const *asked)
{
    struct key_set set;
    struct built built;

    key_set_open(&set, strchr(prefixes[0], ':') ? 17 : 5);
    for (; *prefixes; prefixes++)
        add_text(&set, *prefixes);
    build_table(&built, &set);
    expect_same_at_ends(&built);
    for (; *asked; asked++) {
        uint8_t address[16];

        parse_address(*asked, address);
        expect_same(&built, address);
    }
    buffer_release(&built.out);
    key_set_close(&set);
}

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

Test(prefix_table, no_prefixes_are_no_bytes_and_find_nothing)
{
    struct key_set set;
    struct built built;
    uint32_t slots[3] = {0, 0, 0};
    uint8_t addresses[12] = {0};

    key_set_open(&set, 5);
    build_table(&built, &set);
    cr_assert_eq(built.out.size, 0);
    cr_assert_eq(prefix_table_find(&built.table, addresses), SLOT_NONE);
    cr_assert_eq(prefix_table_parent(&built.table, 0), SLOT_NONE);
    cr_assert_eq(prefix_table_find_prefix(&built.table, addresses, 32),
                 SLOT_NONE);
    prefix_table_find_batch(&built.table, 3, addresses, 4, slots);
    cr_assert_eq(slots[2], SLOT_NONE);
    key_set_close(&set);
}

Test(prefix_table, the_shortest_and_the_longest_prefixes)
{
    expect_list(LIST("0.0.0.0/0"), LIST("0.0.0.0", "255.255.255.255"));
    expect_list(LIST("0.0.0.0/32"), LIST("0.0.0.0", "0.0.0.1"));
    expect_list(LIST("255.255.255.255/32"), LIST("255.255.255.254"));
    expect_list(LIST("0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "0.0.0.0/32",
                     "255.255.255.255/32"),
                LIST("127.255.255.255", "128.0.0.0"));
    expect_list(LIST("::/0"), LIST("::", "ffff::"));
    expect_list(LIST("::/128"), LIST("::", "::1"));
    expect_list(LIST("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128"),
                LIST("ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe", "::"));
    expect_list(
        LIST("::/0", "::/128", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128"),
        LIST("1::", "ffff::"));
}

Test(prefix_table, prefixes_around_the_64th_bit)
{
    expect_list(LIST("2001:db8::/32", "2001:db8::/63", "2001:db8::/64",
                     "2001:db8::/65", "2001:db8::/66", "2001:db8::/128",
                     "2001:db8::1/128", "2001:db8:0:1::/64",
                     "2001:db8:0:2::/127", "2001:db8:0:2::/128",
                     "2001:db8:0:2::1/128", "2001:db8:0:3::5/128"),
                LIST("2001:db8::2", "2001:db8:0:0:8000::", "2001:db8:0:4::",
                     "2001:db8:0:3::4", "2001:db8:0:3::6"));
    /* One deep prefix alone, at the edges of its 64 bits, and two halves. */
    expect_list(LIST("2001:db8::/65"), LIST("2001:db8::", "2001:db8:0:1::"));
    expect_list(LIST("2001:db8::8000:0:0:0/65"), LIST("2001:db8:0:1::"));
    expect_list(LIST("2001:db8::/65", "2001:db8::8000:0:0:0/65"),
                LIST("2001:db8:0:1::"));
    expect_list(LIST("2001:db8::8000:0:0:0/65", "2001:db8:0:1::/64"),
                LIST("2001:db8:0:1::", "2001:db8:0:2::"));
    expect_list(LIST("2001:db8::8000:0:0:0/65", "2001:db8:0:1::/65",
                     "2001:db8:0:1:8000::/65"),
                LIST("2001:db8:0:1::", "2001:db8:0:2::"));
}

Test(prefix_table, a_chain_of_every_length_is_walked_to_its_end)
{
    for (uint32_t size = 4; size <= 16; size += 12) {
        struct key_set set;
        struct built built;
        uint8_t address[16];
        uint32_t slot, steps = 0;

        memset(address, 0xa5, sizeof address);
        key_set_open(&set, size + 1);
        for (unsigned length = 0; length <= size * 8; length++)
            add_bytes(&set, address, length);
        build_table(&built, &set);
        expect_same(&built, address);
        expect_same_at_ends(&built);
        for (slot = prefix_table_find(&built.table, address); slot != SLOT_NONE;
             slot = prefix_table_parent(&built.table, slot))
            steps++;
        cr_assert_eq(steps, size * 8 + 1);
        buffer_release(&built.out);
        key_set_close(&set);
    }
}

Test(prefix_table, whole_networks_listed_address_by_address)
{
    struct key_set set;
    struct built built;

    key_set_open(&set, 5);
    add_text(&set, "10.0.0.0/22");
    for (unsigned i = 0; i < 1024; i++)
        add_bytes(&set, (const uint8_t[]){10, 0, (uint8_t)(i >> 8), (uint8_t)i},
                  32);
    build_table(&built, &set);
    expect_same_at_ends(&built);
    buffer_release(&built.out);
    key_set_close(&set);
}

/* Few distinct bits, so that prefixes nest and touch. */
static void random_address(struct random *random, uint8_t *address, size_t size)
{
    static const uint8_t few[] = {0x00, 0xff, 0x80, 0x01, 0x7f, 0xfe};

    random_bytes(random, address, size);
    for (size_t i = 0; i < size; i++) {
        if (!random_one_in(random, 5))
            address[i] = few[random_below(random, i % 4 ? 2 : sizeof few)];
    }
}

Test(prefix_table, small_sets_answer_as_the_model_does, .timeout = 240)
{
    struct random random;

    random_begin(&random, "prefix_table small sets");
    for (unsigned round = 0; round < 1500; round++) {
        uint32_t size = round % 2 ? 4 : 16;
        struct key_set set;
        struct built built;
        uint64_t count = random_between(&random, 1, 40);
        uint8_t address[16];

        key_set_open(&set, size + 1);
        for (uint64_t i = 0; i < count; i++) {
            random_address(&random, address, size);
            add_bytes(&set, address,
                      (unsigned)random_below(&random, size * 8 + 1));
        }
        build_table(&built, &set);
        expect_same_at_ends(&built);
        for (unsigned i = 0; i < 30; i++) {
            random_address(&random, address, size);
            expect_same(&built, address);
            expect_prefix(&built, address,
                          (unsigned)random_below(&random, size * 8 + 1));
        }
        buffer_release(&built.out);
        key_set_close(&set);
    }
}

/* first_max: 1 where all lie in 20::/8 or 32.0.0.0/8. */
static void expect_large(struct random *random, uint32_t size,
                         uint32_t prefixes, uint8_t first_max, size_t size_max)
{
    enum { ASKED = 3000, MODELLED = 100 };
    static uint8_t addresses[ASKED * 20];
    static uint32_t slots[ASKED];
    struct key_set set;
    struct built built;
    struct prefix_table other;
    size_t stride = size + 4;

    key_set_open(&set, size + 1);
    for (uint32_t i = 0; i < prefixes; i++) {
        uint8_t address[16];

        random_bytes(random, address, size);
        address[0] = (uint8_t)(0x20 + random_below(random, first_max));
        add_bytes(&set, address,
                  random_one_in(random, 4)
                      ? (unsigned)random_between(random, 12, size * 8)
                      : size * 8);
    }
    build_table(&built, &set);
    cr_assert_leq(built.out.size, size_max * built.model.count);
    for (uint32_t i = 0; i < ASKED; i++) {
        uint8_t *address = addresses + i * stride;

        random_bytes(random, address, size);
        address[0] = (uint8_t)(0x20 + random_below(random, first_max));
        if (i % 2)
            memcpy(
                address,
                built.model.keys[random_below(random, built.model.count)].bytes,
                size);
    }
    for (size_t n = 0; kernels_get(n); n++) {
        if (kernels_get(n)->required & ~cpu_features())
            continue;
        prefix_table_open(&other, built.out.bytes, built.out.size,
                          &built.table.keys, kernels_get(n), NULL);
        prefix_table_find_batch(&other, ASKED, addresses, stride, slots);
        for (uint32_t i = 0; i < ASKED; i++)
            cr_assert_eq(slots[i], prefix_table_find(&built.table,
                                                     addresses + i * stride));
    }
    for (uint32_t i = 0; i < MODELLED; i++)
        expect_same(&built, addresses + i * stride);
    buffer_release(&built.out);
    key_set_close(&set);
}

Test(prefix_table, large_sets_answer_in_batches, .timeout = 240)
{
    struct random random;

    random_begin(&random, "prefix_table large sets");
    /* A root of 8 bits, of 16, and of 16 for IPv6. */
    expect_large(&random, 4, 5000, 1, 40);
    expect_large(&random, 4, 150000, 1, 56);
    expect_large(&random, 16, 100000, 1, 40);
    /* Where most of what is asked is clean. */
    expect_large(&random, 4, 200000, 200, 56);
}

Test(prefix_table, keys_that_are_not_sorted_prefixes_are_refused)
{
    static const uint8_t faults[][2][5] = {
        {{10, 0, 0, 0, 8}, {10, 0, 0, 0, 8}},   /* twice */
        {{11, 0, 0, 0, 8}, {10, 0, 0, 0, 8}},   /* not sorted */
        {{10, 0, 0, 0, 9}, {10, 0, 0, 0, 8}},   /* the longer first */
        {{10, 0, 0, 0, 8}, {11, 0, 0, 1, 8}},   /* host bits */
        {{10, 0, 0, 0, 8}, {11, 0, 0, 0, 33}},  /* too long */
        {{10, 0, 0, 0, 8}, {11, 0, 0, 0, 255}}, /* too long by far */
    };

    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct key_store keys = {
            .bytes = faults[i][0], .bytes_size = 10, .key_size = 5, .count = 2};
        struct buffer out;
        uint32_t order[2];
        tamis_error error;

        buffer_init(&out, &memory_default);
        cr_assert_eq(
            prefix_table_build(&memory_default, &keys, 4, order, &out, &error),
            TAMIS_ERROR_ARGUMENT, "%zu", i);
        cr_assert_eq(out.size, 0);
        cr_assert_eq(
            prefix_table_build(&memory_default, &keys, 5, order, &out, NULL),
            TAMIS_ERROR_ARGUMENT);
        buffer_release(&out);
    }
}

Test(prefix_table, a_build_without_memory_leaves_out_as_it_was)
{
    const uint8_t bytes[] = {10, 0, 0, 0, 8};
    struct key_store keys = {
        .bytes = bytes, .bytes_size = 5, .key_size = 5, .count = 1};

    for (uint64_t n = 1;; n++) {
        struct failing_allocator failing;
        struct buffer out;
        uint32_t order[1];
        tamis_status status;

        failing_allocator_begin(&failing, n);
        buffer_init(&out, &failing.allocator);
        status =
            prefix_table_build(&failing.allocator, &keys, 4, order, &out, NULL);
        cr_assert_eq(status,
                     failing.has_failed ? TAMIS_ERROR_MEMORY : TAMIS_OK);
        cr_assert_eq(out.size == 0, failing.has_failed);
        buffer_release(&out);
        cr_assert_eq(failing.live_count, 0);
        if (!failing.has_failed)
            break;
    }
}
