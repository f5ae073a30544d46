/* SPDX-License-Identifier: BSD-2-Clause */
/* A real routing table: how prefixes nest outside of a test's imagination. */
#include "base/memory.h"
#include "index/prefix_table.h"
#include "index/prefix_table_build.h"
#include "key_set.h"
#include "simd/kernels.h"
#include "support/random.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#define DATA "../shared/data/prefixes/prefixes.txt.gz"

#ifdef HAVE_ZLIB
#include <zlib.h>

static bool add_line(struct key_set *set, char *line)
{
    char *slash = strchr(line, '/');
    uint8_t key[17];
    int family = set->key_size == 5 ? AF_INET : AF_INET6;

    if (!slash)
        return false;
    *slash = 0;
    if (inet_pton(family, line, key) != 1)
        return false;
    key[set->key_size - 1] = (uint8_t)atoi(slash + 1);
    key_set_add(set, key, set->key_size, 0);
    return true;
}

static bool read_prefixes(struct key_set *ipv4, struct key_set *ipv6)
{
    char line[128];
    gzFile file = gzopen(DATA, "rb");

    if (!file)
        return false;
    while (gzgets(file, line, sizeof line))
        cr_assert(add_line(strchr(line, ':') ? ipv6 : ipv4, line), "%s", line);
    gzclose(file);
    return true;
}
#else
static bool read_prefixes(struct key_set *ipv4, struct key_set *ipv6)
{
    (void)ipv4;
    (void)ipv6;
    return false;
}
#endif

static void expect_covered(const struct prefix_table *table,
                           const struct model *model, const uint8_t *address)
{
    size_t size = table->shape.address_size;
    uint32_t slot = prefix_table_find(table, address);
    int length = (int)size * 8;

    for (;;) {
        uint32_t expected = MODEL_NONE;

        if (length >= 0)
            expected =
                model_find_prefix(model, address, size, (unsigned)length);
        cr_assert_eq(slot, expected);
        if (slot == SLOT_NONE)
            break;
        length = model->keys[slot].bytes[size] - 1;
        slot = prefix_table_parent(table, slot);
    }
}

static void expect_table(struct key_set *set, size_t size_max)
{
    struct random random;
    struct key_store keys;
    struct model model;
    struct buffer out;
    struct prefix_table table;
    tamis_error error = {0};
    uint32_t *order = calloc(set->count, sizeof *order);

    random_begin(&random, "real prefixes");
    key_set_sort(set, true);
    keys = key_set_store(set);
    model = key_set_model(set);
    buffer_init(&out, &memory_default);
    cr_assert_eq(prefix_table_build(&memory_default, &keys, set->key_size - 1,
                                    order, &out, &error),
                 TAMIS_OK, "%s", error.message);
    cr_assert_leq(out.size, size_max * set->count, "%zu bytes for %u prefixes",
                  out.size, set->count);
    cr_assert_eq(prefix_table_open(&table, out.bytes, out.size, &keys,
                                   kernels_pick_limited(0), NULL),
                 TAMIS_OK);
    cr_assert_eq(prefix_table_check(&table, &error), TAMIS_OK, "%s",
                 error.message);
    /* Each prefix is its own longest match, or one inside of it is. */
    for (uint32_t slot = 0; slot < set->count; slot++) {
        const uint8_t *key = model.keys[slot].bytes;

        cr_assert_eq(prefix_table_find_prefix(&table, key,
                                              key[table.shape.address_size]),
                     slot);
    }
    for (unsigned i = 0; i < 60; i++) {
        uint8_t address[16];

        random_bytes(&random, address, sizeof address);
        if (i % 3)
            memcpy(address,
                   model.keys[random_below(&random, model.count)].bytes, 3);
        expect_covered(&table, &model, address);
    }
    buffer_release(&out);
    free(order);
}

Test(real_prefixes, a_routing_table_answers_as_the_model_does, .timeout = 240)
{
    struct key_set ipv4, ipv6;

    key_set_open(&ipv4, 5);
    key_set_open(&ipv6, 17);
    if (read_prefixes(&ipv4, &ipv6)) {
        cr_assert_eq(ipv4.count, 901899);
        cr_assert_eq(ipv6.count, 160147);
        expect_table(&ipv4, 19);
        expect_table(&ipv6, 26);
    } else {
        fprintf(stderr, "real_prefixes: skipped, no " DATA " or no zlib\n");
    }
    key_set_close(&ipv4);
    key_set_close(&ipv6);
}
