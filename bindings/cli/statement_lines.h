/* SPDX-License-Identifier: BSD-2-Clause */
/* The visible statements about one record as sorted lines, for comparing. */
#ifndef TAMIS_CLI_STATEMENT_LINES_H
#define TAMIS_CLI_STATEMENT_LINES_H

#include <tamis/cursor.h>
#include <tamis/fingerprint.h>

#include <stdbool.h>

/* Zeroed to begin with; reused from record to record. */
struct statement_lines {
    char **lines;
    size_t count, capacity;
};

/* False when memory is out. */
bool statement_lines_collect(struct statement_lines *lines,
                             const tamis_database *database,
                             tamis_cursor *cursor, const tamis_record *record);
void statement_lines_release(struct statement_lines *lines);

#endif
