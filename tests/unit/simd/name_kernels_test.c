/* SPDX-License-Identifier: BSD-2-Clause */
/* Hashes of names: scalar against words, every table against scalar. */
#include "simd/kernels.h"

#include "base/slice.h"
#include "support/guarded_bytes.h"
#include "support/random.h"

#include <criterion/criterion.h>
#include <string.h>

#define SIZE_LAST 260u

static uint64_t hash_one(const char *name, unsigned depth, bool *is_whole,
                         bool *is_odd)
{
    tamis_slice asked = slice_text(name);
    struct kernels_names marks;
    uint64_t hash;

    kernels_scalar.hash_names(&asked, 1, depth, 7, &hash, &marks);
    *is_whole = marks.whole == 1;
    *is_odd = marks.odd == 1;
    return hash;
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
    {"a-very-long-label-in-front-of.the-last-labels.evil.com", 2, "evil.com",
     false},
    {"a-name-of-exactly-32-bytes.ab.com", 2, "ab.com", false},
};

Test(name_kernels, the_last_labels_hash_as_if_they_were_the_name)
{
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool is_whole, is_odd, whole_labels;
        uint64_t hash =
            hash_one(cases[i].name, cases[i].depth, &is_whole, &is_odd);

        cr_assert_not(is_odd, "%s", cases[i].name);
        cr_assert_eq(is_whole, cases[i].is_whole, "%s", cases[i].name);
        cr_assert_eq(hash, hash_one(cases[i].labels, 3, &whole_labels, &is_odd),
                     "%s at depth %u", cases[i].name, cases[i].depth);
        cr_assert(whole_labels);
    }
}

Test(name_kernels, names_without_a_hash_are_odd)
{
    static const char *const odd[] = {
        "", ".", "caf\xc3\xa9.com", "\xc3\xa9-a-long-way-before-the-window.com",
        "one-label-that-is-longer-than-the-window.com"};
    char longest[256];
    bool is_whole, is_odd;

    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        cr_assert_eq(hash_one(odd[i], 2, &is_whole, &is_odd), 0);
        cr_assert(is_odd, "%s", odd[i]);
        cr_assert_not(is_whole, "%s", odd[i]);
    }
    memset(longest, 'a', sizeof longest);
    memcpy(longest + 245, ".evil.com", 10);
    hash_one(longest, 2, &is_whole, &is_odd);
    cr_assert(is_odd);
    hash_one(longest + 1, 2, &is_whole, &is_odd);
    cr_assert_not(is_odd);
}

static void compare_one(const struct kernels *kernels, tamis_slice name,
                        uint64_t seed)
{
    for (unsigned depth = 1; depth <= 3; depth++) {
        struct kernels_names expected_marks, marks;
        uint64_t expected, hash;

        kernels_scalar.hash_names(&name, 1, depth, seed, &expected,
                                  &expected_marks);
        kernels->hash_names(&name, 1, depth, seed, &hash, &marks);
        cr_assert_eq(hash, expected, "%s: %.*s at depth %u", kernels->name,
                     (int)name.size, name.data, depth);
        cr_assert_eq(marks.whole, expected_marks.whole);
        cr_assert_eq(marks.odd, expected_marks.odd);
    }
}

static void random_name(struct random *random, char *name, size_t size)
{
    static const char *const alphabets[] = {"ab.", "aBcDeFgHiZ-.@[`{",
                                            "abcdefghijklmnopqrstuvwx."};

    random_text(random, name, size, alphabets[random_below(random, 3)]);
    if (size && random_one_in(random, 20))
        name[random_below(random, size)] = (char)random_next(random);
    if (size && random_one_in(random, 4))
        name[size - 1] = '.';
}

/* At both ends of pages that have no neighbours, so that no byte outside of a
 * name can be read. */
Test(name_kernels, every_table_hashes_as_scalar_does)
{
    struct guarded_bytes guarded;
    struct random random;
    char text[SIZE_LAST];

    random_begin(&random, "name kernels");
    guarded_bytes_open(&guarded, 4096);
    for (size_t n = 0; kernels_get(n); n++) {
        const struct kernels *kernels = kernels_get(n);

        if ((kernels->required & cpu_features()) != kernels->required)
            continue;
        for (unsigned round = 0; round < 40 * SIZE_LAST; round++) {
            size_t size = round % SIZE_LAST;
            uint8_t *end, *begin = guarded.end - guarded.capacity;

            random_name(&random, text, size);
            end = guarded_bytes_copy(&guarded, text, size);
            compare_one(kernels, slice_make(end, size), round);
            memcpy(begin, text, size);
            compare_one(kernels, slice_make(begin, size), round);
        }
    }
    guarded_bytes_close(&guarded);
}

Test(name_kernels, a_batch_answers_as_its_names_one_by_one)
{
    static char texts[KERNELS_BATCH_MAX][48];
    tamis_slice names[KERNELS_BATCH_MAX];
    struct random random;

    random_begin(&random, "name kernels in batches");
    for (size_t n = 0; kernels_get(n); n++) {
        const struct kernels *kernels = kernels_get(n);
        uint64_t hashes[KERNELS_BATCH_MAX];
        struct kernels_names marks;

        if ((kernels->required & cpu_features()) != kernels->required)
            continue;
        for (size_t i = 0; i < KERNELS_BATCH_MAX; i++) {
            size_t size = random_below(&random, sizeof texts[i]);

            random_name(&random, texts[i], size);
            names[i] = slice_make(texts[i], size);
        }
        kernels->hash_names(names, KERNELS_BATCH_MAX, 2, 5, hashes, &marks);
        for (size_t i = 0; i < KERNELS_BATCH_MAX; i++) {
            struct kernels_names mark;
            uint64_t hash;

            kernels->hash_names(&names[i], 1, 2, 5, &hash, &mark);
            cr_assert_eq(hash, hashes[i]);
            cr_assert_eq(mark.whole, marks.whole >> i & 1);
            cr_assert_eq(mark.odd, marks.odd >> i & 1);
        }
    }
}
