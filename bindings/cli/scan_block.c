/* SPDX-License-Identifier: BSD-2-Clause */
#include "scan_block.h"

#include <string.h>

#define MARK_SIZE 2u

void scan_block_begin(struct scan_block *block, char *bytes)
{
    memset(block, 0, sizeof *block);
    block->bytes = bytes;
}

static void find_encoding(struct scan_block *block)
{
    bool is_little = block->size >= MARK_SIZE &&
                     memcmp(block->bytes, "\xFF\xFE", MARK_SIZE) == 0;

    block->is_big_endian = block->size >= MARK_SIZE &&
                           memcmp(block->bytes, "\xFE\xFF", MARK_SIZE) == 0;
    block->unit_size = is_little || block->is_big_endian ? 2 : 1;
}

/* The unit at a place, 0xFFFF for what is no ASCII. */
static unsigned unit_at(const struct scan_block *block, size_t at)
{
    const unsigned char *bytes = (const unsigned char *)block->bytes + at;

    if (block->unit_size == 1)
        return bytes[0] < 0x80 ? bytes[0] : 0xFFFF;
    if (block->is_big_endian)
        return bytes[0] == 0 ? bytes[1] : 0xFFFF;
    return bytes[1] == 0 ? bytes[0] : 0xFFFF;
}

/* Bytes that end every candidate, escaped or not. */
static bool ends_candidates(unsigned unit)
{
    return unit <= ' ' || unit == '"' || unit == '<' || unit == '>';
}

/* After the last such unit among the last SCAN_CONTEXT bytes; 0 for none. */
static size_t find_end(const struct scan_block *block)
{
    size_t unit = block->unit_size;
    size_t at = block->size - block->size % unit;
    size_t lowest = at > SCAN_CONTEXT ? at - SCAN_CONTEXT : 0;

    for (; at >= lowest + unit && at >= unit; at -= unit)
        if (ends_candidates(unit_at(block, at - unit)))
            return at;
    return 0;
}

void scan_block_cut(struct scan_block *block, bool is_last)
{
    size_t end;

    if (block->unit_size == 0)
        find_encoding(block);
    end = is_last ? block->size : find_end(block);
    block->scan_end = end;
    if (end <= block->fresh_first && !is_last) {
        end = block->size - SCAN_CONTEXT;
        end -= end % block->unit_size;
        block->scan_end = block->size;
    }
    block->fresh_end = end;
}

/* How many bytes before the fresh ones the next block must see: none behind a
 * byte that ends candidates. */
static size_t measure_context(const struct scan_block *block)
{
    size_t end = block->fresh_end;

    if (end >= block->unit_size &&
        ends_candidates(unit_at(block, end - block->unit_size)))
        return 0;
    return end < SCAN_CONTEXT ? end : SCAN_CONTEXT;
}

void scan_block_next(struct scan_block *block)
{
    size_t context = measure_context(block);
    size_t from = block->fresh_end - context;
    size_t mark = block->unit_size == 2 ? MARK_SIZE : 0;

    memmove(block->bytes + mark, block->bytes + from, block->size - from);
    if (mark)
        memcpy(block->bytes, block->is_big_endian ? "\xFE\xFF" : "\xFF\xFE",
               mark);
    block->offset += from - mark;
    block->size = block->size - from + mark;
    block->fresh_first = context + mark;
}

uint64_t scan_block_lines(const struct scan_block *block, size_t from,
                          size_t to)
{
    uint64_t count = 0;

    for (size_t at = from; at < to; at += block->unit_size) {
        const char *found;

        if (block->unit_size == 2) {
            count += unit_at(block, at) == '\n';
            continue;
        }
        found = memchr(block->bytes + at, '\n', to - at);
        if (!found)
            break;
        at = (size_t)(found - block->bytes);
        count++;
    }
    return count;
}
