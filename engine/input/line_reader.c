/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A kernel looks at some KiB at a time and says where lines end and which of
 * them hold bytes that a reader has to look at.
 */
#include "input/line_reader.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/slice.h"
#include "input/input.h"

#include <string.h>

/* Room for the longest line with its end, and for reading well ahead. */
#define LINE_BUFFER_SIZE (4u * LINE_SIZE_MAX)

tamis_status line_reader_open(struct line_reader *reader, tamis_input *input,
                              const tamis_allocator *allocator,
                              tamis_error *error)
{
    memset(reader, 0, sizeof *reader);
    reader->input = input;
    reader->allocator = allocator;
    reader->kernels = text_kernels_pick(cpu_features());
    reader->bytes = memory_allocate(allocator, LINE_BUFFER_SIZE);
    if (!reader->bytes)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "%s: no memory to read its lines", input_name(input));
    return TAMIS_OK;
}

void line_reader_close(struct line_reader *reader)
{
    memory_release(reader->allocator, reader->bytes);
    reader->bytes = NULL;
}

/* Searches again from `begin` on. */
static void restart(struct line_reader *reader, size_t begin)
{
    reader->begin = begin;
    reader->searched = begin;
    reader->state.marks = 0;
    reader->line = 0;
    reader->line_count = 0;
}

/* Moves what is left to the front and reads more behind it. */
static tamis_status read_more(struct line_reader *reader, tamis_error *error)
{
    size_t left = reader->end - reader->begin, size;

    if (reader->line < reader->line_count)
        restart(reader, reader->begin);
    if (left && reader->begin)
        memmove(reader->bytes, reader->bytes + reader->begin, left);
    reader->searched -= reader->begin;
    reader->begin = 0;
    reader->end = left;
    TRY(tamis_input_read(reader->input, reader->bytes + left,
                         LINE_BUFFER_SIZE - left, &size, error));
    reader->end += size;
    reader->at_end = size == 0;
    /* One search of a whole buffer is cheaper than one of each line. */
    reader->has_nul = memchr(reader->bytes, 0, reader->end) != NULL;
    return TAMIS_OK;
}

/* Passes over the rest of a line whose beginning was shown. */
static bool skip_line(struct line_reader *reader)
{
    uint8_t *from = reader->bytes + reader->begin;
    size_t left = reader->end - reader->begin;
    uint8_t *newline = left ? memchr(from, '\n', left) : NULL;
    size_t size = newline ? (size_t)(newline - from) + 1 : left;

    reader->offset += size;
    restart(reader, reader->begin + size);
    reader->is_skipping = !newline;
    return newline;
}

/* Are there lines that end in what was read? */
static bool search(struct line_reader *reader)
{
    while (reader->line == reader->line_count) {
        size_t size = reader->end - reader->searched;

        if (size == 0)
            return false;
        if (size > LINE_SEARCH_SIZE)
            size = LINE_SEARCH_SIZE;
        reader->line = 0;
        reader->line_count = reader->kernels->find_lines(
            reader->bytes + reader->searched, size, (uint32_t)reader->searched,
            &reader->state, reader->ends);
        reader->searched += size;
    }
    return true;
}

/* Fills in a line of `size` bytes with an LF or not, and passes over it. */
static void give_line(struct line_reader *reader, size_t size, bool has_newline,
                      uint32_t marks, struct line *line)
{
    tamis_slice text = slice_make(reader->bytes + reader->begin, size);

    if (text.size && text.data[text.size - 1] == '\r')
        text.size--;
    line->number = ++reader->number;
    line->offset = reader->offset;
    line->is_too_long = text.size > LINE_SIZE_MAX;
    line->has_nul = reader->has_nul && marks & TEXT_LINE_ODD && text.size &&
                    memchr(text.data, 0, text.size);
    if (line->is_too_long) {
        memcpy(reader->shown, text.data, LINE_SHOWN_SIZE);
        text = slice_make(reader->shown, LINE_SHOWN_SIZE);
    }
    line->text = text;
    reader->begin += size + has_newline;
    reader->offset += size + has_newline;
}

bool line_reader_take(struct line_reader *reader, struct line *line)
{
    uint32_t marks;
    size_t left;

    if (reader->is_skipping && !skip_line(reader))
        return false;
    if (search(reader)) {
        uint32_t end = reader->ends[reader->line++];

        give_line(reader, (end & TEXT_LINE_PLACE) - reader->begin, true, end,
                  line);
        return true;
    }
    left = reader->end - reader->begin;
    if (reader->at_end && left == 0)
        return false;
    /* One byte more for the CR that does not count. */
    if (!reader->at_end && left <= LINE_SIZE_MAX + 1)
        return false;
    marks = reader->state.marks;
    give_line(reader, left, false, marks, line);
    restart(reader, reader->begin);
    reader->is_skipping = !reader->at_end;
    return true;
}

bool line_reader_run(struct line_reader *reader, struct line_run *run)
{
    if ((reader->is_skipping && !skip_line(reader)) || !search(reader))
        return false;
    *run = (struct line_run){
        .bytes = reader->bytes,
        .begin = reader->begin,
        .ends = reader->ends + reader->line,
        .count = reader->line_count - reader->line,
        .number = reader->number + 1,
        .offset = reader->offset,
    };
    return true;
}

void line_reader_pass(struct line_reader *reader, size_t count)
{
    size_t begin;

    if (count == 0)
        return;
    reader->line += count;
    begin = (reader->ends[reader->line - 1] & TEXT_LINE_PLACE) + 1;
    reader->number += count;
    reader->offset += begin - reader->begin;
    reader->begin = begin;
}

static tamis_status drop_byte_order_mark(struct line_reader *reader,
                                         tamis_error *error)
{
    while (reader->end - reader->begin < 3 && !reader->at_end)
        TRY(read_more(reader, error));
    if (reader->end - reader->begin >= 3 &&
        !memcmp(reader->bytes + reader->begin, "\xef\xbb\xbf", 3)) {
        reader->begin += 3;
        reader->offset += 3;
    }
    restart(reader, reader->begin);
    return TAMIS_OK;
}

int line_reader_fill(struct line_reader *reader, tamis_error *error)
{
    if (reader->at_end)
        return 0;
    if (reader->number == 0 && reader->end == 0)
        TRY(drop_byte_order_mark(reader, error));
    else
        TRY(read_more(reader, error));
    return 1;
}

int line_reader_next(struct line_reader *reader, struct line *line,
                     tamis_error *error)
{
    while (!line_reader_take(reader, line)) {
        int more = line_reader_fill(reader, error);

        if (more <= 0)
            return more;
    }
    return 1;
}
