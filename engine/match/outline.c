/* SPDX-License-Identifier: BSD-2-Clause */
#include "match/outline.h"

#include "indicator/extract_bytes.h"

#include <string.h>

/* IPv6 without "::" has that many colons at least, one to four hex digits
 * between them (extract_address.c). */
#define COLONS_MIN    6u
#define COLONS_GAP    5u
#define LABEL_HEX_MAX 4u

/* What a piece is cut into, one block with its neighbours. */
struct neighbours {
    const struct scan_marks *before, *block, *behind;
};

#define FROM_BEFORE(near, class)                                               \
    ((near)->block->class << 1 | (near)->before->class >> 63)
#define FROM_BEHIND(near, class, distance)                                     \
    ((near)->block->class >> (distance) |                                      \
     (near)->behind->class << (64 - (distance)))

/* The first of sixteen ones. */
static uint64_t find_sixteen(uint64_t bits)
{
    bits &= bits >> 1;
    bits &= bits >> 2;
    bits &= bits >> 4;
    return bits & bits >> 8;
}

/* What a special byte means makes or goes on with a token. */
static bool matters(const struct unit *unit)
{
    return unit->origin == UNIT_MARK || unit->bytes[0] == '/' ||
           (unit_class(unit) &
            (BYTE_NAME | BYTE_HIGH | BYTE_JOIN | BYTE_ESCAPE));
}

/* Marks and escapes among the special bytes of a block. Most of these bytes
 * are what they look like. */
static void read_specials(struct outline *outline, const struct reader *reader,
                          size_t start, size_t number)
{
    uint64_t left = outline->marks[number].special;

    for (; left; left &= left - 1) {
        size_t place = number * 64 + (size_t)__builtin_ctzll(left);
        struct unit unit;

        if (!unit_read_special(reader, start + place - OUTLINE_FIRST, &unit))
            continue;
        outline->odd[number] |= left & -left;
        if (matters(&unit))
            outline->anchor[number] |= left & -left;
    }
}

/* Full stops of Chinese and Japanese are dots to IDNA. */
static void find_stops(struct outline *outline, const struct reader *reader,
                       size_t start, size_t number)
{
    uint64_t left = outline->marks[number].high;

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
        uint64_t behind = outline->name[(place + 2) / 64] &
                          ~outline->beyond_hex[(place + 2) / 64];

        if ((outline->marks[(label - 1) / 64].special >> (label - 1) % 64 &
             1) ||
            (is_hex && (label < place || (behind >> (place + 2) % 64 & 1))))
            outline->colons[number] |= pairs & -pairs;
    }
}

/* Colons with hex digits or colons on both sides, of this block and the one
 * before: enough of them in a row? */
static void find_rows(struct outline *outline, size_t number,
                      const uint64_t tight[2])
{
    size_t first = 0, last = 0, count = 0;

    for (size_t half = 0; half < 2; half++) {
        for (uint64_t left = tight[half]; left; left &= left - 1) {
            size_t place =
                (number + half - 1) * 64 + (size_t)__builtin_ctzll(left);

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

static uint64_t find_tight(const struct outline *outline, size_t number)
{
    const struct neighbours near = {&outline->marks[number - 1],
                                    &outline->marks[number],
                                    &outline->marks[number + 1]};

    return near.block->colon &
           (FROM_BEFORE(&near, hex) | FROM_BEFORE(&near, colon)) &
           (FROM_BEHIND(&near, hex, 1) | FROM_BEHIND(&near, colon, 1));
}

static void find_colons(struct outline *outline, size_t number)
{
    const struct scan_marks *block = &outline->marks[number];
    uint64_t pairs = block->colon & (block->colon >> 1 | block[1].colon << 63);
    const uint64_t tight[2] = {number > 1 ? find_tight(outline, number - 1) : 0,
                               find_tight(outline, number)};

    if (pairs)
        find_pairs(outline, number, pairs);
    if (__builtin_popcountll(tight[0]) + __builtin_popcountll(tight[1]) >=
        (int)COLONS_MIN)
        find_rows(outline, number, tight);
}

static void draw_rest(struct outline *outline, const struct reader *reader,
                      size_t start, size_t number)
{
    if (outline->marks[number].special)
        read_specials(outline, reader, start, number);
    if (outline->marks[number].high)
        find_stops(outline, reader, start, number);
    if (outline->marks[number].colon)
        find_colons(outline, number);
}

/* Everything that takes bits alone. Gives the dots that have any part of a
 * token on both sides. */
static uint64_t draw_block(struct outline *outline, size_t number)
{
    const struct neighbours near = {&outline->marks[number - 1],
                                    &outline->marks[number],
                                    &outline->marks[number + 1]};
    const struct scan_marks *block = near.block;
    uint64_t before = FROM_BEFORE(&near, name);
    uint64_t behind = FROM_BEHIND(&near, name, 1);
    uint64_t loose_before = before | FROM_BEFORE(&near, high);
    uint64_t loose_behind =
        behind | FROM_BEHIND(&near, high, 1) | FROM_BEHIND(&near, special, 1);

    outline->gap[number] = block->gap;
    outline->name[number] = block->name;
    outline->letter[number] = block->name & ~block->digit;
    outline->beyond_hex[number] = block->name & ~block->hex;
    outline->joint[number] = block->dot & before & behind;
    outline->run[number] = block->name | outline->joint[number];
    outline->stop[number] = block->stop;
    outline->comma[number] = block->comma;
    outline->at[number] = block->at;
    outline->scheme[number] = block->colon & FROM_BEHIND(&near, slash, 1) &
                              FROM_BEHIND(&near, slash, 2);
    outline->digest[number] = find_sixteen(block->hex);
    outline->colons[number] = 0;
    outline->odd[number] = block->high;
    return block->dot & loose_before & loose_behind;
}

static void draw(struct outline *outline, const struct reader *reader,
                 size_t start, size_t count)
{
    for (size_t number = 1; number <= count; number++)
        outline->anchor[number] = draw_block(outline, number);
    for (size_t number = 1; number <= count; number++)
        draw_rest(outline, reader, start, number);
    for (size_t number = 1; number <= count; number++) {
        uint64_t rare = outline->scheme[number] | outline->digest[number] |
                        outline->colons[number];

        outline->anchor[number] |= rare;
        outline->rare[number] =
            rare | outline->odd[number] | outline->at[number];
    }
}

/* A block of nothing but gaps. */
static void draw_border(struct outline *outline, size_t number)
{
    static const struct scan_marks gaps = {.gap = UINT64_MAX};

    outline->marks[number] = gaps;
    outline->gap[number] = UINT64_MAX;
    outline->name[number] = outline->letter[number] = 0;
    outline->beyond_hex[number] = outline->joint[number] = 0;
    outline->run[number] = outline->stop[number] = outline->comma[number] = 0;
    outline->at[number] = outline->scheme[number] = outline->digest[number] = 0;
    outline->colons[number] = outline->odd[number] = 0;
    outline->rare[number] = outline->anchor[number] = 0;
}

size_t outline_draw(struct outline *outline, const struct scan_kernels *kernels,
                    const uint8_t *text, size_t size, size_t start,
                    bool *is_cut)
{
    const struct reader reader = {text, size, READ_MARKS | READ_ESCAPES};
    size_t left = size - start;
    size_t length = left < OUTLINE_SIZE ? left : OUTLINE_SIZE;
    size_t count = (length + SCAN_BLOCK_SIZE - 1) / SCAN_BLOCK_SIZE;

    outline->bytes = text + start;
    kernels->mark(text + start, length, &outline->marks[1]);
    draw_border(outline, 0);
    draw_border(outline, count + 1);
    draw_border(outline, count + 2);
    draw(outline, &reader, start, count);
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
