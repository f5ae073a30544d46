/* SPDX-License-Identifier: BSD-2-Clause */
#include "input/line_reader.h"

#include "base/error.h"
#include "base/memory.h"
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

/* Moves what is left to the front and reads more behind it. */
static tamis_status read_more(struct line_reader *reader, tamis_error *error)
{
    size_t left = reader->end - reader->begin, size;

    if (left && reader->begin)
        memmove(reader->bytes, reader->bytes + reader->begin, left);
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

/* Passes over the rest of a line whose beginning is in `shown`. */
static tamis_status skip_line(struct line_reader *reader, tamis_error *error)
{
    for (;;) {
        uint8_t *from = reader->bytes + reader->begin;
        size_t left = reader->end - reader->begin;
        uint8_t *newline = left ? memchr(from, '\n', left) : NULL;

        if (newline) {
            reader->offset += (size_t)(newline - from) + 1;
            reader->begin += (size_t)(newline - from) + 1;
            return TAMIS_OK;
        }
        reader->offset += left;
        reader->begin = reader->end;
        if (reader->at_end)
            return TAMIS_OK;
        TRY(read_more(reader, error));
    }
}

/* Finds the end of the line: its size, or SIZE_MAX when it has too much. */
static tamis_status find_end(struct line_reader *reader, size_t *size,
                             tamis_error *error)
{
    size_t searched = 0;

    for (;;) {
        uint8_t *from = reader->bytes + reader->begin;
        size_t left = reader->end - reader->begin;
        uint8_t *newline = left > searched
                               ? memchr(from + searched, '\n', left - searched)
                               : NULL;

        if (newline) {
            *size = (size_t)(newline - from);
            return TAMIS_OK;
        }
        if (reader->at_end) {
            *size = left;
            return TAMIS_OK;
        }
        /* One byte more for the CR that does not count. */
        if (left > LINE_SIZE_MAX + 1) {
            *size = SIZE_MAX;
            return TAMIS_OK;
        }
        searched = left;
        TRY(read_more(reader, error));
    }
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
    return TAMIS_OK;
}

int line_reader_next(struct line_reader *reader, struct line *line,
                     tamis_error *error)
{
    size_t size;

    if (reader->number == 0)
        TRY(drop_byte_order_mark(reader, error));
    TRY(find_end(reader, &size, error));
    if (size == 0 && reader->begin == reader->end)
        return 0;
    line->number = ++reader->number;
    line->offset = reader->offset;
    line->text.data = (const char *)reader->bytes + reader->begin;
    line->text.size = size;
    line->is_too_long = false;
    line->has_nul = false;
    if (size != SIZE_MAX) {
        bool has_newline = reader->begin + size < reader->end;

        reader->begin += size + has_newline;
        reader->offset += size + has_newline;
        if (line->text.size && line->text.data[line->text.size - 1] == '\r')
            line->text.size--;
        if (reader->has_nul && line->text.size)
            line->has_nul = memchr(line->text.data, 0, line->text.size) != NULL;
    }
    if (line->text.size > LINE_SIZE_MAX) {
        memcpy(reader->shown, line->text.data, LINE_SHOWN_SIZE);
        line->text.data = (const char *)reader->shown;
        line->text.size = LINE_SHOWN_SIZE;
        line->is_too_long = true;
    }
    if (size == SIZE_MAX)
        TRY(skip_line(reader, error));
    return 1;
}
