/* SPDX-License-Identifier: BSD-2-Clause */
/* What punycode_name() says is what libidn2 says. */
#include "indicator/punycode.h"

#include "support/random.h"

#include <criterion/criterion.h>
#include <idn2.h>
#include <string.h>

#define LETTERS_MAX 250u
#define TEXT_SIZE   (3 * LETTERS_MAX + 1)

#define SCRIPTS_COUNT      13u
#define SCRIPTS_OF_LETTERS 6u

/* Ranges with their ends; the first hold letters alone. */
static const uint32_t scripts[SCRIPTS_COUNT][2] = {
    {0x3400, 0x4db5}, {0xe01, 0xe30},   {0x10d0, 0x10f0}, {0x410, 0x45f},
    {0x4e00, 0x9fa5}, {0xac00, 0xd7a3}, {0x3041, 0x30fe}, {0xab, 0xff},
    {0x3b1, 0x3ce},   {0x2018, 0x201e}, {0x3001, 0x3011}, {0xff01, 0xff1f},
    {0x3a3, 0x3a9},
};

static size_t put(char *text, uint32_t value)
{
    if (value < 0x80) {
        text[0] = (char)value;
        return 1;
    }
    if (value < 0x800) {
        text[0] = (char)(0xc0 | value >> 6);
        text[1] = (char)(0x80 | (value & 0x3f));
        return 2;
    }
    text[0] = (char)(0xe0 | value >> 12);
    text[1] = (char)(0x80 | (value >> 6 & 0x3f));
    text[2] = (char)(0x80 | (value & 0x3f));
    return 3;
}

static uint32_t pick(struct random *random, size_t script)
{
    static const char signs[] = "abc.xyzABCXYZ0189-_....";
    static const uint32_t dots[] = {0x3002, 0xff0e, 0xff61};
    size_t signs_count = script < SCRIPTS_OF_LETTERS ? 4 : sizeof signs - 1;

    if (random_one_in(random, 40))
        return dots[random_below(random, 3)];
    if (random_one_in(random, 4))
        return (uint8_t)signs[random_below(random, signs_count)];
    return scripts[script][0] +
           (uint32_t)random_below(random,
                                  scripts[script][1] - scripts[script][0] + 1);
}

static void make_name(struct random *random, char text[TEXT_SIZE])
{
    size_t length_max = random_one_in(random, 4) ? LETTERS_MAX : 20;
    size_t length = 1 + random_below(random, length_max);
    size_t scripts_count =
        random_one_in(random, 2) ? SCRIPTS_COUNT : SCRIPTS_OF_LETTERS;
    size_t script = random_below(random, scripts_count);
    size_t size = 0;

    while (length-- > 0) {
        if (random_one_in(random, 12))
            script = random_below(random, scripts_count);
        size += put(text + size, pick(random, script));
    }
    text[size] = '\0';
}

static bool is_name(const char *text)
{
    static const char bytes[] = "abcdefghijklmnopqrstuvwxyz0123456789-_.";

    return strspn(text, bytes) == strlen(text);
}

Test(punycode, random_names_are_as_libidn2_has_them)
{
    size_t counts[PUNYCODE_UNKNOWN + 1] = {0};
    struct random random;

    random_begin(&random, "punycode");
    for (int i = 0; i < 100000; i++) {
        char text[TEXT_SIZE], ascii[IDNA_ASCII_SIZE];
        char *wanted = NULL;
        enum punycode_result result;
        size_t size = 0;
        int code;

        make_name(&random, text);
        result = punycode_name(ascii, &size, (tamis_slice){text, strlen(text)});
        counts[result]++;
        if (result == PUNYCODE_UNKNOWN)
            continue;
        code = idn2_to_ascii_8z(text, &wanted,
                                IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT);
        if (result == PUNYCODE_DONE) {
            cr_assert_eq(code, IDN2_OK, "%s", text);
            cr_assert_str_eq(ascii, wanted, "%s", text);
            cr_assert_eq(size, strlen(wanted));
        } else {
            cr_assert(code != IDN2_OK || !is_name(wanted) ||
                          strlen(wanted) > TAMIS_DOMAIN_SIZE_MAX,
                      "%s is %s", text, wanted);
        }
        idn2_free(wanted);
    }
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        cr_assert_gt(counts[i], 100, "only %zu of result %zu", counts[i], i);
}
