/* SPDX-License-Identifier: BSD-2-Clause */
/* Hashes of names: scalar against words, every table against scalar. */
#include "simd/kernels.h"

#include "base/slice.h"
#include "support/guarded_bytes.h"
#include "support/random.h"

#include <criterion/criterion.h>
#include <string.h>

#define SIZE_LAST 260u

/* What one name gives. */
struct answer {
    uint64_t hash;
    bool is_whole, is_odd;
};

static struct answer ask(const struct kernels *kernels, bool is_wire,
                         tamis_slice name, unsigned depth, uint64_t seed)
{
    const struct kernels_table table = {seed, NULL, 0};
    struct kernels_names names;

    if (is_wire)
        kernels->hash_wire_names(&table, depth, &name, 1, &names);
    else
        kernels->hash_names(&table, depth, &name, 1, &names);
    return (struct answer){names.hashes[0], names.whole == 1, names.odd == 1};
}

static struct answer ask_text(const char *name, unsigned depth)
{
    return ask(&kernels_scalar, false, slice_text(name), depth, 7);
}

/* The text in wire format, with the root. Returns its size. */
static size_t write_wire(tamis_slice text, uint8_t *wire)
{
    size_t at = 0;

    for (tamis_slice rest = text, label; slice_split(&rest, '.', &label);) {
        wire[at++] = (uint8_t)label.size;
        memcpy(wire + at, label.data, label.size);
        at += label.size;
    }
    wire[at++] = 0;
    return at;
}

/* The last labels of a name hash as if they were the name. */
static const struct {
    const char *name;
    unsigned depth;
    const char *labels;
    bool is_whole;
} cases[] = {
    {"evil.com", 1, "com", false},
    {"evil.com", 2, "evil.com", true},
    {"evil.com", 3, "evil.com", true},
    {"EVIL.Com.", 2, "evil.com", true},
    {"www.evil.com", 2, "evil.com", false},
    {"www.evil.com", 3, "www.evil.com", true},
    {"a.www.evil.com", 3, "www.evil.com", false},
    {"x", 2, "x", true},
    {"", 2, "", true},
    {".", 2, "", true},
    {"x..", 1, "", false},
    {"a-very-long-label-in-front-of.the-last-labels.evil.com", 2, "evil.com",
     false},
    {"a-name-of-exactly-32-bytes.ab.com", 2, "ab.com", false},
    {"a-name-that-has-32-bytes.example", 2, "a-name-that-has-32-bytes.example",
     true},
    /* Of more than 32 bytes the last 32. */
    {"one-a-name-that-has-32-bytes.example", 2,
     "a-name-that-has-32-bytes.example", false},
    {"caf\xc3\xa9.evil.com", 2, "evil.com", false},
};

Test(name_kernels, the_last_labels_hash_as_if_they_were_the_name)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct answer name = ask_text(cases[i].name, cases[i].depth);
        struct answer labels = ask_text(cases[i].labels, 3);

        cr_assert_not(name.is_odd, "%s", cases[i].name);
        cr_assert_eq(name.is_whole, cases[i].is_whole, "%s", cases[i].name);
        cr_assert_eq(name.hash, labels.hash, "%s at depth %u", cases[i].name,
                     cases[i].depth);
        cr_assert(labels.is_whole);
    }
}

Test(name_kernels, case_is_folded_and_nothing_else_of_a_name)
{
    static const char bytes[] = "abcdefghijklmnopqrstuvwxyz0123456789-_.";

    for (size_t a = 0; bytes[a]; a++)
        for (size_t b = 0; bytes[b]; b++) {
            char first[] = {'x', bytes[a], 'y', '\0'};
            char second[] = {'x', bytes[b], 'y', '\0'};

            cr_assert_eq(ask_text(first, 3).hash == ask_text(second, 3).hash,
                         a == b, "%s and %s", first, second);
        }
}

Test(name_kernels, bytes_above_ascii_among_the_labels_are_odd)
{
    static const char *const odd[] = {
        "caf\xc3\xa9.com", "evil.c\xc3\xb4m",
        ("\xef\xbd\x8e.evil\xe3\x80\x82"
         "com."),
        "one-label-that-is-longer-than-the-windo\xc3\xaf.com"};

    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        struct answer name = ask_text(odd[i], 2);

        cr_assert(name.is_odd, "%s", odd[i]);
        cr_assert_not(name.is_whole, "%s", odd[i]);
        cr_assert_eq(name.hash, 0);
    }
}

/* Wire names, and the text whose hash they have; NULL for odd ones. */
static const struct {
    const char *wire;
    size_t size;
    unsigned depth;
    const char *labels;
    bool is_whole;
} wire_cases[] = {
    {"\4evil\3com", 10, 2, "evil.com", true},
    {"\4evil\3com", 9, 2, "evil.com", true},
    {"\3www\4EVIL\3com", 14, 2, "evil.com", false},
    {"\3www\4evil\3com", 14, 3, "www.evil.com", true},
    {"\3www\4evil\3com", 14, 1, "com", false},
    {"\1x", 3, 1, "x", true},
    {"\1x", 3, 2, NULL, false}, /* fewer labels */
    {"", 1, 1, NULL, false},    /* the root */
    {"", 0, 1, NULL, false},
    {"\3www\4evil\3co", 12, 2, NULL, false},           /* cut short */
    {"\3www\5evil\3com", 14, 2, NULL, false},          /* another length */
    {"\3www\0\4evil\3com", 15, 2, NULL, false},        /* the root is before */
    {"\3www\4evil\3com\0\0", 15, 2, NULL, false},      /* and here */
    {"\5www\4x\4evil\3com", 16, 2, "evil.com", false}, /* not looked at */
    {"\300\14\4evil\3com", 12, 2, "evil.com", false},  /* not either */
    {"\4evil\3c.m", 10, 2, "evil.c.m", true},          /* the table says no */
    {"\4\303\251il\3com", 10, 2, "\xc3\xa9il.com", true},
    {"\40the-name-before-the-window-is-32\3com", 38, 2, NULL, false},
};

Test(name_kernels, a_wire_name_hashes_as_its_text)
{
    for (size_t i = 0; i < sizeof wire_cases / sizeof *wire_cases; i++) {
        tamis_slice wire = slice_make(wire_cases[i].wire, wire_cases[i].size);
        struct answer name =
            ask(&kernels_scalar, true, wire, wire_cases[i].depth, 7);
        const char *labels = wire_cases[i].labels;

        cr_assert_eq(name.is_odd, labels == NULL, "case %zu", i);
        cr_assert_eq(name.is_whole, wire_cases[i].is_whole, "case %zu", i);
        if (!labels) {
            cr_assert_eq(name.hash, 0, "case %zu", i);
        } else if ((uint8_t)labels[0] < 0x80) {
            cr_assert_eq(name.hash, ask_text(labels, 3).hash, "case %zu", i);
        }
    }
}

static void random_name(struct random *random, char *name, size_t size)
{
    static const char *const alphabets[] = {
        "ab.", "aBcDeFgHiZ-.@[`{", "abcdefghijklmnopqrstuvwx.",
        ("abcdefghijklmnopqrstuvwxyz012345"
         "6789-abcdefghijklmnopqrstuvwxyz.")};

    random_text(random, name, size, alphabets[random_below(random, 4)]);
    if (size && random_one_in(random, 20))
        name[random_below(random, size)] = (char)random_next(random);
    if (size && random_one_in(random, 4))
        name[size - 1] = '.';
}

/* Whatever the text makes of it, with a byte changed at times. */
static size_t random_wire(struct random *random, uint8_t *wire, size_t size)
{
    char text[SIZE_LAST];

    random_name(random, text, size);
    size = write_wire(slice_make(text, size), wire);
    if (random_one_in(random, 4))
        size--;
    if (size && random_one_in(random, 4))
        wire[random_below(random, size)] =
            (uint8_t)random_below(random, random_one_in(random, 2) ? 256 : 8);
    return size;
}

Test(name_kernels, labels_in_wire_format_hash_as_in_text)
{
    struct random random;
    unsigned compared = 0;

    random_begin(&random, "names of labels");
    for (unsigned round = 0; round < 4000; round++) {
        uint8_t wire[SIZE_LAST + 2];
        char text[SIZE_LAST];
        size_t size = random_below(&random, 60);

        random_text(&random, text, size, "abcdeFGH-_0.");
        for (unsigned depth = 1; depth <= KERNELS_DEPTH_MAX; depth++) {
            tamis_slice name = slice_make(text, size);
            struct answer from_text =
                ask(&kernels_scalar, false, name, depth, round);
            struct answer from_wire =
                ask(&kernels_scalar, true,
                    slice_make(wire, write_wire(name, wire)), depth, round);

            if (from_wire.is_odd)
                continue;
            compared++;
            cr_assert_eq(from_wire.hash, from_text.hash, "%.*s at depth %u",
                         (int)size, text, depth);
            cr_assert_eq(from_wire.is_whole, from_text.is_whole);
        }
    }
    cr_assert_gt(compared, 1000);
}

static void compare_one(const struct kernels *kernels, bool is_wire,
                        tamis_slice name, uint64_t seed)
{
    for (unsigned depth = 1; depth <= KERNELS_DEPTH_MAX; depth++) {
        struct answer expected =
            ask(&kernels_scalar, is_wire, name, depth, seed);
        struct answer given = ask(kernels, is_wire, name, depth, seed);

        cr_assert_eq(given.hash, expected.hash, "%s: %.*s at depth %u",
                     kernels->name, (int)name.size, name.data, depth);
        cr_assert_eq(given.is_whole, expected.is_whole, "%s: %.*s at %u",
                     kernels->name, (int)name.size, name.data, depth);
        cr_assert_eq(given.is_odd, expected.is_odd, "%s: %.*s at %u",
                     kernels->name, (int)name.size, name.data, depth);
    }
}

/* At both ends of pages that have no neighbours, so that no byte outside of a
 * name can be read. */
static void compare_at_both_ends(const struct kernels *kernels, bool is_wire,
                                 struct guarded_bytes *guarded,
                                 tamis_slice name, uint64_t seed)
{
    uint8_t *begin = guarded->end - guarded->capacity;
    uint8_t *end = guarded_bytes_copy(guarded, name.data, name.size);

    compare_one(kernels, is_wire, slice_make(end, name.size), seed);
    memmove(begin, name.data, name.size);
    compare_one(kernels, is_wire, slice_make(begin, name.size), seed);
}

Test(name_kernels, every_table_hashes_as_scalar_does)
{
    struct guarded_bytes guarded;
    struct random random;
    uint8_t bytes[SIZE_LAST + 2];

    random_begin(&random, "name kernels");
    guarded_bytes_open(&guarded, 4096);
    for (size_t n = 0; kernels_get(n); n++) {
        const struct kernels *kernels = kernels_get(n);

        if ((kernels->required & cpu_features()) != kernels->required)
            continue;
        for (unsigned round = 0; round < 40 * SIZE_LAST; round++) {
            size_t size = round % SIZE_LAST;

            random_name(&random, (char *)bytes, size);
            compare_at_both_ends(kernels, false, &guarded,
                                 slice_make(bytes, size), round);
            size = random_wire(&random, bytes, size);
            compare_at_both_ends(kernels, true, &guarded,
                                 slice_make(bytes, size), round);
        }
    }
    guarded_bytes_close(&guarded);
}

static void compare_batch(const struct kernels *kernels, bool is_wire,
                          const tamis_slice *names, size_t count)
{
    const struct kernels_table table = {5, NULL, 0};
    struct kernels_names all;

    if (is_wire)
        kernels->hash_wire_names(&table, 2, names, count, &all);
    else
        kernels->hash_names(&table, 2, names, count, &all);
    for (size_t i = 0; i < count; i++) {
        struct answer one = ask(&kernels_scalar, is_wire, names[i], 2, 5);

        cr_assert_eq(one.hash, all.hashes[i], "%s %zu", kernels->name, i);
        cr_assert_eq(one.is_whole, all.whole >> i & 1);
        cr_assert_eq(one.is_odd, all.odd >> i & 1);
    }
    if (count < KERNELS_BATCH_MAX)
        cr_assert_eq((all.whole | all.odd) >> count, 0);
}

Test(name_kernels, a_batch_answers_as_its_names_one_by_one)
{
    static uint8_t texts[KERNELS_BATCH_MAX][80], wires[KERNELS_BATCH_MAX][80];
    tamis_slice names[KERNELS_BATCH_MAX], wire_names[KERNELS_BATCH_MAX];
    struct random random;

    random_begin(&random, "name kernels in batches");
    for (size_t n = 0; kernels_get(n); n++) {
        const struct kernels *kernels = kernels_get(n);

        if ((kernels->required & cpu_features()) != kernels->required)
            continue;
        for (size_t count = 0; count <= KERNELS_BATCH_MAX; count++) {
            for (size_t i = 0; i < count; i++) {
                size_t size = random_below(&random, 64);

                random_name(&random, (char *)texts[i], size);
                names[i] = slice_make(texts[i], size);
                size = random_wire(&random, wires[i], size);
                wire_names[i] = slice_make(wires[i], size);
            }
            compare_batch(kernels, false, names, count);
            compare_batch(kernels, true, wire_names, count);
        }
    }
}
