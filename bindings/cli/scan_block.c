/* SPDX-License-Identifier: BSD-2-Clause */
#include "scan_block.h"

#include <stdlib.h>
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

size_t scan_encoding_last_line(struct scan_encoding encoding, const char *bytes,
                               size_t from, size_t to)
{
    const char *found;

    if (encoding.unit_size == 1) {
        found = to > from ? memrchr(bytes + from, '\n', to - from) : NULL;
        return found ? (size_t)(found - bytes) + 1 : 0;
    }
    for (to -= (to - from) % 2; to > from; to -= 2)
        if (load_unit(encoding, bytes + to - 2) == '\n')
            return to;
    return 0;
}

size_t scan_encoding_first_line(struct scan_encoding encoding,
                                const char *bytes, size_t from, size_t to)
{
    const char *found;

    if (encoding.unit_size == 1) {
        found = to > from ? memchr(bytes + from, '\n', to - from) : NULL;
        return found ? (size_t)(found - bytes) + 1 : 0;
    }
    for (; from + 2 <= to; from += 2)
        if (load_unit(encoding, bytes + from) == '\n')
            return from + 2;
    return 0;
}

bool scan_buffer_reserve(struct scan_buffer *buffer, size_t capacity)
{
    char *larger;

    if (buffer->capacity >= capacity)
        return true;
    larger = realloc(buffer->bytes, capacity);
    if (!larger)
        return false;
    buffer->bytes = larger;
    buffer->capacity = capacity;
    return true;
}

void scan_buffer_release(struct scan_buffer *buffer)
{
    free(buffer->bytes);
    buffer->bytes = NULL;
    buffer->capacity = 0;
}

bool scan_block_begin(struct scan_block *block, struct scan_buffer *buffer,
                      size_t line_max)
{
    memset(block, 0, sizeof *block);
    if (!scan_buffer_reserve(buffer, SCAN_BLOCK_SIZE))
        return false;
    block->buffer = buffer;
    block->bytes = buffer->bytes;
    block->target = SCAN_BLOCK_SIZE;
    block->line_max = line_max;
    return true;
}

/* Makes room for more of a line. False when it is too long for that, or for
 * the memory that there is. */
static bool grow(struct scan_block *block)
{
    size_t target = block->target * 2;

    if (block->is_in_long_line ||
        block->size - block->fresh_first >= block->line_max)
        return false;
    if (!scan_buffer_reserve(block->buffer, target))
        return false;
    block->bytes = block->buffer->bytes;
    block->target = target;
    return true;
}

static void find_encoding(struct scan_block *block)
{
    if (block->encoding.unit_size == 0)
        block->encoding = scan_encoding_find(block->bytes, block->size);
}

bool scan_block_cut(struct scan_block *block, bool is_last)
{
    size_t end = block->size;

    find_encoding(block);
    if (!is_last)
        end = scan_encoding_last_line(block->encoding, block->bytes,
                                      block->fresh_first, block->size);
    if (end == 0 && grow(block))
        return false;
    block->is_in_long_line = end == 0;
    block->has_long_line |= end == 0;
    block->scan_end = end;
    if (end == 0) {
        end = block->size - SCAN_CONTEXT;
        end -= end % block->encoding.unit_size;
        block->scan_end = block->size;
    }
    block->fresh_end = end;
    return true;
}

bool scan_block_cut_line(struct scan_block *block)
{
    size_t end;

    if (block->encoding.unit_size == 0 && block->size < SCAN_MARK_SIZE)
        return false;
    find_encoding(block);
    end = scan_encoding_last_line(block->encoding, block->bytes,
                                  block->fresh_first, block->size);
    if (end == 0)
        return false;
    block->is_in_long_line = false;
    block->scan_end = end;
    block->fresh_end = end;
    return true;
}

/* What is filled next: a block, and behind what is kept as much again. */
static size_t choose_target(const struct scan_block *block)
{
    size_t target = block->size * 2;

    if (target < SCAN_BLOCK_SIZE)
        return SCAN_BLOCK_SIZE;
    return target < block->buffer->capacity ? target : block->buffer->capacity;
}

void scan_block_next(struct scan_block *block)
{
    size_t context = block->is_in_long_line ? SCAN_CONTEXT : 0;
    size_t from = block->fresh_end - context;
    size_t mark = block->encoding.unit_size == 2 ? SCAN_MARK_SIZE : 0;

    memmove(block->bytes + mark, block->bytes + from, block->size - from);
    scan_encoding_put_mark(block->encoding, block->bytes);
    block->offset += from - mark;
    block->size = block->size - from + mark;
    block->fresh_first = context + mark;
    block->target = choose_target(block);
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
