/* SPDX-License-Identifier: BSD-2-Clause */
/* Records that are lines of columns: Zeek's logs, which tell their columns,
 * separators and empty values in lines that begin with '#', and plain ones with
 * a line of names, or columns by number. */
#ifndef TAMIS_CLI_RECORD_TSV_H
#define TAMIS_CLI_RECORD_TSV_H

#include "log_record.h"

#define RECORD_TSV_NAME_MAX 64

struct record_column {
    uint32_t node; /* RECORD_NODE_NONE: nobody asks */
    bool is_set;   /* several values */
};

/* One file's header. Zeroed to begin with. */
struct record_tsv {
    struct record_column *columns;
    size_t column_count, column_capacity;
    char separator, set_separator;
    bool is_zeek;
    bool has_field;  /* a column that is asked for */
    bool has_header; /* plain: the line of names was there, or none is */
    char log[RECORD_TSV_NAME_MAX];
    char unset[RECORD_TSV_NAME_MAX], empty[RECORD_TSV_NAME_MAX];
};

/* For another file; what it took stays its own. */
void record_tsv_begin(struct record_tsv *tsv);
void record_tsv_release(struct record_tsv *tsv);

/*
 * Reads one line, its end taken off. *is_record tells whether it was one and
 * not a header; the record was begun. NULL, or what is wrong in a few words.
 */
const char *record_tsv_read(struct record_tsv *tsv,
                            const struct record_fields *fields,
                            const char *line, size_t size,
                            struct record *record, bool *is_record);

#endif
