/* SPDX-License-Identifier: BSD-2-Clause */
#include "match/utf16.h"

#include "indicator/extract_bytes.h"

#include <tamis/match.h>

#include <string.h>

#define BYTE_ORDER_MARK_SIZE 2u
#define REPLACEMENT          0xFFFDu
#define POINT_SIZE_MAX       4u
/* Beside what a URL's key is made of: its scheme, and what is looked at around
 * it. */
#define REACH_SLACK 1024u

_Static_assert(TAMIS_SCAN_REACH_MAX >=
                   TAMIS_KEY_SIZE_MAX * UNIT_SIZE_MAX + REACH_SLACK,
               "longer than any candidate, however it is escaped");
_Static_assert(UTF16_CHUNK_UTF8_SIZE >= TAMIS_UTF16_LINE_MAX * 3u,
               "a line of so many units fits a chunk");
_Static_assert(UTF16_CHUNK_UTF8_SIZE > 4 * TAMIS_SCAN_REACH_MAX,
               "of a chunk with both overlaps half is fresh");
_Static_assert(UTF16_CHUNK_UTF8_SIZE <= UINT32_MAX >> 2, "units in a step");

bool utf16_begin(struct utf16 *utf16, const void *text, size_t size)
{
    const uint8_t *bytes = text;

    if (size < BYTE_ORDER_MARK_SIZE)
        return false;
    if (!(bytes[0] == 0xFF && bytes[1] == 0xFE) &&
        !(bytes[0] == 0xFE && bytes[1] == 0xFF))
        return false;
    utf16->is_big_endian = bytes[0] == 0xFE;
    utf16->text = bytes + BYTE_ORDER_MARK_SIZE;
    utf16->size = (size - BYTE_ORDER_MARK_SIZE) & ~(size_t)1;
    utf16->is_in_cut_line = false;
    utf16->cut_lines = 0;
    utf16->next = utf16->next_fresh = 0;
    utf16->position = utf16->chunk_start = utf16->chunk_size = 0;
    utf16->fresh_first = utf16->fresh_end = 0;
    utf16->step_count = 0;
    return true;
}

static uint32_t load_unit(const struct utf16 *utf16, size_t at)
{
    const uint8_t *bytes = utf16->text + at;

    return utf16->is_big_endian ? (uint32_t)(bytes[0] << 8 | bytes[1])
                                : (uint32_t)(bytes[1] << 8 | bytes[0]);
}

/* One code point at `at`, not reading past `end`; *units is 1 or 2. */
static uint32_t load_point(const struct utf16 *utf16, size_t at, size_t end,
                           size_t *units)
{
    uint32_t high = load_unit(utf16, at);
    uint32_t low;

    *units = 1;
    if (high < 0xD800 || high > 0xDFFF)
        return high;
    if (high > 0xDBFF || at + 4 > end)
        return REPLACEMENT;
    low = load_unit(utf16, at + 2);
    if (low < 0xDC00 || low > 0xDFFF)
        return REPLACEMENT;
    *units = 2;
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00);
}

static size_t point_size(uint32_t point)
{
    return point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
}

static void store_point(uint32_t point, size_t size, uint8_t *to)
{
    static const uint8_t first[5] = {0, 0, 0xC0, 0xE0, 0xF0};

    for (size_t i = size; i > 1; i--) {
        to[i - 1] = (uint8_t)(0x80 | (point & 0x3F));
        point >>= 6;
    }
    to[0] = (uint8_t)(size == 1 ? point : (first[size] | point));
}

static void note_step(struct utf16 *utf16, size_t place)
{
    size_t units = (utf16->position - utf16->chunk_start) / 2;
    size_t behind = place - utf16->step_count * UTF16_STEP_SIZE;

    utf16->steps[utf16->step_count++] = (uint32_t)(units << 2 | behind);
}

/* Reads on until the chunk has `size` bytes, or there is no more. */
static void fill(struct utf16 *utf16, uint8_t *chunk, size_t size)
{
    size_t place = utf16->chunk_size;

    while (utf16->position < utf16->size && place + POINT_SIZE_MAX <= size) {
        size_t units = 1, bytes = 1;
        uint32_t point = load_unit(utf16, utf16->position);

        if (place >= utf16->step_count * UTF16_STEP_SIZE)
            note_step(utf16, place);
        if (point < 0x80) {
            chunk[place] = (uint8_t)point;
        } else {
            point = load_point(utf16, utf16->position, utf16->size, &units);
            bytes = point_size(point);
            store_point(point, bytes, chunk + place);
        }
        place += bytes;
        utf16->position += units * 2;
    }
    utf16->chunk_size = place;
}

static bool is_gap(uint8_t byte)
{
    return byte <= ' ' || byte == '"' || byte == '<' || byte == '>';
}

/* Where a line is cut that is longer than a chunk: behind a gap, since nothing
 * goes over one but literals and regexes; else anywhere between characters. */
static size_t find_cut(const struct utf16 *utf16, const uint8_t *chunk)
{
    size_t lowest = utf16->fresh_first + utf16->chunk_size / 4;
    size_t cut = utf16->chunk_size - TAMIS_KEY_SIZE_MAX;

    for (; cut > lowest; cut--)
        if (is_gap(chunk[cut - 1]))
            return cut;
    cut = utf16->chunk_size - TAMIS_SCAN_REACH_MAX;
    while ((chunk[cut] & 0xC0) == 0x80)
        cut--;
    return cut;
}

/* The rest of a line comes in the next chunk, which sees what is before it. */
static void cut_line(struct utf16 *utf16, const uint8_t *chunk)
{
    size_t from;

    utf16->fresh_end = find_cut(utf16, chunk);
    from = utf16->fresh_end - TAMIS_SCAN_REACH_MAX;
    while ((chunk[from] & 0xC0) == 0x80)
        from--;
    utf16->next = utf16_offset(utf16, from) - BYTE_ORDER_MARK_SIZE;
    utf16->next_fresh = utf16->fresh_end - from;
    utf16->cut_lines += !utf16->is_in_cut_line;
    utf16->is_in_cut_line = true;
}

/* Ends the chunk behind its last line, if one ends in what is fresh. */
static bool cut_lines(struct utf16 *utf16, const uint8_t *chunk)
{
    const uint8_t *end = memrchr(chunk + utf16->fresh_first, '\n',
                                 utf16->chunk_size - utf16->fresh_first);

    if (!end)
        return false;
    utf16->chunk_size = (size_t)(end + 1 - chunk);
    utf16->fresh_end = utf16->chunk_size;
    utf16->next = utf16_offset(utf16, utf16->chunk_size) - BYTE_ORDER_MARK_SIZE;
    utf16->next_fresh = 0;
    utf16->is_in_cut_line = false;
    return true;
}

size_t utf16_next(struct utf16 *utf16, uint8_t *chunk)
{
    utf16->position = utf16->chunk_start = utf16->next;
    utf16->chunk_size = utf16->step_count = 0;
    utf16->fresh_first = utf16->next_fresh;
    if (utf16->position == utf16->size)
        return 0;
    fill(utf16, chunk, utf16->fresh_first + UTF16_CHUNK_SIZE);
    if (utf16->position < utf16->size && !cut_lines(utf16, chunk)) {
        fill(utf16, chunk, UTF16_CHUNK_UTF8_SIZE);
        if (utf16->position < utf16->size && !cut_lines(utf16, chunk)) {
            cut_line(utf16, chunk);
            return utf16->chunk_size;
        }
    }
    if (utf16->position == utf16->size) {
        utf16->fresh_end = utf16->chunk_size;
        utf16->next = utf16->size;
        utf16->next_fresh = 0;
    }
    return utf16->chunk_size;
}

size_t utf16_offset(const struct utf16 *utf16, size_t chunk_offset)
{
    size_t step = chunk_offset / UTF16_STEP_SIZE;
    size_t at = utf16->chunk_start, place = 0;

    if (step >= utf16->step_count)
        step = utf16->step_count > 0 ? utf16->step_count - 1 : 0;
    if (utf16->step_count > 0) {
        at += (utf16->steps[step] >> 2) * (size_t)2;
        place = step * UTF16_STEP_SIZE + (utf16->steps[step] & 3);
    }
    while (place < chunk_offset && at < utf16->position) {
        size_t units;

        place += point_size(load_point(utf16, at, utf16->size, &units));
        at += units * 2;
    }
    return at + BYTE_ORDER_MARK_SIZE;
}

size_t utf16_read_point(const uint8_t *bytes, size_t size, bool is_big_endian,
                        uint8_t *to, size_t *taken)
{
    const struct utf16 text = {
        .text = bytes, .size = size, .is_big_endian = is_big_endian};
    size_t units;
    uint32_t point = load_point(&text, 0, size, &units);
    size_t point_bytes = point_size(point);

    store_point(point, point_bytes, to);
    *taken = units * 2;
    return point_bytes;
}

bool utf16_is_first_half(const uint8_t *bytes, bool is_big_endian)
{
    return (bytes[is_big_endian ? 0 : 1] & 0xFC) == 0xD8;
}
