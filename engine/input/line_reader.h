/* SPDX-License-Identifier: BSD-2-Clause */
/* The lines of an input, in memory that does not grow with their length. */
#ifndef TAMIS_INPUT_LINE_READER_H
#define TAMIS_INPUT_LINE_READER_H

#include "simd/text_kernels.h"

#include <tamis/allocator.h>
#include <tamis/input.h>

#include <stdbool.h>

/* Bytes of the longest line, without its end. */
#define LINE_SIZE_MAX 65536u
/* Bytes that are shown of a longer one. */
#define LINE_SHOWN_SIZE 256u
/* Bytes that are searched for lines at a time. */
#define LINE_SEARCH_SIZE 4096u

struct line {
    tamis_slice text; /* without LF or CR LF; see line_reader_take() */
    uint64_t number;  /* from 1 */
    uint64_t offset;  /* of its first byte, decompressed */
    bool is_too_long; /* text is its first LINE_SHOWN_SIZE bytes */
    bool has_nul;
};

struct line_reader {
    tamis_input *input;
    const tamis_allocator *allocator;
    const struct text_kernels *kernels;
    uint8_t *bytes;
    size_t begin, end; /* of what was read and not taken */
    size_t searched;   /* lines that end before it are in `ends` */
    bool at_end;
    bool is_skipping; /* the rest of a line that was too long */
    bool has_nul;     /* somewhere in bytes[begin, end) */
    uint64_t number, offset;
    struct text_line_state state; /* of the line that goes beyond `searched` */
    size_t line, line_count;      /* in `ends`: the next one, behind the last */
    uint32_t ends[LINE_SEARCH_SIZE + TEXT_LINES_BEHIND];
    uint8_t shown[LINE_SHOWN_SIZE];
};

/* Lines one behind the other: the n-th ends in the LF at bytes[ends[n] &
 * TEXT_LINE_PLACE], the first begins at `begin`. */
struct line_run {
    const uint8_t *bytes;
    size_t begin;
    const uint32_t *ends;
    size_t count;
    uint64_t number, offset; /* of the first */
};

/*
 * A UTF-8 byte order mark before the first line is dropped. A line that the
 * input breaks off with an error is not given: half a value is a wrong value.
 */
tamis_status line_reader_open(struct line_reader *reader, tamis_input *input,
                              const tamis_allocator *allocator,
                              tamis_error *error);
void line_reader_close(struct line_reader *reader);

/*
 * line_reader_take() gives the next line of those that were read; false when
 * there is none. line_reader_fill() then reads on: 1 when lines may follow, 0
 * at the end, or a negative status. Lines stay where they are until the next
 * call of line_reader_fill().
 */
bool line_reader_take(struct line_reader *reader, struct line *line);
int line_reader_fill(struct line_reader *reader, tamis_error *error);

/*
 * line_reader_run() shows lines that line_reader_take() would give next, for
 * who can do without what struct line tells; line_reader_pass() passes over
 * the first `count` of them. They may be of any size, and hold a NUL only when
 * TEXT_LINE_ODD says so. False when there are none: line_reader_take() knows.
 */
bool line_reader_run(struct line_reader *reader, struct line_run *run);
void line_reader_pass(struct line_reader *reader, size_t count);

/* Both: 1 and a line that lives until the next call, 0 at the end, or a
 * negative status. */
int line_reader_next(struct line_reader *reader, struct line *line,
                     tamis_error *error);

#endif
