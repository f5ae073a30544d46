/* SPDX-License-Identifier: BSD-2-Clause */
#include "match/utf16.h"

#include "support/random.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

Test(utf16, text_without_a_mark_is_not_utf16)
{
    struct utf16 utf16;

    cr_assert(!utf16_begin(&utf16, "ab", 2));
    cr_assert(!utf16_begin(&utf16, "\xFF", 1));
    cr_assert(!utf16_begin(&utf16, "", 0));
}

Test(utf16, both_byte_orders_give_the_same_text)
{
    static const char little[] = "\xFF\xFE"
                                 "a\0\xE9\0\xAC\x20\x3D\xD8\x00\xDE";
    static const char big[] = "\xFE\xFF"
                              "\0a\0\xE9\x20\xAC\xD8\x3D\xDE\x00";
    uint8_t chunk[UTF16_CHUNK_UTF8_SIZE];
    struct utf16 utf16;

    cr_assert(utf16_begin(&utf16, little, 12));
    cr_assert_eq(utf16_next(&utf16, chunk), 10);
    cr_assert_eq(memcmp(chunk, "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", 10), 0);
    cr_assert_eq(utf16_next(&utf16, chunk), 0);
    cr_assert(utf16_begin(&utf16, big, 12));
    cr_assert_eq(utf16_next(&utf16, chunk), 10);
    cr_assert_eq(memcmp(chunk, "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80", 10), 0);
}

Test(utf16, offsets_lead_back_to_the_original)
{
    static const char text[] = "\xFF\xFE"
                               "\xE9\0a\0";
    uint8_t chunk[UTF16_CHUNK_UTF8_SIZE];
    struct utf16 utf16;

    cr_assert(utf16_begin(&utf16, text, 6));
    cr_assert_eq(utf16_next(&utf16, chunk), 3);
    cr_assert_eq(utf16_offset(&utf16, 0), 2);
    cr_assert_eq(utf16_offset(&utf16, 2), 4);
    cr_assert_eq(utf16_offset(&utf16, 3), 6);
}

Test(utf16, lone_surrogates_and_odd_bytes_do_no_harm)
{
    static const char text[] = "\xFF\xFE"
                               "\x3D\xD8"
                               "a\0"
                               "\x00\xDE"
                               "b";
    uint8_t chunk[UTF16_CHUNK_UTF8_SIZE];
    struct utf16 utf16;

    cr_assert(utf16_begin(&utf16, text, 9));
    cr_assert_eq(utf16_next(&utf16, chunk), 7);
    cr_assert_eq(memcmp(chunk,
                        "\xEF\xBF\xBD"
                        "a\xEF\xBF\xBD",
                        7),
                 0);
}

Test(utf16, long_text_comes_in_chunks_cut_at_blanks)
{
    size_t units = 3 * UTF16_CHUNK_UNITS;
    uint8_t *text = malloc(2 + units * 2);
    uint8_t *chunk = malloc(UTF16_CHUNK_UTF8_SIZE);
    struct utf16 utf16;
    size_t total = 0, size;

    memcpy(text, "\xFF\xFE", 2);
    for (size_t i = 0; i < units; i++) {
        text[2 + i * 2] = i % 11 == 10 ? ' ' : 'x';
        text[3 + i * 2] = 0;
    }
    cr_assert(utf16_begin(&utf16, text, 2 + units * 2));
    while ((size = utf16_next(&utf16, chunk)) > 0) {
        total += size;
        cr_assert(chunk[size - 1] == ' ' || total == units);
    }
    cr_assert_eq(total, units);
    free(text);
    free(chunk);
}

Test(utf16, random_bytes_stay_in_the_chunk)
{
    struct random random;
    uint8_t *chunk = malloc(UTF16_CHUNK_UTF8_SIZE);
    uint8_t text[4096];

    random_begin(&random, "utf16");
    for (int round = 0; round < 500; round++) {
        size_t size = (size_t)random_between(&random, 2, sizeof text);
        struct utf16 utf16;
        size_t chunk_size, offset = 0;

        random_bytes(&random, text, size);
        memcpy(text, round % 2 ? "\xFF\xFE" : "\xFE\xFF", 2);
        cr_assert(utf16_begin(&utf16, text, size));
        while ((chunk_size = utf16_next(&utf16, chunk)) > 0)
            for (size_t at = 0; at <= chunk_size; at += 7) {
                cr_assert_geq(utf16_offset(&utf16, at), offset);
                offset = utf16_offset(&utf16, at);
                cr_assert_leq(offset, size);
            }
    }
    free(chunk);
}
