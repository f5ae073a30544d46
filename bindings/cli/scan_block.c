/* SPDX-License-Identifier: BSD-2-Clause */
#include "scan_block.h"

#include <string.h>

struct scan_encoding scan_encoding_find(const char *bytes, size_t size)
{
    bool has_mark = size >= SCAN_MARK_SIZE;
    bool is_little = has_mark && memcmp(bytes, "\xFF\xFE", 2) == 0;
    struct scan_encoding encoding;

    encoding.is_big_endian = has_mark && memcmp(bytes, "\xFE\xFF", 2) == 0;
    encoding.unit_size = is_little || encoding.is_big_endian ? 2 : 1;
    return encoding;
}

void scan_encoding_put_mark(struct scan_encoding encoding, char *bytes)
{
    if (encoding.unit_size == 2)
        memcpy(bytes, encoding.is_big_endian ? "\xFE\xFF" : "\xFF\xFE",
               SCAN_MARK_SIZE);
}

/* A unit, 0xFFFF for what is no ASCII. */
static unsigned load_unit(struct scan_encoding encoding, const char *text)
{
    const unsigned char *bytes = (const unsigned char *)text;

    if (encoding.unit_size == 1)
        return bytes[0] < 0x80 ? bytes[0] : 0xFFFF;
    if (encoding.is_big_endian)
        return bytes[0] == 0 ? bytes[1] : 0xFFFF;
    return bytes[1] == 0 ? bytes[0] : 0xFFFF;
}

/* Bytes that end every candidate, escaped or not. */
static bool ends_candidates(unsigned unit)
{
    return unit <= ' ' || unit == '"' || unit == '<' || unit == '>';
}

static bool ends_line(unsigned unit)
{
    return unit == '\n';
}

/* After the last such unit in bytes[0..at), looking `reach` back. */
static size_t find_back(struct scan_encoding encoding, const char *bytes,
                        size_t at, size_t reach, bool (*is_end)(unsigned))
{
    size_t unit = encoding.unit_size;
    size_t lowest = at > reach ? at - reach : 0;

    at -= at % unit;
    for (; at >= lowest + unit; at -= unit)
        if (is_end(load_unit(encoding, bytes + at - unit)))
            return at;
    return 0;
}

static size_t find_line_end(struct scan_encoding encoding, const char *bytes,
                            size_t at, size_t reach)
{
    size_t lowest = at > reach ? at - reach : 0;
    const char *found;

    if (encoding.unit_size != 1)
        return find_back(encoding, bytes, at, reach, ends_line);
    found = memrchr(bytes + lowest, '\n', at - lowest);
    return found ? (size_t)(found - bytes) + 1 : 0;
}

size_t scan_encoding_boundary(struct scan_encoding encoding, const char *bytes,
                              size_t at)
{
    size_t end = find_line_end(encoding, bytes, at, SCAN_LINE_REACH);

    return end > 0
               ? end
               : find_back(encoding, bytes, at, SCAN_CONTEXT, ends_candidates);
}

void scan_block_begin(struct scan_block *block, char *bytes)
{
    memset(block, 0, sizeof *block);
    block->bytes = bytes;
}

void scan_block_cut(struct scan_block *block, bool is_last)
{
    size_t end;

    if (block->encoding.unit_size == 0)
        block->encoding = scan_encoding_find(block->bytes, block->size);
    end = is_last ? block->size
                  : scan_encoding_boundary(block->encoding, block->bytes,
                                           block->size);
    block->scan_end = end;
    if (end <= block->fresh_first && !is_last) {
        end = block->size - SCAN_CONTEXT;
        end -= end % block->encoding.unit_size;
        block->scan_end = block->size;
    }
    block->fresh_end = end;
}

bool scan_block_cut_line(struct scan_block *block)
{
    size_t end;

    if (block->encoding.unit_size == 0 && block->size < SCAN_MARK_SIZE)
        return false;
    if (block->encoding.unit_size == 0)
        block->encoding = scan_encoding_find(block->bytes, block->size);
    end =
        find_line_end(block->encoding, block->bytes, block->size, block->size);
    if (end <= block->fresh_first)
        return false;
    block->scan_end = end;
    block->fresh_end = end;
    return true;
}

/* How many bytes before the fresh ones the next block must see: none behind a
 * byte that ends candidates. */
static size_t measure_context(const struct scan_block *block)
{
    size_t end = block->fresh_end;
    size_t unit = block->encoding.unit_size;

    if (end >= unit &&
        ends_candidates(load_unit(block->encoding, block->bytes + end - unit)))
        return 0;
    return end < SCAN_CONTEXT ? end : SCAN_CONTEXT;
}

void scan_block_next(struct scan_block *block)
{
    size_t context = measure_context(block);
    size_t from = block->fresh_end - context;
    size_t mark = block->encoding.unit_size == 2 ? SCAN_MARK_SIZE : 0;

    memmove(block->bytes + mark, block->bytes + from, block->size - from);
    scan_encoding_put_mark(block->encoding, block->bytes);
    block->offset += from - mark;
    block->size = block->size - from + mark;
    block->fresh_first = context + mark;
}

/* Bytes are counted by 255 to a lane, so that a lane never overflows and the
 * compiler makes vectors of them. */
static uint64_t count_newlines(const char *bytes, size_t size)
{
    enum { LANES = 32, ROUNDS = 255 };
    uint64_t count = 0;
    size_t at = 0;

    while (size - at >= LANES) {
        uint8_t lanes[LANES] = {0};

        for (int round = 0; round < ROUNDS && size - at >= LANES; round++) {
            for (int i = 0; i < LANES; i++)
                lanes[i] =
                    (uint8_t)(lanes[i] + (bytes[at + (size_t)i] == '\n'));
            at += LANES;
        }
        for (int i = 0; i < LANES; i++)
            count += lanes[i];
    }
    for (; at < size; at++)
        count += bytes[at] == '\n';
    return count;
}

uint64_t scan_block_lines(const struct scan_block *block, size_t from,
                          size_t to)
{
    uint64_t count = 0;

    if (to <= from)
        return 0;
    if (block->encoding.unit_size == 1)
        return count_newlines(block->bytes + from, to - from);
    for (size_t at = from; at + 2 <= to; at += 2)
        count += load_unit(block->encoding, block->bytes + at) == '\n';
    return count;
}
