/* SPDX-License-Identifier: BSD-2-Clause */
#include "match/utf16.h"

#define BYTE_ORDER_MARK_SIZE 2u
#define REPLACEMENT          0xFFFDu

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
    utf16->position = 0;
    utf16->chunk_start = 0;
    utf16->chunk_end = 0;
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

/* The end of the next chunk: after the last blank, so that no token is cut. */
static size_t chunk_limit(const struct utf16 *utf16)
{
    size_t end = utf16->position + (size_t)UTF16_CHUNK_UNITS * 2;

    if (end >= utf16->size)
        return utf16->size;
    for (size_t at = end; at > utf16->position; at -= 2)
        if (load_unit(utf16, at - 2) <= ' ')
            return at;
    return end;
}

size_t utf16_next(struct utf16 *utf16, uint8_t *chunk)
{
    size_t end = chunk_limit(utf16);
    size_t size = 0;

    utf16->chunk_start = utf16->position;
    utf16->chunk_end = end;
    while (utf16->position < end) {
        size_t units;
        uint32_t point = load_point(utf16, utf16->position, end, &units);
        size_t bytes = point_size(point);

        store_point(point, bytes, chunk + size);
        size += bytes;
        utf16->position += units * 2;
    }
    return size;
}

size_t utf16_offset(const struct utf16 *utf16, size_t chunk_offset)
{
    size_t at = utf16->chunk_start;

    while (chunk_offset > 0 && at < utf16->chunk_end) {
        size_t units;
        size_t bytes =
            point_size(load_point(utf16, at, utf16->chunk_end, &units));

        chunk_offset = chunk_offset > bytes ? chunk_offset - bytes : 0;
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
