/* SPDX-License-Identifier: BSD-2-Clause */
#include "match/outline_escape.h"

/* Between two colons of an IPv6 address; and how many it has without "::". */
#define GROUP_SIZE_MAX 4u
#define COLONS_MIN     6u

/* What a special byte means makes or goes on with a token. */
static bool matters(const struct unit *unit)
{
    return unit->origin == UNIT_MARK || unit->bytes[0] == '/' ||
           (unit_class(unit) &
            (BYTE_NAME | BYTE_HIGH | BYTE_JOIN | BYTE_ESCAPE));
}

/* Is a plain colon so close that both may be of one IPv6 address? */
static bool is_colon_near(const struct reader *reader, size_t at, size_t end)
{
    for (size_t i = 0; i <= GROUP_SIZE_MAX; i++)
        if ((i < at && reader->text[at - 1 - i] == ':') ||
            (i < reader->size - end && reader->text[end + i] == ':'))
            return true;
    return false;
}

/* Can it be a colon of an IPv6 address? */
static bool is_in_address(struct outline_escapes *escapes, size_t at,
                          size_t end)
{
    size_t before = escapes->colon_end;

    escapes->colon_end = end;
    if (before == 0 || at - before > GROUP_SIZE_MAX)
        escapes->colons = 0;
    escapes->colons++;
    return at == before || escapes->colons >= COLONS_MIN ||
           is_colon_near(&escapes->reader, at, end);
}

/* As many slashes from `at` on, in one reading; where they end, or 0. */
static size_t skip_slashes(const struct reader *reader, size_t at, int count)
{
    for (int i = 0; i < count; i++) {
        struct unit unit = unit_read(reader, at);

        if (!unit_is(&unit, '/'))
            return 0;
        at += unit.size;
    }
    return at;
}

/* The escape is the first one in "://": where that ends, or 0. */
static size_t find_separator(const struct reader *reader, size_t at,
                             const struct unit *unit)
{
    const uint8_t *text = reader->text;
    size_t end = at + unit->size;

    if (unit_is(unit, ':'))
        return skip_slashes(reader, end, 2);
    if (at >= 1 && text[at - 1] == ':')
        return skip_slashes(reader, end, 1);
    return at >= 2 && text[at - 1] == '/' && text[at - 2] == ':' ? end : 0;
}

static void take_separator(struct outline_escapes *escapes, size_t at,
                           const struct unit *unit, size_t place)
{
    struct outline *outline = escapes->outline;
    bool is_percent = escapes->reader.text[at] == '%';
    const struct reader reader = {escapes->reader.text, escapes->reader.size,
                                  is_percent ? READ_PERCENT : READ_BACKSLASH};
    size_t end = find_separator(&reader, at, unit);
    size_t count = outline->separator_count;
    uint16_t behind = (uint16_t)(place + (end - at));

    if (end == 0 ||
        (count > 0 && outline->separators[count - 1].place == behind))
        return;
    outline->scheme[place / 64] |= UINT64_C(1) << place % 64;
    outline->separators[outline->separator_count++] =
        (struct outline_separator){behind, is_percent};
}

/* The escape's place is of the classes of what it means. */
static void set_classes(struct outline *outline, size_t place, uint8_t byte)
{
    uint64_t bit = UINT64_C(1) << place % 64;
    size_t number = place / 64;

    outline->escape[number] |= bit;
    if (byte_class(byte) & BYTE_URL)
        outline->stop[number] &= ~bit;
    else
        outline->stop[number] |= bit;
    if (byte == '/' || byte == '?' || byte == ':')
        outline->path[number] |= bit;
    if (byte == ':')
        outline->colon[number] |= bit;
    if (byte == '@') {
        outline->at[number] |= bit;
        outline->any.users |= bit;
    }
}

/* False when what it means may be part of a token. */
static bool take_escape(struct outline_escapes *escapes, size_t at,
                        const struct unit *unit, size_t place)
{
    struct outline *outline = escapes->outline;
    const struct reader *reader = &escapes->reader;
    size_t end = at + unit->size;
    uint8_t byte = unit->bytes[0];

    if ((byte_class(byte) & (BYTE_NAME | BYTE_HIGH)) || byte == '.' ||
        byte == '%')
        return false;
    set_classes(outline, place, byte);
    /* The second backslash of two. */
    if (end == escapes->end)
        return true;
    escapes->end = end;
    if (byte == ':' && is_in_address(escapes, at, end))
        return false;
    if (byte == ':' || byte == '/')
        take_separator(escapes, at, unit, place);
    if (end < reader->size && (byte_class(reader->text[end - 1]) & BYTE_NAME) &&
        ((byte_class(reader->text[end]) & BYTE_NAME) ||
         reader->text[end] == '.'))
        outline->starts[outline->start_count++] =
            (uint16_t)(place + unit->size);
    return true;
}

void outline_read_specials(struct outline_escapes *escapes, size_t start,
                           size_t number)
{
    struct outline *outline = escapes->outline;
    uint64_t left = outline->doubt[number] & outline->special[number];

    for (; left; left &= left - 1) {
        size_t place = number * 64 + (size_t)__builtin_ctzll(left);
        size_t at = start + place - OUTLINE_FIRST;
        struct unit unit;

        if (!unit_read_special(&escapes->reader, at, &unit))
            continue;
        if (matters(&unit))
            outline->anchor[number] |= left & -left;
        if (unit.origin != UNIT_ESCAPE ||
            !take_escape(escapes, at, &unit, place))
            outline->odd[number] |= left & -left;
    }
}

static void put_bit(uint64_t *bits, size_t place, bool is_set)
{
    uint64_t bit = UINT64_C(1) << place % 64;

    bits[place / 64] =
        is_set ? bits[place / 64] | bit : bits[place / 64] & ~bit;
}

/* What is said of the run that ends there, now that it begins at `start`. */
static void draw_end(struct outline *outline, size_t start, size_t end)
{
    size_t joint = outline_next_before(outline->joint, start, end);
    bool is_joined = joint < end;

    if (is_joined)
        joint = outline_last(outline->joint, end);
    put_bit(outline->names, end,
            is_joined && outline_has(outline->letter, joint, end));
    put_bit(outline->numbers, end,
            is_joined && !outline_has(outline->letter, start, end));
}

void outline_cut_escapes(struct outline *outline)
{
    size_t kept = 0;

    for (size_t i = 0; i < outline->start_count; i++) {
        size_t start = outline->starts[i];
        size_t from = start;

        /* Of the next piece. */
        if (start > outline->end)
            break;
        while (outline_is_set(outline->name, from - 1)) {
            from--;
            put_bit(outline->name, from, false);
            put_bit(outline->run, from, false);
            put_bit(outline->letter, from, false);
        }
        if (outline_is_set(outline->joint, start)) {
            put_bit(outline->joint, start, false);
            put_bit(outline->run, start, false);
            start++;
        }
        if (!outline_is_set(outline->name, start))
            continue;
        draw_end(outline, start, outline_next_clear(outline->run, start));
        outline->starts[kept++] = (uint16_t)start;
    }
    outline->start_count = kept;
}
