/* SPDX-License-Identifier: BSD-2-Clause */
/* The outline's kernels: every table against the scalar one. */
#include "match/outline_kernels.h"
#include "support/guarded_bytes.h"
#include "support/random.h"

#include <tamis/indicator.h>

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_SIZE_MAX (2 * (size_t)OUTLINE_SIZE)
#define ROUNDS        400

static const char *const parts[] = {"a",
                                    "evil.com",
                                    "x.y-z.w_1",
                                    "1.2.3.4",
                                    "01.2.3.4",
                                    "1.2.3.400",
                                    "1.2.3.4.5",
                                    "7f",
                                    "0x7f",
                                    "http://",
                                    "://",
                                    ":8080",
                                    "/p?q",
                                    ".",
                                    ":",
                                    "::",
                                    "@",
                                    "[.]",
                                    "%2e",
                                    "\\/",
                                    "\xe4\xbe\x8b",
                                    "\xe3\x80\x82",
                                    " ",
                                    "\n",
                                    "\"",
                                    "d41d8cd98f00b204e9800998ecf84271",
                                    "2001:db8:1:2:3:4:5:6"};

static uint8_t text[TEXT_SIZE_MAX];
static struct outline expected, drawn;

/* Parts, or any bytes, or runs that go over many blocks. */
static size_t make_text(struct random *random)
{
    size_t limit = random_one_in(random, 3) ? random_below(random, 300)
                                            : random_below(random, 20000);
    size_t size = 0;

    if (limit > TEXT_SIZE_MAX)
        limit = TEXT_SIZE_MAX;
    if (random_one_in(random, 6)) {
        random_bytes(random, text, limit);
        return limit;
    }
    while (size < limit) {
        const char *part =
            parts[random_below(random, sizeof parts / sizeof *parts)];
        size_t length = strlen(part);

        if (random_one_in(random, 100)) {
            length = random_below(random, 700);
            length = length < limit - size ? length : limit - size;
            memset(text + size, random_one_in(random, 2) ? 'f' : 'w', length);
        } else {
            length = length < limit - size ? length : limit - size;
            memcpy(text + size, part, length);
        }
        size += length;
    }
    return size;
}

/* Bits of the blocks of the piece; of what is behind nobody asks. */
static void check_bits(const char *name, size_t size)
{
    cr_assert_eq(drawn.end, expected.end, "%s", name);
    cr_assert_eq(drawn.count, expected.count, "%s", name);
    for (size_t n = 0; n < OUTLINE_ARRAYS; n++)
        cr_assert_eq(memcmp(drawn.arrays[n], expected.arrays[n],
                            (expected.count + 2) * sizeof(uint64_t)),
                     0, "%s, array %zu, %zu bytes", name, n, size);
}

/* Lists, names and addresses of a piece that was drawn by the same table. */
static void check_tokens(const struct outline_kernels *kernels, size_t base)
{
    static uint16_t places[OUTLINE_PLACES_MAX + OUTLINE_PLACES_BEHIND];
    static uint16_t others[OUTLINE_PLACES_MAX + OUTLINE_PLACES_BEHIND];
    const uint64_t *const bits[] = {expected.names, expected.numbers};

    for (size_t n = 0; n < 2; n++) {
        size_t count =
            outline_kernels_scalar.list(bits[n], expected.end, places);
        size_t from = 0;

        cr_assert_eq(kernels->list(bits[n], expected.end, others), count);
        cr_assert_eq(memcmp(places, others, count * sizeof *places), 0);
        while (n == 1 && from < count &&
               base + places[from] < OUTLINE_FIRST + OUTLINE_READABLE)
            from++;
        for (size_t step; from < count; from += step) {
            struct outline_addresses found = {0}, wanted = {0};
            tamis_slice names[KERNELS_BATCH_MAX], cut[KERNELS_BATCH_MAX];

            step = count - from < KERNELS_BATCH_MAX ? count - from
                                                    : KERNELS_BATCH_MAX;
            cr_assert_eq(
                kernels->cut_names(&expected, places + from, step, cut),
                outline_kernels_scalar.cut_names(&expected, places + from, step,
                                                 names));
            for (size_t i = 0; i < step; i++)
                cr_assert(cut[i].data == names[i].data &&
                          cut[i].size == names[i].size);
            if (n == 0)
                continue;
            kernels->read_addresses(&expected, places + from, step, &found);
            outline_kernels_scalar.read_addresses(&expected, places + from,
                                                  step, &wanted);
            cr_assert_eq(found.count, wanted.count);
            cr_assert_eq(found.usual, wanted.usual);
            cr_assert_eq(found.quads, wanted.quads);
            cr_assert_eq(found.odd, wanted.odd);
            cr_assert_eq(found.paths, wanted.paths);
            cr_assert_eq(memcmp(found.addresses, wanted.addresses,
                                found.count * sizeof found.addresses[0]),
                         0);
            cr_assert_eq(memcmp(found.numbers, wanted.numbers, found.count), 0);
        }
    }
}

static void check_piece(const struct outline_kernels *kernels,
                        const uint8_t *from, size_t size, size_t start)
{
    bool is_cut, was_cut;
    size_t length = outline_draw(&expected, &outline_kernels_scalar, from, size,
                                 start, &was_cut);

    memset(&drawn, 0x5a, sizeof drawn); /* nothing is left from before */
    cr_assert_eq(outline_draw(&drawn, kernels, from, size, start, &is_cut),
                 length);
    cr_assert_eq(is_cut, was_cut);
    check_bits(kernels->name, size);
    if (!is_cut)
        check_tokens(kernels, start);
}

Test(outline, every_table_draws_and_reads_as_scalar_does)
{
    static const uint32_t limits[] = {CPU_SCALAR | CPU_AVX2, UINT32_MAX};
    struct guarded_bytes guarded;
    struct random random;
    uint32_t features = cpu_features();

    random_begin(&random, "outline");
    guarded_bytes_open(&guarded, TEXT_SIZE_MAX);
    for (int round = 0; round < ROUNDS; round++) {
        size_t size = make_text(&random);
        const uint8_t *from = guarded_bytes_copy(&guarded, text, size);

        for (size_t n = 0; size > 0 && n < 2; n++)
            check_piece(
                outline_kernels_pick(limits[n] & features), from, size,
                random_one_in(&random, 2) ? 0 : random_below(&random, size));
    }
    guarded_bytes_close(&guarded);
}
