/* SPDX-License-Identifier: BSD-2-Clause */
/* What a batch says of its names, and which names a filter lets through. */
#include "base/slice.h"
#include "built_suffix.h"
#include "support/random.h"

#include <tamis/indicator.h>

#include <criterion/criterion.h>
#include <stdio.h>

#define NAME_ROOM 320

static size_t write_wire(tamis_slice text, char *wire)
{
    size_t at = 0;

    for (tamis_slice rest = text, label; slice_split(&rest, '.', &label);) {
        wire[at++] = (char)label.size;
        memcpy(wire + at, label.data, label.size);
        at += label.size;
    }
    wire[at++] = 0;
    return at;
}

/* Is the name, or one above it, among the keys, under whatever mode? */
static bool is_worth(struct key_set *slots, tamis_slice name)
{
    struct model model = key_set_model(slots);

    for (tamis_slice rest = name, label; rest.size;) {
        for (size_t i = 0; i < model.count; i++)
            if (slice_equal(
                    rest, slice_make(model.keys[i].bytes, model.keys[i].size)))
                return true;
        slice_split(&rest, '.', &label);
    }
    return false;
}

/* Some case, and a dot behind. */
static tamis_slice disguise(struct random *random, tamis_slice name, char *to)
{
    size_t size = name.size;

    for (size_t i = 0; i < size; i++)
        to[i] = (char)(name.data[i] >= 'a' && name.data[i] <= 'z' &&
                               random_one_in(random, 3)
                           ? name.data[i] - 32
                           : name.data[i]);
    if (random_one_in(random, 3))
        to[size++] = '.';
    return slice_make(to, size);
}

struct asked {
    char names[KERNELS_BATCH_MAX][NAME_ROOM];
    char spoken[KERNELS_BATCH_MAX][NAME_ROOM];
    char wires[KERNELS_BATCH_MAX][NAME_ROOM];
    tamis_slice texts[KERNELS_BATCH_MAX];
    tamis_slice wire_texts[KERNELS_BATCH_MAX];
    uint64_t expected;
};

static void expect_bits(const struct suffix_table *table, size_t count,
                        const struct asked *asked)
{
    uint64_t all = count < 64 ? (UINT64_C(1) << count) - 1 : UINT64_MAX;
    uint64_t expected = asked->expected & all;

    for (size_t n = 0; usable_kernels(n); n++) {
        struct suffix_table view = *table;
        uint64_t bits, wire_bits;

        view.names.kernels = usable_kernels(n);
        view.filter.kernels = usable_kernels(n);
        bits = suffix_table_filter(&view, asked->texts, count);
        /* Tags of 32 bits: an equal one of another name is worth a look. */
        cr_assert_eq(bits, expected, "%s: %zu names, %016llx and not %016llx",
                     usable_kernels(n)->name, count, (unsigned long long)bits,
                     (unsigned long long)expected);
        wire_bits = suffix_table_filter_wire(&view, asked->wire_texts, count);
        cr_assert_eq(wire_bits & expected, expected, "%s: %zu wire names",
                     usable_kernels(n)->name, count);
        cr_assert_eq(wire_bits & ~all, 0);
    }
}

/* Over few labels, so that names are above each other; some are longer than a
 * window and than any name. */
static size_t random_name(struct random *random, char *name)
{
    static const char *const labels[] = {
        "a",
        "b",
        "com",
        "evil",
        "x-label-of-twenty-one",
        "a-label-that-is-longer-than-a-window-of-32-bytes"};
    uint64_t count = random_between(random, 1, 6);
    size_t size = 0;

    for (uint64_t i = 0; i < count; i++)
        size += (size_t)sprintf(name + size, "%s%s", i ? "." : "",
                                labels[random_below(random, 6)]);
    return size;
}

static void ask_random(struct random *random, struct built_suffix *built,
                       struct asked *asked)
{
    asked->expected = 0;
    for (size_t i = 0; i < KERNELS_BATCH_MAX; i++) {
        tamis_slice name =
            slice_make(asked->names[i], random_name(random, asked->names[i]));

        asked->texts[i] = disguise(random, name, asked->spoken[i]);
        asked->wire_texts[i] =
            slice_make(asked->wires[i], write_wire(name, asked->wires[i]));
        asked->expected |= (uint64_t)is_worth(&built->slots, name) << i;
    }
    for (size_t count = 0; count <= KERNELS_BATCH_MAX; count++)
        expect_bits(&built->table, count, asked);
}

Test(suffix_batch, names_worth_asking_for_are_those_with_a_listed_one_above,
     .timeout = 120)
{
    static struct asked asked;
    struct random random;

    random_begin(&random, "suffix_batch");
    for (unsigned round = 0; round < 300; round++) {
        uint64_t count = random_below(&random, 12);
        struct built_suffix built;
        struct key_set set;
        char name[NAME_ROOM];

        key_set_open(&set, 0);
        for (uint64_t i = 0; i < count; i++) {
            size_t size = random_name(&random, name);

            if (size <= TAMIS_DOMAIN_SIZE_MAX)
                key_set_add(&set, name, size,
                            (uint32_t)random_below(&random, 3));
        }
        built_suffix_open(&built, &set);
        ask_random(&random, &built, &asked);
        built_suffix_close(&built);
        key_set_close(&set);
    }
}

Test(suffix_batch, bytes_above_ascii_are_worth_asking_for_beside_the_end)
{
    static const struct {
        const char *name;
        bool is_worth;
    } cases[] = {
        {"caf\xc3\xa9.com", true},
        {"evil\xe3\x80\x82"
         "com",
         true}, /* an ideographic full stop */
        {"caf\xc3\xa9.good.com", false},
        {"caf\xc3\xa9.evil.com", true},
    };
    struct built_suffix built;
    struct key_set set;

    key_set_open(&set, 0);
    key_set_add_text(&set, "evil.com", TAMIS_MODE_SUFFIX);
    built_suffix_open(&built, &set);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tamis_slice name = slice_text(cases[i].name);

        cr_assert_eq(suffix_table_filter(&built.table, &name, 1),
                     cases[i].is_worth, "%s", cases[i].name);
    }
    built_suffix_close(&built);
    key_set_close(&set);
}

/* Many names, few of them let through: filters and gates do what they cost. */
Test(suffix_batch, few_clean_names_pass, .timeout = 120)
{
    enum { NAMES = 50000, ASKED = 64 * 2000 };
    struct built_suffix built;
    struct key_set set;
    size_t passed = 0;

    key_set_open(&set, 0);
    for (uint32_t i = 0; i < NAMES; i++) {
        char name[64];

        key_set_add(&set, name,
                    (size_t)sprintf(name, "%sn%u.%s", i % 4 ? "" : "a.b.c.",
                                    i * 7, i % 3 ? "com" : "co.uk"),
                    i % 3);
    }
    built_suffix_open(&built, &set);
    for (uint32_t i = 0; i < ASKED; i += KERNELS_BATCH_MAX) {
        char names[KERNELS_BATCH_MAX][64];
        tamis_slice texts[KERNELS_BATCH_MAX];

        for (uint32_t n = 0; n < KERNELS_BATCH_MAX; n++)
            texts[n] = slice_make(
                names[n], (size_t)sprintf(names[n], "www.host%u.c%u.%s", n,
                                          i + n, n % 2 ? "co.uk" : "com"));
        passed += (size_t)__builtin_popcountll(
            suffix_table_filter(&built.table, texts, KERNELS_BATCH_MAX));
    }
    cr_assert_lt(passed, 3, "%zu of %d", passed, ASKED);
    built_suffix_close(&built);
    key_set_close(&set);
}
