/* SPDX-License-Identifier: BSD-2-Clause */
/* One record of separated values: RFC 4180, and blanks before a quote. */
#ifndef TAMIS_FEED_CSV_ROW_H
#define TAMIS_FEED_CSV_ROW_H

#include <tamis/status.h>

#include <stdbool.h>

/* Fields that are kept of a record; further ones are counted only. */
#define CSV_FIELD_MAX 128

struct csv_row {
    size_t count;
    tamis_slice fields[CSV_FIELD_MAX];
};

enum csv_result {
    CSV_RESULT_ROW,
    CSV_RESULT_OPEN,     /* a quoted field goes on after the text's end */
    CSV_RESULT_MALFORMED /* bytes between a closing quote and a delimiter */
};

/*
 * csv_row_split() cuts a record. Fields point into text, or into scratch
 * (text.size bytes; NULL: doubled quotes stay doubled) where quotes had to be
 * undone.
 */
enum csv_result csv_row_split(struct csv_row *row, tamis_slice text,
                              char delimiter, char *scratch);
/* The delimiter that a line has most of outside quotes: , ; TAB or |. */
char csv_find_delimiter(tamis_slice text);
/* The n-th field, empty past the last. */
tamis_slice csv_row_get(const struct csv_row *row, size_t n);
/* Nothing, "None", "n/a", "-" and the like. */
bool csv_is_null(tamis_slice field);

#endif
