/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of database_write() share. */
#ifndef TAMIS_DATABASE_WRITE_STATE_H
#define TAMIS_DATABASE_WRITE_STATE_H

#include "base/number_writer.h"
#include "database/section_write.h"
#include "database/string_pool.h"
#include "database/validity_pool.h"
#include "index/exact_table_build.h"
#include "index/suffix_table_build.h"

#include <pthread.h>
#include <stdatomic.h>

/* The sections of table_write.c, which are small. */
#define WRITE_TABLE_COUNT 7

/* How wide the columns of a class are. */
struct class_columns {
    struct number_range words, kinds, modes;
    uint32_t size_width; /* of key_sizes.h, 0 when keys have one size */
};

/* One class on its way: which of the indexes is in use follows from it. */
struct class_build {
    const struct write_state *state;
    const struct database_input_class *records;
    enum key_class key_class;
    struct exact_build exact;
    struct suffix_build suffix;
    struct buffer prefix;
    struct buffer hosts; /* of URLs */
    struct class_columns columns;
    struct slot_order straight;     /* of indexes that keep the input's order */
    const struct slot_order *slots; /* of whichever index it is */
};

struct write_state {
    const tamis_allocator *allocator;
    const struct database_input *input;
    const struct kernels *kernels;
    unsigned threads;
    struct section_file file;
    struct class_build classes[KEY_CLASS_COUNT];
    struct buffer entries;
    struct validity_pool validities;
    uint32_t *list_words; /* by list: the entry word of its record */
    struct string_pool strings;
    struct buffer lists; /* of strings */
    struct buffer tables[WRITE_TABLE_COUNT];
    uint64_t record_count, entry_count;
    pthread_t caller;                 /* who is told of the progress */
    tamis_progress_callback progress; /* may be NULL */
    void *progress_context;
    atomic_uint_least64_t written; /* bytes of the file */
};

/* entry_write.c: makes entries, validities and list_words. */
tamis_status entry_build(struct write_state *state, tamis_error *error);

/* table_write.c: feeds, labels, audiences, tags, profiles, accounting, lists
 * and strings. table_build() comes after entry_build(), whose strings they
 * share. */
tamis_status table_build(struct write_state *state, tamis_error *error);
tamis_status table_add(struct write_state *state, tamis_error *error);

/*
 * class_write.c: index, keys and records of one class that has records.
 * class_open(), then class_work() once for each of class_work_count(), then
 * class_add(). Different classes, and works of one class, may be different
 * threads' at a time. class_close() is safe on what was not opened.
 */
tamis_status class_open(struct class_build *build, tamis_error *error);
unsigned class_work_count(const struct class_build *build);
tamis_status class_work(struct class_build *build, unsigned n,
                        tamis_error *error);
tamis_status class_add(struct class_build *build, struct section_file *file,
                       tamis_error *error);
void class_close(struct class_build *build);

/*
 * column_write.c: the sizes of keys, and entry words, kinds and modes.
 * column_measure() decides how wide they are, and is needed by the others; it
 * comes after entry_build(). Errors: ARGUMENT.
 */
tamis_status column_measure(struct class_build *build, tamis_error *error);
uint64_t column_records_size(const struct class_build *build);
tamis_status column_put_records(const void *build, struct byte_sink *sink,
                                tamis_error *error);
tamis_status column_put_key_sizes(const void *build, struct byte_sink *sink,
                                  tamis_error *error);
/* Where key n of an input begins; of the one behind the last: where that
 * ends. */
uint64_t column_key_begin(const struct key_store *keys, uint32_t n);

#endif
