/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Feeds given as text, and every statement that came of them kept for
 * looking at, all of its fields among them.
 */
#ifndef TAMIS_TESTS_FEED_FILE_H
#define TAMIS_TESTS_FEED_FILE_H

#include <tamis/feed.h>

#include <stdbool.h>

#define FEED_RECORD_MAX 256

/* A statement, its strings copied. reason is NONE for one that was added. */
struct feed_record {
    tamis_statement statement;
    tamis_reason reason;
    char value[256], reference[128], context[128], tags[512], audience[512];
};

struct feed_records {
    tamis_status status;
    tamis_error error;
    uint64_t added, rejected;
    uint64_t reasons[TAMIS_REASON_COUNT];
    uint64_t kinds[TAMIS_KIND_COUNT];
    size_t count; /* of the first ones, below */
    struct feed_record records[FEED_RECORD_MAX];
};

/* feed_file_read() writes the bytes to a file of its own and reads it; the
 * records are static and live until the next call. */
struct feed_records *feed_file_read(tamis_format format, const void *bytes,
                                    size_t size, uint32_t flags);
struct feed_records *feed_file_read_text(tamis_format format, const char *text,
                                         uint32_t flags);
/* The same for a path that is there, and for options of one's own. */
struct feed_records *feed_file_read_path(const char *path,
                                         const tamis_feed_options *options);

/* The statements, a line each: "+ kind[/mode] value" or "- reason value". */
const char *feed_file_summary(const struct feed_records *records);
/* Asserts that the text gives these lines. */
void feed_file_check(tamis_format format, const char *text,
                     const char *expected);

/* Writes a file into a fresh folder and gives its path (static storage);
 * feed_file_remove() takes file and folder away. */
const char *feed_file_make(const char *name, const void *bytes, size_t size);
void feed_file_remove(void);

/* What a statement raises its feed's label to: marks and floor together. */
static inline tamis_tlp raised_tlp(const tamis_statement *statement)
{
    if (statement->tlp == TAMIS_TLP_UNMARKED)
        return statement->tlp_floor;
    return statement->tlp_floor != TAMIS_TLP_UNMARKED &&
                   statement->tlp_floor > statement->tlp
               ? statement->tlp_floor
               : statement->tlp;
}

#endif
