/* SPDX-License-Identifier: BSD-2-Clause */
#include "match/outline.h"

#include "indicator/extract_bytes.h"
#include "match/outline_escape.h"
#include "match/outline_kernels.h"

/* IPv6 without "::" has that many colons at least, one to four hex digits
 * between them (extract_address.c). */
#define COLONS_MIN    6u
#define COLONS_GAP    5u
#define LABEL_HEX_MAX 4u

/* Of a whole block; all of them begin so. */
static bool has_stop_lead(const uint8_t *bytes)
{
    unsigned found = 0;

    for (size_t i = 0; i < SCAN_BLOCK_SIZE; i++)
        found |= (unsigned)(bytes[i] == 0xe3) | (unsigned)(bytes[i] == 0xef);
    return found != 0;
}

/* Full stops of Chinese and Japanese are dots to IDNA. */
static void find_stops(struct outline *outline, const struct reader *reader,
                       size_t start, size_t number)
{
    uint64_t left = outline->high[number];
    size_t first = start + number * 64 - OUTLINE_FIRST;

    if (reader->size - first >= SCAN_BLOCK_SIZE &&
        !has_stop_lead(reader->text + first))
        return;
    for (; left; left &= left - 1) {
        size_t at =
            start + number * 64 + (size_t)__builtin_ctzll(left) - OUTLINE_FIRST;

        if (byte_is_stop(reader->text + at, reader->size - at))
            outline->anchor[number] |= left & -left;
    }
}

/* Before or behind "::" there are hex digits; and what is before it is not the
 * end of a longer label, unless an escape makes it one. */
static void find_pairs(struct outline *outline, size_t number, uint64_t pairs)
{
    for (; pairs; pairs &= pairs - 1) {
        size_t place = number * 64 + (size_t)__builtin_ctzll(pairs);
        size_t label = outline_last_clear(outline->name, place) + 1;
        bool is_hex = place - label <= LABEL_HEX_MAX &&
                      !outline_has(outline->beyond_hex, label, place);
        bool is_hex_behind = outline_is_set(outline->name, place + 2) &&
                             !outline_is_set(outline->beyond_hex, place + 2);

        if (outline_is_set(outline->special, label - 1) ||
            (is_hex && (label < place || is_hex_behind)))
            outline->colons[number] |= pairs & -pairs;
    }
}

/* Colons with hex digits or colons on both sides, of this block and the one
 * before: enough of them in a row? */
static void find_rows(struct outline *outline, size_t number)
{
    size_t first = 0, last = 0, count = 0;

    for (size_t from = number - 1; from <= number; from++) {
        for (uint64_t left = outline->tight[from]; left; left &= left - 1) {
            size_t place = from * 64 + (size_t)__builtin_ctzll(left);

            if (count == 0 || place - last > COLONS_GAP ||
                outline_next_clear(outline->name, last + 1) != place) {
                first = place;
                count = 0;
            }
            last = place;
            if (++count == COLONS_MIN)
                outline->colons[first / 64] |= UINT64_C(1) << first % 64;
        }
    }
}

static void draw_rest(struct outline_escapes *escapes, size_t start,
                      size_t number)
{
    struct outline *outline = escapes->outline;
    const struct reader *reader = &escapes->reader;
    uint64_t colon = outline->colon[number];
    uint64_t pairs = colon & (colon >> 1 | outline->colon[number + 1] << 63);

    outline_read_specials(escapes, start, number);
    if (outline->high[number])
        find_stops(outline, reader, start, number);
    if (pairs)
        find_pairs(outline, number, pairs);
    find_rows(outline, number);
}

/* What is left to be told of one byte after the other. */
static void draw_rests(struct outline_escapes *escapes, size_t start)
{
    struct outline *outline = escapes->outline;

    for (size_t number = 1; number <= outline->count; number++)
        if (outline->doubt[number])
            draw_rest(escapes, start, number);
    for (size_t number = 1; number <= outline->count; number++) {
        outline->anchor[number] |= outline->colons[number];
        outline->worth[number] |= outline->colons[number];
        outline->any.odd |= outline->odd[number];
    }
}

/* The first mark of a word with both goes up to its end in both sums. */
void outline_find_odd(struct outline *outline)
{
    uint64_t odd = 0, anchor = 0;

    if (!outline->any.odd)
        return;
    for (size_t number = 1; number <= outline->count + 1; number++) {
        uint64_t gap = outline->gap[number];

        outline->worth[number] |=
            outline_ends(~gap, outline->odd[number] & ~gap, &odd) &
            outline_ends(~gap, outline->anchor[number] & ~gap, &anchor);
    }
}

/* A block of nothing but gaps. */
static void draw_border(struct outline *outline, size_t number)
{
    for (size_t n = 0; n < OUTLINE_ARRAYS; n++)
        outline->arrays[n][number] = 0;
    outline->gap[number] = UINT64_MAX;
}

size_t outline_draw(struct outline *outline,
                    const struct outline_kernels *kernels, const uint8_t *text,
                    size_t size, size_t start, bool *is_cut)
{
    struct outline_escapes escapes = {
        .outline = outline, .reader = {text, size, READ_MARKS | READ_ESCAPES}};
    size_t left = size - start;
    size_t length = left < OUTLINE_SIZE ? left : OUTLINE_SIZE;
    size_t count = (length + SCAN_BLOCK_SIZE - 1) / SCAN_BLOCK_SIZE;

    outline->bytes = text + start;
    outline->count = count;
    outline->start_count = outline->separator_count = 0;
    kernels->scan->mark(text + start, length, &outline->arrays[0][1],
                        OUTLINE_WORDS);
    draw_border(outline, 0);
    draw_border(outline, count + 1);
    draw_border(outline, count + 2);
    if (kernels->draw(outline, count))
        draw_rests(&escapes, start);
    *is_cut = false;
    if (left > length) {
        size_t last = outline_last(outline->gap, OUTLINE_FIRST + length);

        *is_cut = last < OUTLINE_FIRST;
        if (!*is_cut)
            length = last + 1 - OUTLINE_FIRST;
    }
    outline->end = OUTLINE_FIRST + length;
    return length;
}
