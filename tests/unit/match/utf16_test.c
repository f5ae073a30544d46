/* SPDX-License-Identifier: BSD-2-Clause */
#include "match/utf16.h"

#include "support/random.h"

#include <tamis/match.h>

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static uint8_t chunk[UTF16_CHUNK_UTF8_SIZE];

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
    struct utf16 utf16;

    cr_assert(utf16_begin(&utf16, text, 9));
    cr_assert_eq(utf16_next(&utf16, chunk), 7);
    cr_assert_eq(memcmp(chunk,
                        "\xEF\xBF\xBD"
                        "a\xEF\xBF\xBD",
                        7),
                 0);
}

/* Text of units that are ASCII, but for some; freed by the caller. */
static uint8_t *make_text(size_t units, size_t line)
{
    uint8_t *text = malloc(2 + units * 2);

    memcpy(text, "\xFF\xFE", 2);
    for (size_t i = 0; i < units; i++) {
        text[2 + i * 2] = i % line == line - 1 ? '\n' : i % 7 ? 'x' : ' ';
        text[3 + i * 2] = 0;
        if (i % 3001 == 50)
            memcpy(text + 2 + i * 2, "\xAC\x20", 2);
        if (i % 3001 > 90 && i % 3001 < 93)
            memcpy(text + 2 + i * 2, i % 3001 == 91 ? "\x3D\xD8" : "\0\xDE", 2);
    }
    return text;
}

Test(utf16, chunks_end_behind_lines_up_to_the_limit)
{
    static const size_t lines[] = {11, 4000, 70000, TAMIS_UTF16_LINE_MAX};
    size_t units = 3 * TAMIS_UTF16_LINE_MAX;

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        uint8_t *text = make_text(units, lines[i]);
        struct utf16 utf16;
        size_t size, end = 2;

        cr_assert(utf16_begin(&utf16, text, 2 + units * 2));
        while ((size = utf16_next(&utf16, chunk)) > 0) {
            cr_assert_eq(utf16.fresh_first, 0);
            cr_assert_eq(utf16.fresh_end, size);
            cr_assert_eq(utf16_offset(&utf16, 0), end);
            end = utf16_offset(&utf16, size);
            cr_assert(chunk[size - 1] == '\n' || end == 2 + units * 2);
        }
        cr_assert_eq(end, 2 + units * 2);
        cr_assert_eq(utf16.cut_lines, 0);
        free(text);
    }
}

Test(utf16, longer_lines_come_in_chunks_that_overlap)
{
    size_t units = (size_t)5 << 20;
    uint8_t *text = make_text(units, SIZE_MAX);
    struct utf16 utf16;
    size_t end = 2;

    cr_assert(utf16_begin(&utf16, text, 2 + units * 2));
    while (utf16_next(&utf16, chunk) > 0) {
        cr_assert_eq(utf16_offset(&utf16, utf16.fresh_first), end);
        cr_assert(end == 2 || utf16.fresh_first >= TAMIS_SCAN_REACH_MAX);
        end = utf16_offset(&utf16, utf16.fresh_end);
        cr_assert(chunk[utf16.fresh_end - 1] == ' ' || end == 2 + units * 2);
    }
    cr_assert_eq(end, 2 + units * 2);
    cr_assert_eq(utf16.cut_lines, 1);
    free(text);
}

/* Each place leads to the character that it is in, or begins. */
Test(utf16, every_offset_of_a_chunk_leads_back)
{
    size_t units = 9000, at = 2, place = 0, size;
    uint8_t *text = make_text(units, 100000);
    struct utf16 utf16;

    cr_assert(utf16_begin(&utf16, text, 2 + units * 2));
    size = utf16_next(&utf16, chunk);
    while (place < size) {
        size_t taken, bytes;
        uint8_t point[4];

        cr_assert_eq(utf16_offset(&utf16, place), at);
        bytes = utf16_read_point(text + at, 2 + units * 2 - at, false, point,
                                 &taken);
        cr_assert_eq(memcmp(chunk + place, point, bytes), 0);
        place += bytes;
        at += taken;
    }
    cr_assert_eq(utf16_offset(&utf16, place), 2 + units * 2);
    free(text);
}

Test(utf16, random_bytes_stay_in_the_chunk)
{
    struct random random;
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
}
