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

static bool is_of_class(unsigned number, unsigned byte)
{
    static const char *const sets[SCAN_CLASS_COUNT] = {
        [SCAN_NAME] = HEX "ghijklmnopqrstuvwxyzGHIJKLMNOPQRSTUVWXYZ-_",
        [SCAN_HEX] = HEX,
        [SCAN_DIGIT] = "0123456789",
        [SCAN_GAP] = "\"<>",
        [SCAN_SPECIAL] = "\\%[({",
        [SCAN_OPEN] = "[({",
        [SCAN_STOP] = "'^`{|}\x7f\\()[]",
        [SCAN_COMMA] = ",;",
        [SCAN_DOT] = ".",
        [SCAN_COLON] = ":",
        [SCAN_SLASH] = "/",
        [SCAN_AT] = "@",
        [SCAN_QUERY] = "?",
    };

    if (number == SCAN_HIGH)
        return byte >= 128;
    return (number == SCAN_GAP && byte <= 32) || is_in(byte, sets[number]);
}

Test(scan_kernels, every_byte_has_its_classes)
{
    for (unsigned byte = 0; byte < 256; byte++) {
        uint8_t text[1] = {(uint8_t)byte};
        uint64_t marks[SCAN_CLASS_COUNT];

        scan_kernels_scalar.mark(text, 1, marks, 1);
        for (unsigned n = 0; n < SCAN_CLASS_COUNT; n++)
            cr_expect_eq(marks[n] & 1, is_of_class(n, byte), "%u of %u", byte,
                         n);
        cr_expect_eq(marks[SCAN_GAP] | 1, UINT64_MAX,
                     "gaps are behind the end");
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
            uint64_t expected[SCAN_CLASS_COUNT * BLOCK_COUNT] = {0};
            uint64_t marks[SCAN_CLASS_COUNT * BLOCK_COUNT] = {0};
            const uint8_t *text;

            random_bytes(&random, source, size);
            text = guarded_bytes_copy(&guarded, source, size);
            scan_kernels_scalar.mark(text, size, expected, BLOCK_COUNT);
            kernels->mark(text, size, marks, BLOCK_COUNT);
            cr_assert_eq(memcmp(marks, expected, sizeof marks), 0,
                         "%s, %zu bytes", kernels->name, size);
        }
    }
    guarded_bytes_close(&guarded);
}

Test(scan_kernels, the_best_table_that_the_features_allow_is_picked)
{
    cr_assert_eq(scan_kernels_pick(CPU_SCALAR), &scan_kernels_scalar);
    cr_assert_eq(scan_kernels_pick(UINT32_MAX), scan_kernels_get(0));
}
