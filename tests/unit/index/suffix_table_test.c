/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/suffix_table.h"

#include "base/memory.h"
#include "base/slice.h"
#include "built_index.h"
#include "built_suffix.h"
#include "support/failing_allocator.h"
#include "support/random.h"

#include <tamis/indicator.h>

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#define EXACT      TAMIS_MODE_EXACT
#define SUFFIX     TAMIS_MODE_SUFFIX
#define SUBDOMAINS TAMIS_MODE_SUBDOMAINS

static struct suffix_input input_of(const struct key_store *keys,
                                    const struct key_set *set)
{
    return (struct suffix_input){.keys = keys,
                                 .modes = set->modes,
                                 .kernels = usable_kernels(0),
                                 .part_count = 2};
}

static void expect_same_with(const struct suffix_table *table,
                             const struct model *model, const char *name,
                             size_t size)
{
    struct suffix_match matches[SUFFIX_MATCH_MAX];
    struct model_match expected[SUFFIX_MATCH_MAX];
    tamis_slice asked = slice_make(name, size);
    size_t count = suffix_table_find(table, name, size, matches);
    size_t wanted =
        model_find_names(model, name, size, expected, SUFFIX_MATCH_MAX);
    uint32_t first = 0;

    cr_assert_eq(count, wanted, "%.*s: %zu matches and not %zu", (int)size,
                 name, count, wanted);
    for (size_t i = 0; i < count; i++) {
        cr_assert_eq(matches[i].slot, expected[i].slot, "%.*s, match %zu",
                     (int)size, name, i);
        cr_assert_eq(matches[i].mode, expected[i].mode);
        cr_assert_eq(matches[i].suffix_size, expected[i].suffix_size);
    }
    suffix_table_find_batch(table, 1, &asked, &first);
    cr_assert_eq(first, count ? matches[0].slot : SLOT_NONE);
    cr_assert(!count || suffix_table_filter(table, &asked, 1) == 1);
}

/* Under every table of kernels. */
static void expect_same(const struct suffix_table *table,
                        const struct model *model, const char *name,
                        size_t size)
{
    for (size_t n = 0; usable_kernels(n); n++) {
        struct suffix_table view = *table;

        view.names.kernels = usable_kernels(n);
        view.filter.kernels = usable_kernels(n);
        expect_same_with(&view, model, name, size);
    }
}

/* One listed name with one mode; what asking gives. */
static const struct {
    const char *listed;
    uint32_t mode;
    const char *asked;
    bool is_listed;
} cases[] = {
    {"evil.com", EXACT, "evil.com", true},
    {"evil.com", EXACT, "www.evil.com", false},
    {"evil.com", SUFFIX, "evil.com", true},
    {"evil.com", SUFFIX, "www.evil.com", true},
    {"evil.com", SUFFIX, "a.b.c.evil.com", true},
    {"evil.com", SUFFIX, "notevil.com", false},
    {"evil.com", SUFFIX, "evil.com.example", false},
    {"evil.com", SUFFIX, "vil.com", false},
    {"evil.com", SUFFIX, "com", false},
    {"evil.com", SUFFIX, "evil-com", false},
    {"evil.com", SUBDOMAINS, "evil.com", false},
    {"evil.com", SUBDOMAINS, "www.evil.com", true},
    {"com", SUFFIX, "com", true},
    {"com", SUFFIX, "evil.com", true},
    {"com", SUBDOMAINS, "com", false},
    /* Not names: a caller drops one trailing dot and folds the case. */
    {"evil.com", SUFFIX, "evil.com.", false},
    {"evil.com", SUFFIX, ".evil.com", false},
    {"evil.com", SUFFIX, "a..evil.com", false},
    {"evil.com", SUFFIX, "Evil.com", false},
    {"evil.com", SUFFIX, "", false},
    {"evil.com", SUFFIX, ".", false},
};

Test(suffix_table, whole_labels_match_as_the_mode_says)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct key_set set;
        struct built_suffix built;
        struct model model;
        struct suffix_match matches[SUFFIX_MATCH_MAX];
        const char *asked = cases[i].asked;

        key_set_open(&set, 0);
        key_set_add_text(&set, cases[i].listed, cases[i].mode);
        built_suffix_open(&built, &set);
        model = key_set_model(&built.slots);
        cr_assert_eq(
            suffix_table_find(&built.table, asked, strlen(asked), matches),
            cases[i].is_listed, "\"%s\" under %s", asked, cases[i].listed);
        expect_same(&built.table, &model, asked, strlen(asked));
        built_suffix_close(&built);
        key_set_close(&set);
    }
}

Test(suffix_table, exact_comes_first_then_suffix_then_subdomains_deepest_first)
{
    static const struct {
        const char *name;
        uint32_t mode;
    } expected[] = {
        {"a.b.c", EXACT}, {"a.b.c", SUFFIX},   {"b.c", SUFFIX},
        {"c", SUFFIX},    {"b.c", SUBDOMAINS}, {"c", SUBDOMAINS},
    };
    struct key_set set;
    struct built_suffix built;
    struct suffix_match matches[SUFFIX_MATCH_MAX];
    size_t count;

    key_set_open(&set, 0);
    for (uint32_t mode = 0; mode < 3; mode++) {
        key_set_add_text(&set, "c", mode);
        key_set_add_text(&set, "b.c", mode);
        key_set_add_text(&set, "a.b.c", mode);
        key_set_add_text(&set, "x.a.b.c", mode);
    }
    built_suffix_open(&built, &set);
    count = suffix_table_find(&built.table, "a.b.c", 5, matches);
    cr_assert_eq(count, sizeof expected / sizeof *expected);
    for (size_t i = 0; i < count; i++) {
        struct key_store keys = key_set_store(&built.slots);

        cr_assert(
            slice_is(key_store_get(&keys, matches[i].slot), expected[i].name));
        cr_assert_eq(matches[i].mode, expected[i].mode);
        cr_assert_eq(matches[i].suffix_size, strlen(expected[i].name));
    }
    built_suffix_close(&built);
    key_set_close(&set);
}

Test(suffix_table, no_names_are_no_bytes_and_find_nothing)
{
    struct key_set set;
    struct built_suffix built;
    struct model model = {NULL, 0};

    key_set_open(&set, 0);
    built_suffix_open(&built, &set);
    cr_assert_eq(built.out.size, 0);
    expect_same(&built.table, &model, "evil.com", 8);
    built_suffix_close(&built);
}

Test(suffix_table, a_name_of_127_labels_matches_at_every_depth)
{
    struct key_set set;
    struct built_suffix built;
    struct model model;
    char name[256] = "";
    struct suffix_match matches[SUFFIX_MATCH_MAX];

    key_set_open(&set, 0);
    for (unsigned label = 0; label < 127; label++) {
        memcpy(name + label * 2, label == 126 ? "x" : "x.", 2);
        for (uint32_t mode = 0; mode < 3; mode++)
            key_set_add(&set, name, label * 2 + 1, mode);
    }
    built_suffix_open(&built, &set);
    model = key_set_model(&built.slots);
    cr_assert_eq(suffix_table_find(&built.table, name, 253, matches),
                 1 + 127 + 126);
    expect_same(&built.table, &model, name, 253);
    built_suffix_close(&built);
    key_set_close(&set);
}

Test(suffix_table, names_longer_than_253_bytes_match_nothing)
{
    struct key_set set;
    struct built_suffix built;
    struct suffix_match matches[SUFFIX_MATCH_MAX];
    char name[300];

    key_set_open(&set, 0);
    key_set_add_text(&set, "com", SUFFIX);
    built_suffix_open(&built, &set);
    memset(name, 'a', sizeof name);
    memcpy(name + 249, ".com", 4);
    cr_assert_eq(suffix_table_find(&built.table, name, 253, matches), 1);
    memcpy(name + 249, "a.com", 5);
    cr_assert_eq(suffix_table_find(&built.table, name, 254, matches), 0);
    built_suffix_close(&built);
    key_set_close(&set);
}

/* Names over few labels, so that they are above each other; some malformed. */
static size_t random_name(struct random *random, char *name, bool is_asked)
{
    static const char *const labels[] = {"a",   "b", "com",       "evil",
                                         "www", "e", "xn--e1aybc"};
    size_t size = 0;
    uint64_t count = random_between(random, 1, is_asked ? 7 : 5);

    for (uint64_t i = 0; i < count; i++)
        size += (size_t)sprintf(name + size, "%s%s", i ? "." : "",
                                labels[random_below(random, 7)]);
    if (is_asked && random_one_in(random, 10))
        name[random_below(random, size)] = '.';
    return size;
}

Test(suffix_table, small_sets_answer_as_the_model_does, .timeout = 120)
{
    struct random random;

    random_begin(&random, "suffix_table small sets");
    for (unsigned round = 0; round < 3000; round++) {
        struct key_set set;
        struct built_suffix built;
        struct model model;
        uint64_t count = random_below(&random, 40);
        char name[300];

        key_set_open(&set, 0);
        for (uint64_t i = 0; i < count; i++)
            key_set_add(&set, name, random_name(&random, name, false),
                        (uint32_t)random_below(&random, 3));
        built_suffix_open(&built, &set);
        model = key_set_model(&built.slots);
        for (unsigned i = 0; i < 50; i++)
            expect_same(&built.table, &model, name,
                        random_name(&random, name, true));
        built_suffix_close(&built);
        key_set_close(&set);
    }
}

Test(suffix_table, a_large_set_answers_in_batches_as_one_by_one, .timeout = 120)
{
    enum { NAMES = 100000, ASKED = 1000, MODELLED = 30 };
    static char texts[ASKED][64];
    static tamis_slice asked[ASKED];
    static uint32_t slots[ASKED];
    struct random random;
    struct key_set set;
    struct built_suffix built;
    struct model model;
    size_t listed = 0;

    random_begin(&random, "suffix_table large set");
    key_set_open(&set, 0);
    for (uint32_t i = 0; i < NAMES; i++) {
        char name[64];
        int size = sprintf(name, "%sn%u.%s", i % 5 ? "" : "www.", i * 7,
                           i % 3 ? "com" : "co.uk");

        key_set_add(&set, name, (size_t)size, i % 3);
    }
    built_suffix_open(&built, &set);
    cr_assert_leq(built.out.size, NAMES * 8u);
    model = key_set_model(&built.slots);
    for (uint32_t i = 0; i < ASKED; i++) {
        int size = sprintf(texts[i], "%s%sn%u.%s",
                           random_one_in(&random, 3) ? "a.b.c.d.e.f.g." : "",
                           random_one_in(&random, 2) ? "www." : "",
                           (unsigned)random_below(&random, NAMES * 7 + 7),
                           random_one_in(&random, 2) ? "com" : "co.uk");

        asked[i] = slice_make(texts[i], (size_t)size);
    }
    suffix_table_find_batch(&built.table, ASKED, asked, slots);
    for (uint32_t i = 0; i < ASKED; i++) {
        struct suffix_match matches[SUFFIX_MATCH_MAX];
        size_t count = suffix_table_find(&built.table, asked[i].data,
                                         asked[i].size, matches);

        cr_assert_eq(slots[i], count ? matches[0].slot : SLOT_NONE);
        listed += count != 0;
        if (i < MODELLED)
            expect_same(&built.table, &model, asked[i].data, asked[i].size);
    }
    cr_assert_gt(listed, 0);
    cr_assert_lt(listed, ASKED);
    built_suffix_close(&built);
    key_set_close(&set);
}

Test(suffix_table, hash_and_depth_are_of_the_whole_name)
{
    char longest[255];

    memset(longest, 'a', sizeof longest);
    cr_assert_eq(suffix_name_depth("a", 1), 1);
    cr_assert_eq(suffix_name_depth("a.b.c", 5), 3);
    cr_assert_eq(suffix_name_depth("", 0), 0);
    cr_assert_eq(suffix_name_depth(".", 1), 0);
    cr_assert_eq(suffix_name_depth("a.", 2), 0);
    cr_assert_eq(suffix_name_depth(".a", 2), 0);
    cr_assert_eq(suffix_name_depth("a..b", 4), 0);
    cr_assert_eq(suffix_name_depth(longest, 253), 1);
    cr_assert_eq(suffix_name_depth(longest, 254), 0);
    cr_assert_neq(suffix_name_hash("a.bc", 4, 1),
                  suffix_name_hash("ab.c", 4, 1));
    cr_assert_neq(suffix_name_hash("a.bc", 4, 1),
                  suffix_name_hash("a.bc", 4, 2));
}

Test(suffix_table, names_that_cannot_be_asked_for_are_refused)
{
    static const struct {
        const char *name;
        uint32_t mode;
    } refused[] = {{"", EXACT},     {".", EXACT},   {"a.", EXACT},
                   {"a..b", EXACT}, {".a", SUFFIX}, {"a.b", TAMIS_MODE_PREFIX}};

    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct key_set set;
        struct key_store keys;
        struct suffix_input input;
        struct buffer out;
        uint32_t order[1];

        key_set_open(&set, 0);
        key_set_add_text(&set, refused[i].name, refused[i].mode);
        keys = key_set_store(&set);
        buffer_init(&out, &memory_default);
        input = input_of(&keys, &set);
        cr_assert_eq(
            built_index_suffix(&memory_default, &input, order, &out, NULL),
            TAMIS_ERROR_ARGUMENT, "%s", refused[i].name);
        cr_assert_eq(out.size, 0);
        buffer_release(&out);
        key_set_close(&set);
    }
}

Test(suffix_table, a_build_without_memory_leaves_out_as_it_was)
{
    struct key_set set;
    struct key_store keys;
    struct suffix_input input;
    uint32_t order[3];

    key_set_open(&set, 0);
    key_set_add_text(&set, "a.b", EXACT);
    key_set_add_text(&set, "a.b", SUFFIX);
    key_set_add_text(&set, "c", SUFFIX);
    keys = key_set_store(&set);
    input = input_of(&keys, &set);
    for (uint64_t n = 1;; n++) {
        struct failing_allocator failing;
        struct buffer out;
        tamis_status status;

        failing_allocator_begin(&failing, n);
        buffer_init(&out, &failing.allocator);
        status =
            built_index_suffix(&failing.allocator, &input, order, &out, NULL);
        cr_assert_eq(status,
                     failing.has_failed ? TAMIS_ERROR_MEMORY : TAMIS_OK);
        cr_assert_eq(out.size == 0, failing.has_failed);
        buffer_release(&out);
        cr_assert_eq(failing.live_count, 0);
        if (!failing.has_failed)
            break;
    }
    key_set_close(&set);
}
