/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What every format's reader works with. feed.c makes it, opens file after file
 * in it, and calls the format's entry point, which reads to the input's end.
 */
#ifndef TAMIS_FEED_READER_H
#define TAMIS_FEED_READER_H

#include <tamis/feed.h>
#include <tamis/input.h>
#include <tamis/report.h>

#include <stdbool.h>

struct stix_feed;

/* Values that are handed over together. */
#define READER_VALUES 1024u

struct feed_reader {
    tamis_input *input; /* at its first byte when an entry point is called */
    const tamis_feed_options *options;
    const tamis_feed_sink *sink;
    const tamis_allocator *allocator; /* never NULL */
    const char *path;                 /* of the open file, as reported */
    tamis_format format;              /* of the open file */
    /* Where the next statement stands: readers set both before reader_add()
     * and reader_reject(), unless the statement has a line of its own. line
     * counts from 1, 0 when there is none (JSON may use the offset alone). */
    uint64_t line, offset;
    /* What is known of all STIX files of a folder; NULL: of this one alone. */
    struct stix_feed *stix;
    /* What the sink was given, over all files of one tamis_feed_read(). */
    uint64_t added, rejected;
    /* Bytes of the files that were read before this one, and of all files. */
    uint64_t progress_before, progress_total;
    uint64_t progress_next; /* the statement that is told next */
    /* Values of lines that the sink gets together, all of one kind. */
    tamis_statement_value *values;
    size_t value_count;
    tamis_kind value_kind;
};

/*
 * reader_add() hands one statement to the sink: it fills file, and line and
 * offset when statement->line is 0 and the reader has a place. The statement
 * must come from TAMIS_STATEMENT_INIT; what it points to is borrowed.
 * reader_reject() does so for a statement that the reader itself refuses;
 * statement->value is the raw text, as far as it is known.
 * reader_reject_value() is reader_reject() of a statement with that value only.
 *
 * Their status is the sink's: a negative one ends the reading (use TRY).
 */
tamis_status reader_add(struct feed_reader *reader, tamis_statement *statement,
                        tamis_error *error);
tamis_status reader_reject(struct feed_reader *reader,
                           tamis_statement *statement, tamis_reason reason,
                           tamis_error *error);
tamis_status reader_reject_value(struct feed_reader *reader, tamis_slice value,
                                 tamis_reason reason, tamis_error *error);

/*
 * reader_add_value() is reader_add() of a statement that has a value, a kind
 * and a mode only, and it costs much less. The value is part of the line that
 * reader_each_line() gave; the sink gets it some lines later, but in its turn.
 * reader_begin_values() makes room for a value of the kind in reader->values,
 * for who adds it there; the sink has add_values then. reader_release() is for
 * tamis_feed_read().
 */
tamis_status reader_add_value(struct feed_reader *reader, tamis_kind kind,
                              tamis_mode mode, tamis_slice value,
                              tamis_error *error);
tamis_status reader_begin_values(struct feed_reader *reader, tamis_kind kind,
                                 tamis_error *error);
void reader_release(struct feed_reader *reader);

/*
 * reader_open() opens a file and makes it the reader's (path is borrowed until
 * reader_close()); reader_close() closes it and accounts for progress. For
 * misp_folder_read() and feed.c; entry points find their file open.
 */
tamis_status reader_open(struct feed_reader *reader, const char *path,
                         tamis_error *error);
void reader_close(struct feed_reader *reader);

/* reader_error() is error_set() with the file's name in front and the reader's
 * line and offset as the place. */
tamis_status reader_error(const struct feed_reader *reader, tamis_error *error,
                          tamis_status status, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/*
 * reader_each_line() hands every line of the input to a function, empty ones
 * too, with blanks trimmed off both ends unless `keep_blanks`. It sets the
 * reader's line and offset before each. Lines that are too long or hold a NUL
 * are rejected on the way.
 */
typedef tamis_status (*reader_line_function)(struct feed_reader *reader,
                                             tamis_slice line, void *context,
                                             tamis_error *error);
tamis_status reader_each_line(struct feed_reader *reader, bool keep_blanks,
                              reader_line_function function, void *context,
                              tamis_error *error);

/*
 * reader_each_run() does so without blanks, but first shows lines to another
 * function, which adds values of as many as it understands at a glance, and
 * tells how many these are. The next line goes to `function`.
 */
struct line_run;
typedef tamis_status (*reader_run_function)(struct feed_reader *reader,
                                            const struct line_run *run,
                                            size_t *taken, tamis_error *error);
tamis_status reader_each_run(struct feed_reader *reader,
                             reader_run_function run_function,
                             reader_line_function function, tamis_error *error);

/* Line-based formats (one file each, of the same name). */
tamis_status list_read(struct feed_reader *reader, tamis_error *error);
tamis_status hosts_read(struct feed_reader *reader, tamis_error *error);
tamis_status adguard_read(struct feed_reader *reader, tamis_error *error);
tamis_status dnsmasq_read(struct feed_reader *reader, tamis_error *error);
tamis_status unbound_read(struct feed_reader *reader, tamis_error *error);
tamis_status rpz_read(struct feed_reader *reader, tamis_error *error);
tamis_status csv_read(struct feed_reader *reader, tamis_error *error);
tamis_status zeek_read(struct feed_reader *reader, tamis_error *error);
tamis_status maltrail_read(struct feed_reader *reader, tamis_error *error);
tamis_status loki_hash_read(struct feed_reader *reader, tamis_error *error);
tamis_status loki_name_read(struct feed_reader *reader, tamis_error *error);
tamis_status loki_c2_read(struct feed_reader *reader, tamis_error *error);
tamis_status pattern_list_read(struct feed_reader *reader, tamis_error *error);

/* JSON formats. The input is read through tamis_input_read(). */
tamis_status misp_read(struct feed_reader *reader, tamis_error *error);
tamis_status stix_read(struct feed_reader *reader, tamis_error *error);
tamis_status warninglist_read(struct feed_reader *reader, tamis_error *error);

/*
 * misp_folder_read() reads a MISP feed folder: path/manifest.json names the
 * events, path/<uuid>.json are they; hashes.csv is left alone,
 * all else is told as a file that the manifest does not name.
 * reader has no open input; it uses reader_open() and reader_close() for each
 * file. feed.c calls it for a folder whose manifest.json begins as a MISP
 * manifest does (an object whose first key is a UUID) when the format is
 * AUTO or MISP.
 */
tamis_status misp_folder_read(const char *path, struct feed_reader *reader,
                              tamis_error *error);

#endif
