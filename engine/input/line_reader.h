/* SPDX-License-Identifier: BSD-2-Clause */
/* The lines of an input, in memory that does not grow with their length. */
#ifndef TAMIS_INPUT_LINE_READER_H
#define TAMIS_INPUT_LINE_READER_H

#include <tamis/allocator.h>
#include <tamis/input.h>

#include <stdbool.h>

/* Bytes of the longest line, without its end. */
#define LINE_SIZE_MAX 65536u
/* Bytes that are shown of a longer one. */
#define LINE_SHOWN_SIZE 256u

struct line {
    tamis_slice text; /* without LF or CR LF; lives until the next call */
    uint64_t number;  /* from 1 */
    uint64_t offset;  /* of its first byte, decompressed */
    bool is_too_long; /* text is its first LINE_SHOWN_SIZE bytes */
    bool has_nul;
};

struct line_reader {
    tamis_input *input;
    const tamis_allocator *allocator;
    uint8_t *bytes;
    size_t begin, end;
    bool at_end;
    bool has_nul; /* somewhere in bytes[begin, end) */
    uint64_t number, offset;
    uint8_t shown[LINE_SHOWN_SIZE];
};

/*
 * A UTF-8 byte order mark before the first line is dropped. A line that the
 * input breaks off with an error is not given: half a value is a wrong value.
 */
tamis_status line_reader_open(struct line_reader *reader, tamis_input *input,
                              const tamis_allocator *allocator,
                              tamis_error *error);
void line_reader_close(struct line_reader *reader);
/* 1 and the next line, 0 at the end, or a negative status. */
int line_reader_next(struct line_reader *reader, struct line *line,
                     tamis_error *error);

#endif
