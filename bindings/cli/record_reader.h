/* SPDX-License-Identifier: BSD-2-Clause */
/* One thread's way through structured logs: lines to records, records to
 * questions, hits with where and when they were. */
#ifndef TAMIS_CLI_RECORD_READER_H
#define TAMIS_CLI_RECORD_READER_H

#include "log_record.h"

#include <tamis/match.h>

enum record_form {
    RECORD_FORM_JSON,
    RECORD_FORM_TSV,
    RECORD_FORM_UTF16, /* a text */
    RECORD_FORM_BLANK  /* nothing so far */
};

/* Gets the hits of one value; source has where, time and flow besides what it
 * had, offset and line; may change it. Non-zero stops. */
typedef int (*record_hit_callback)(void *context, const tamis_hit *hits,
                                   size_t hit_count,
                                   tamis_event_source *source);

struct record_reader_options {
    const struct record_fields *fields;
    tamis_matcher *matcher;
    tamis_matcher *news; /* asked first, of what is new alone; or NULL */
    /* --at record: the matcher's clock is each record's time, and the time of
     * `source` for records that tell none. */
    bool is_at_record;
    tamis_event_source source;
    record_hit_callback callback;
    void *context;
};

struct record_counts {
    uint64_t records;    /* read */
    uint64_t malformed;  /* of these, in part at least */
    uint64_t timeless;   /* with --at record, without a time */
    uint64_t fault_line; /* of the first malformed one, from 1 */
    const char *fault;   /* static */
    bool has_field;      /* one that is asked for, whatever it holds */
};

struct record_reader;
/* NULL when memory is out. */
struct record_reader *
record_reader_create(const struct record_reader_options *options);
void record_reader_destroy(struct record_reader *reader);

/* The time of records that tell none, from now on. */
void record_reader_set_time(struct record_reader *reader, int64_t time_ns);

/* Another file begins; its name may tell which of Zeek's logs it is. */
void record_reader_begin(struct record_reader *reader, const char *name,
                         enum record_form form);
/*
 * Whole lines (the last one of a file may lack its end), RECORD_JSON_PADDING
 * readable bytes behind them. offset and line are those of the first byte,
 * line from 1; *line is moved on. False when the callback stopped it.
 */
bool record_reader_lines(struct record_reader *reader, const char *bytes,
                         size_t size, uint64_t offset, uint64_t *line);
const struct record_counts *
record_reader_counts(const struct record_reader *reader);

/* JSON where the first byte that is no blank or byte order mark is a brace. */
enum record_form record_form_of(const char *bytes, size_t size);

#endif
