/* SPDX-License-Identifier: BSD-2-Clause */
/* Classes of bytes: scalar against the C library, others against scalar. */
#include "simd/scan_kernels.h"
#include "support/guarded_bytes.h"
#include "support/random.h"

#include <criterion/criterion.h>
#include <stdbool.h>
#include <string.h>

#define TEXT_SIZE   400u
#define BLOCK_COUNT ((TEXT_SIZE + SCAN_BLOCK_SIZE - 1) / SCAN_BLOCK_SIZE)

#define HEX "0123456789abcdefABCDEF"

static bool is_in(unsigned byte, const char *set)
{
    return byte && strchr(set, (int)byte);
}

Test(scan_kernels, every_byte_has_its_classes)
{
    for (unsigned byte = 0; byte < 256; byte++) {
        uint8_t text[1] = {(uint8_t)byte};
        struct scan_marks marks;

        scan_kernels_scalar.mark(text, 1, &marks);
        cr_expect_eq(marks.name,
                     is_in(byte, HEX "ghijklmnopqrstuvwxyz"
                                     "GHIJKLMNOPQRSTUVWXYZ-_"),
                     "%u", byte);
        cr_expect_eq(marks.hex, is_in(byte, HEX), "%u", byte);
        cr_expect_eq(marks.digit, is_in(byte, "0123456789"), "%u", byte);
        cr_expect_eq(marks.gap & 1, byte <= 32 || is_in(byte, "\"<>"), "%u",
                     byte);
        cr_expect_eq(marks.gap | 1, UINT64_MAX, "gaps are behind the end");
        cr_expect_eq(marks.special, is_in(byte, "\\%[({"), "%u", byte);
        cr_expect_eq(marks.stop, is_in(byte, "'^`{|}\x7f\\()[]"), "%u", byte);
        cr_expect_eq(marks.high, byte >= 128, "%u", byte);
        cr_expect_eq(marks.comma, is_in(byte, ",;"), "%u", byte);
        cr_expect_eq(marks.dot, byte == '.', "%u", byte);
        cr_expect_eq(marks.colon, byte == ':', "%u", byte);
        cr_expect_eq(marks.slash, byte == '/', "%u", byte);
        cr_expect_eq(marks.at, byte == '@', "%u", byte);
    }
}

Test(scan_kernels, every_table_marks_as_scalar_does)
{
    struct guarded_bytes guarded;
    struct random random;
    uint8_t source[TEXT_SIZE];

    random_begin(&random, "marks of free text");
    guarded_bytes_open(&guarded, TEXT_SIZE);
    for (size_t n = 0; scan_kernels_get(n); n++) {
        const struct scan_kernels *kernels = scan_kernels_get(n);

        if (kernels->required & ~cpu_features())
            continue;
        for (size_t size = 0; size <= TEXT_SIZE; size++) {
            struct scan_marks expected[BLOCK_COUNT], marks[BLOCK_COUNT];
            size_t block_count = (size + SCAN_BLOCK_SIZE - 1) / SCAN_BLOCK_SIZE;
            const uint8_t *text;

            random_bytes(&random, source, size);
            text = guarded_bytes_copy(&guarded, source, size);
            scan_kernels_scalar.mark(text, size, expected);
            kernels->mark(text, size, marks);
            cr_assert_eq(memcmp(marks, expected, block_count * sizeof *marks),
                         0, "%s, %zu bytes", kernels->name, size);
        }
    }
    guarded_bytes_close(&guarded);
}

Test(scan_kernels, the_best_table_that_the_features_allow_is_picked)
{
    cr_assert_eq(scan_kernels_pick(CPU_SCALAR), &scan_kernels_scalar);
    cr_assert_eq(scan_kernels_pick(UINT32_MAX), scan_kernels_get(0));
}
