/* SPDX-License-Identifier: BSD-2-Clause */
/* Tables over fingerprints: what stands for a key, that every listed key is
 * found by it, and what the builder does with keys that it could not part. */
#include "index/key_fingerprint.h"

#include "base/memory.h"
#include "base/slice.h"
#include "built_index.h"
#include "key_set.h"
#include "support/random.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Three keys of four are at home in a quarter of the lines. */
static uint64_t hash_crowded(const void *key, size_t size, uint64_t seed)
{
    uint64_t hash = exact_table_hash(key, size, seed);

    return hash & 3 ? hash >> 2 : hash;
}

/* Made to collide under the first seed, and under no other. */
static uint64_t hash_crafted(const void *key, size_t size, uint64_t seed)
{
    uint64_t hash = exact_table_hash(key, size, seed);

    return seed == EXACT_TABLE_FIRST_SEED
               ? hash % 300 * UINT64_C(0xd94d049bb13311)
               : hash;
}

/* Few hashes, so that different keys share one, whatever the seed. */
static uint64_t hash_poor(const void *key, size_t size, uint64_t seed)
{
    return (exact_table_hash(key, size, seed) & 255) *
           UINT64_C(0x0101010101010101);
}

/* A table over the fingerprints of a set, as a file has it. */
struct made {
    struct buffer out;
    uint32_t *order;
    uint8_t *fingerprints;
    struct exact_table table;
};

static void open_table(struct made *made, const struct key_store *keys,
                       const struct key_store *kept)
{
    tamis_error error = {0};

    cr_assert_eq(exact_table_open(&made->table, made->out.bytes, made->out.size,
                                  kept, usable_kernels(0), &error),
                 TAMIS_OK, "%s", error.message);
    cr_assert_eq(kept->count, keys->count);
    cr_assert_eq(
        exact_table_check_hashed(&made->table, exact_table_hash, &error),
        TAMIS_OK, "%s", error.message);
}

static void make(struct made *made, struct key_set *set,
                 const struct exact_input *how)
{
    struct key_store keys = key_set_store(set), kept;
    struct exact_input input = *how;
    uint32_t size = how->fingerprint_size;
    tamis_error error = {0};

    input.keys = &keys;
    buffer_init(&made->out, &memory_default);
    made->order = calloc(set->count + 1, sizeof *made->order);
    made->fingerprints = malloc(((size_t)set->count + 1) * size);
    cr_assert_eq(built_index_exact(&memory_default, &input, made->order,
                                   &made->out, &error),
                 TAMIS_OK, "%s", error.message);
    for (uint32_t slot = 0; slot < keys.count; slot++)
        key_fingerprint_write(how->form,
                              key_store_get(&keys, made->order[slot]),
                              made->fingerprints + (size_t)slot * size, size);
    kept = (struct key_store){.bytes = made->fingerprints,
                              .bytes_size = (uint64_t)keys.count * size,
                              .key_size = size,
                              .count = keys.count,
                              .form = how->form};
    open_table(made, &keys, &kept);
}

static void end(struct made *made)
{
    buffer_release(&made->out);
    free(made->order);
    free(made->fingerprints);
}

/* The slots of a key are those of equal keys, and no others. */
static void expect_found(const struct made *made, const struct key_store *keys,
                         exact_hash_function *hash, tamis_slice key)
{
    uint64_t hashed = hash(key.data, key.size, made->table.seed);
    struct exact_search search;
    uint32_t listed = 0, found = 0;
    uint32_t slot = exact_table_find_hashed(&made->table, hashed, key.data,
                                            key.size, &search);

    for (; slot != SLOT_NONE; found++) {
        cr_assert(slice_equal(key_store_get(keys, made->order[slot]), key));
        slot = exact_table_find_next(&made->table, key.data, key.size, &search);
    }
    for (uint32_t n = 0; n < keys->count; n++)
        listed += slice_equal(key_store_get(keys, n), key);
    cr_assert_eq(found, listed);
}

static void add_random_keys(struct random *random, struct key_set *set,
                            uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        char key[40];
        size_t size = random_between(random, 1, sizeof key);

        random_text(random, key, size, "abcdefgh");
        for (uint64_t copies = random_below(random, 3); copies < 3; copies++)
            key_set_add(set, key, size, (uint32_t)i);
    }
    key_set_sort(set, false);
}

static void check_random(struct random *random, exact_hash_function *hash)
{
    struct exact_input how = {.hash = hash, .form = KEY_FORM_HASHED};
    struct key_set set;
    struct key_store keys;
    struct made made;

    how.fingerprint_size = (uint32_t)random_between(random, 8, 16);
    key_set_open(&set, 0);
    add_random_keys(random, &set, random_between(random, 1, 600));
    make(&made, &set, &how);
    keys = key_set_store(&set);
    for (uint32_t n = 0; n < keys.count; n++)
        expect_found(&made, &keys, hash, key_store_get(&keys, n));
    for (int n = 0; n < 100; n++)
        expect_found(&made, &keys, hash, slice_make(&"0123456789"[n % 10], 1));
    end(&made);
    key_set_close(&set);
}

Test(key_fingerprint, every_key_is_found_by_its_fingerprint)
{
    struct random random;

    random_begin(&random, "key_fingerprint");
    for (int round = 0; round < 60; round++) {
        check_random(&random, exact_table_hash);
        check_random(&random, hash_crowded);
        check_random(&random, hash_crafted);
    }
}

static enum key_form decide(exact_hash_function *hash, enum key_form form,
                            uint64_t *seed)
{
    struct key_store keys;
    struct exact_input input = {
        .keys = &keys, .hash = hash, .form = form, .fingerprint_size = 8};
    struct exact_build build;
    struct key_set set;
    tamis_error error;

    key_set_open(&set, 0);
    for (unsigned n = 0; n < 600; n++) {
        char key[64];

        snprintf(key, sizeof key, "a key of %u that is long enough", n);
        key_set_add_text(&set, key, 0);
    }
    key_set_sort(&set, false);
    keys = key_set_store(&set);
    cr_assert_eq(exact_build_open(&build, &memory_default, &input, &error),
                 TAMIS_OK, "%s", error.message);
    form = build.input.form;
    *seed = build.seed;
    exact_build_close(&build);
    key_set_close(&set);
    return form;
}

Test(key_fingerprint, keys_that_cannot_be_parted_are_kept_whole)
{
    uint64_t seed;

    cr_expect_eq(decide(exact_table_hash, KEY_FORM_HASHED, &seed),
                 KEY_FORM_HASHED);
    cr_expect_eq(seed, EXACT_TABLE_FIRST_SEED);
    cr_expect_eq(decide(hash_crafted, KEY_FORM_HASHED, &seed), KEY_FORM_HASHED);
    cr_expect_neq(seed, EXACT_TABLE_FIRST_SEED);
    cr_expect_eq(decide(hash_crafted, KEY_FORM_WHOLE, &seed), KEY_FORM_WHOLE);
    cr_expect_eq(seed, EXACT_TABLE_FIRST_SEED);
    cr_expect_eq(decide(hash_poor, KEY_FORM_HASHED, &seed), KEY_FORM_WHOLE);
    cr_expect_eq(decide(hash_poor, KEY_FORM_PREFIX, &seed), KEY_FORM_PREFIX);
}

Test(key_fingerprint, fingerprints_are_what_the_format_says)
{
    static const uint8_t hashed[] = {0x27, 0x40, 0xf4, 0x81, 0x5a, 0x2c,
                                     0x2c, 0x43, 0x47, 0x72, 0xbe, 0x18};
    uint8_t fingerprint[KEY_FINGERPRINT_SIZE_MAX];

    key_fingerprint_write(KEY_FORM_HASHED, slice_make("new.org", 7),
                          fingerprint, sizeof hashed);
    cr_expect_arr_eq(fingerprint, hashed, sizeof hashed);
    key_fingerprint_write(KEY_FORM_PREFIX, slice_make("0123456789abcdef", 16),
                          fingerprint, 8);
    cr_expect_arr_eq(fingerprint, "01234567", 8);
}

Test(key_fingerprint, it_fits_its_own_key_alone)
{
    struct key_store store = {.bytes = (const uint8_t *)"01234567abcdefgh",
                              .bytes_size = 16,
                              .key_size = 8,
                              .count = 2,
                              .form = KEY_FORM_PREFIX};

    cr_expect(key_fingerprint_fits(&store, 0, "0123456789", 10));
    cr_expect_not(key_fingerprint_fits(&store, 0, "0123456x89", 10));
    cr_expect_not(key_fingerprint_fits(&store, 1, "0123456789", 10));
    cr_expect_not(key_fingerprint_fits(&store, 2, "0123456789", 10));
    cr_expect_not(key_fingerprint_fits(&store, SLOT_NONE, "0123456789", 10));
    cr_expect_not(key_fingerprint_fits(&store, 0, "0123", 4));
    cr_expect_not(key_fingerprint_fits(&store, 0, "", 0));
    store.form = KEY_FORM_HASHED;
    cr_expect_not(key_fingerprint_fits(&store, 0, "0123456789", 10));
}
