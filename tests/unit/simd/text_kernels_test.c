/* SPDX-License-Identifier: BSD-2-Clause */
/* Classes of bytes: scalar against the C library, others against scalar. */
#include "simd/text_kernels.h"
#include "support/guarded_bytes.h"
#include "support/random.h"

#include <criterion/criterion.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TEXT_SIZE 400u
#define VALUES    40u

static bool is_in(unsigned byte, const char *set)
{
    return byte && strchr(set, (int)byte);
}

#define DIGITS "0123456789"
#define LOWER  "abcdefghijklmnopqrstuvwxyz"
#define UPPER  "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

Test(text_kernels, every_byte_has_its_classes)
{
    for (unsigned byte = 0; byte < 256; byte++) {
        char text[TEXT_BLOCK_SIZE] = {(char)byte};
        tamis_slice value = {text, 1};
        struct text_line_state line = {0};
        uint32_t ends[1 + TEXT_LINES_BEHIND];
        struct text_marks marks;

        cr_expect_eq(text_kernels_scalar.find_lines((const uint8_t *)text, 1, 7,
                                                    &line, ends),
                     byte == '\n');
        if (byte == '\n')
            cr_expect_eq(ends[0], 7);
        cr_expect_eq((line.marks & TEXT_LINE_ODD) != 0,
                     byte == 0 || is_in(byte, " \t,;"), "%u", byte);
        cr_expect_eq((line.marks & TEXT_LINE_JOINT) != 0, is_in(byte, "-/"),
                     "%u", byte);
        text_kernels_scalar.mark_values(&value, 1, &marks);
        cr_expect_eq(marks.name, is_in(byte, LOWER DIGITS "-"), "%u", byte);
        cr_expect_eq(marks.digit, is_in(byte, DIGITS), "%u", byte);
        cr_expect_eq(marks.hex, is_in(byte, DIGITS "abcdefABCDEF"), "%u", byte);
        cr_expect_eq(marks.dot, byte == '.', "%u", byte);
        cr_expect_eq(marks.dash, byte == '-', "%u", byte);
        cr_expect_eq(marks.slash, byte == '/', "%u", byte);
        cr_expect_eq(marks.path,
                     is_in(byte, LOWER UPPER DIGITS "-._~/+=&$@!*,;:"), "%u",
                     byte);
    }
}

/* Half of them of any value, half of those that classes tell apart; lines of
 * any length, marked or not. */
static void make_text(struct random *random, char text[TEXT_SIZE])
{
    random_bytes(random, text, TEXT_SIZE);
    if (random_one_in(random, 2)) {
        random_text(random, text, TEXT_SIZE,
                    random_one_in(random, 2) ? "aaaaaaaaaaaaaaaaaaa ,\n\n"
                                             : "aa-/\n\n");
        return;
    }
    for (size_t i = 0; i < TEXT_SIZE; i++)
        if (random_one_in(random, 2))
            random_text(random, text + i, 1,
                        "az09AZfgFG-./:@[`{_~ \t,;\n?%#!*+=&$");
}

static void compare_lines(const struct text_kernels *kernels,
                          struct guarded_bytes *guarded, const char *source)
{
    uint32_t expected[TEXT_SIZE + TEXT_LINES_BEHIND];
    uint32_t ends[TEXT_SIZE + TEXT_LINES_BEHIND];

    for (size_t size = 0; size <= TEXT_SIZE; size++) {
        const uint8_t *text =
            guarded_bytes_copy(guarded, source + TEXT_SIZE - size, size);
        struct text_line_state first = {(uint32_t)(size % 4) << 30},
                               second = first;
        size_t count =
            text_kernels_scalar.find_lines(text, size, 1000, &first, expected);

        cr_assert_eq(kernels->find_lines(text, size, 1000, &second, ends),
                     count, "%s, %zu bytes", kernels->name, size);
        cr_assert_eq(first.marks, second.marks);
        cr_assert_eq(memcmp(ends, expected, count * sizeof *ends), 0,
                     "%s, %zu bytes", kernels->name, size);
    }
}

static void compare_values(const struct text_kernels *kernels,
                           struct random *random, struct guarded_bytes *guarded,
                           const char *source)
{
    const char *text =
        (const char *)guarded_bytes_copy(guarded, source, TEXT_SIZE);
    struct text_marks expected[VALUES], marks[VALUES];
    tamis_slice values[VALUES];

    for (size_t i = 0; i < VALUES; i++) {
        /* The last one ends where reading would fault. */
        values[i].data = text + TEXT_SIZE - TEXT_BLOCK_SIZE -
                         (i ? random_below(random, 300) : 0);
        values[i].size = random_below(random, 2 * TEXT_BLOCK_SIZE);
    }
    for (size_t count = 0; count <= VALUES; count++) {
        text_kernels_scalar.mark_values(values, count, expected);
        kernels->mark_values(values, count, marks);
        cr_assert_eq(memcmp(marks, expected, count * sizeof *marks), 0,
                     "%s, %zu values", kernels->name, count);
    }
}

/* The one digit's value is what the C library makes of it; in every place, all
 * others zero. */
Test(text_kernels, every_digit_in_every_place_has_its_value)
{
    static const char digits[] = "0123456789abcdefABCDEF";

    for (size_t n = 0; text_kernels_get(n); n++) {
        const struct text_kernels *kernels = text_kernels_get(n);

        if (kernels->required & ~cpu_features())
            continue;
        for (size_t i = 0; i < TEXT_BLOCK_SIZE * strlen(digits); i++) {
            char text[TEXT_BLOCK_SIZE], digit = digits[i / TEXT_BLOCK_SIZE];
            uint8_t bytes[TEXT_BLOCK_SIZE / 2];
            size_t at = i % TEXT_BLOCK_SIZE;
            unsigned value = (unsigned)strtoul((char[]){digit, '\0'}, NULL, 16);

            memset(text, '0', sizeof text);
            text[at] = digit;
            kernels->read_digits(text, sizeof text, bytes);
            for (size_t k = 0; k < sizeof bytes; k++)
                cr_assert_eq(bytes[k],
                             k != at / 2 ? 0 : value << (at % 2 ? 0 : 4),
                             "%s: '%c' at %zu", kernels->name, digit, at);
        }
    }
}

static void compare_digits(const struct text_kernels *kernels,
                           struct random *random, struct guarded_bytes *guarded)
{
    char source[TEXT_BLOCK_SIZE];
    const char *text;

    random_text(random, source, sizeof source, "0123456789abcdefABCDEF");
    text = (const char *)guarded_bytes_copy(guarded, source, sizeof source);
    for (size_t size = 8; size <= sizeof source; size += 8) {
        uint8_t expected[TEXT_BLOCK_SIZE / 2], bytes[TEXT_BLOCK_SIZE / 2];

        text_kernels_scalar.read_digits(text, size, expected);
        kernels->read_digits(text, size, bytes);
        cr_assert_eq(memcmp(bytes, expected, size / 2), 0, "%s, %zu digits",
                     kernels->name, size);
    }
}

Test(text_kernels, every_table_marks_as_scalar_does)
{
    struct guarded_bytes guarded;
    struct random random;

    random_begin(&random, "marks of text");
    guarded_bytes_open(&guarded, TEXT_SIZE);
    for (size_t n = 0; text_kernels_get(n); n++) {
        const struct text_kernels *kernels = text_kernels_get(n);

        if (kernels->required & ~cpu_features())
            continue;
        for (size_t round = 0; round < 200; round++) {
            char source[TEXT_SIZE];

            make_text(&random, source);
            compare_lines(kernels, &guarded, source);
            compare_values(kernels, &random, &guarded, source);
            compare_digits(kernels, &random, &guarded);
        }
    }
    guarded_bytes_close(&guarded);
}

Test(text_kernels, the_best_table_that_the_features_allow_is_picked)
{
    cr_assert_eq(text_kernels_pick(CPU_SCALAR), &text_kernels_scalar);
    cr_assert_eq(text_kernels_pick(UINT32_MAX), text_kernels_get(0));
    for (size_t n = 0; text_kernels_get(n); n++)
        cr_assert_eq(text_kernels_pick(text_kernels_get(n)->required),
                     text_kernels_get(n));
}
