/* SPDX-License-Identifier: BSD-2-Clause */
/* An open database, as the engine sees it. */
#ifndef TAMIS_DATABASE_DATABASE_H
#define TAMIS_DATABASE_DATABASE_H

#include "base/file_map.h"
#include "base/key_class.h"
#include "base/number_column.h"
#include "database/database_layout.h"
#include "database/item_layout.h"
#include "index/exact_table.h"
#include "index/host_filter.h"
#include "index/prefix_table.h"
#include "index/suffix_table.h"

#include <tamis/cursor.h>

#include <stdatomic.h>

/* The records of one class: slots first_record .. first_record + count - 1. */
struct database_class {
    uint32_t first_record;
    uint32_t count;
    struct key_store keys;
    struct number_column words; /* by slot: docs/FILE_FORMAT.md, records */
    struct number_column kinds, modes;
    tamis_slice index; /* what the index is a view of */
    union {
        struct exact_table exact;
        struct suffix_table suffix;
        struct prefix_table prefix;
    };
};

/* A section of items: bounds-checked by database_item(). */
struct database_section {
    const uint8_t *bytes;
    uint64_t size;
};

/* One line of the directory, copied out of the file before it was checked. */
struct database_directory_entry {
    uint16_t kind;
    uint8_t key_class;
    uint8_t version;
    uint32_t flags;
    uint64_t offset, size, hash;
};

struct tamis_database {
    tamis_allocator allocator;
    atomic_uint_fast32_t references;
    /* Of the struct alone, which outlives its contents while somebody still
     * counts: see database_watch(). */
    atomic_uint_fast32_t watchers;
    atomic_uint_fast32_t stream_pins; /* pattern streams that hold it */
    const struct kernels *kernels;    /* of this CPU, within cpu_limit */
    struct file_map file;
    bool is_mapped;             /* file is ours to close */
    struct huge_memory indexes; /* copies, by database_copy_indexes() */
    tamis_database_info info;
    struct database_class classes[KEY_CLASS_COUNT];
    tamis_slice hosts; /* what host_filter is a view of */
    struct member_filter host_filter;
    struct database_section strings, lists, feeds, labels, audiences, profiles,
        tags, entries, validities, accounting;
    tamis_slice organisation; /* the name that `self` stands for */
    uint32_t header_size, section_count;
    struct database_directory_entry directory[DATABASE_SECTION_MAX];
};

/* database_watch() keeps the struct, not what it holds: nothing but stream_pins
 * may be read through it. database_unwatch() ends that. */
void database_watch(tamis_database *database);
void database_unwatch(tamis_database *database);
/* Whether nobody but those who watch it has it any more. */
bool database_is_gone(const tamis_database *database);

/* Class and slot of a record; false when there is no such record. */
bool database_locate(const tamis_database *database, tamis_record_id record,
                     enum key_class *key_class, uint32_t *slot);
/* kind, mode and key (without the kind byte of TEXT and PATTERN) of a record;
 * entry_count is left 0. */
bool database_record(const tamis_database *database, tamis_record_id record,
                     tamis_record *out);
/* The action that a feed was declared with (LIST for a bad number): tells an
 * operator's allow list from an allow inside a block-list. */
tamis_action database_feed_action(const tamis_database *database,
                                  uint32_t feed_id);
static inline tamis_record_id
database_record_id(const struct database_class *key_class, uint32_t slot)
{
    return key_class->first_record + slot;
}

/* The n-th item of a section, NULL past the last: how every number in the
 * file is followed. */
static inline const uint8_t *database_item(const struct database_section *in,
                                           size_t item_size, uint32_t n)
{
    uint64_t offset = (uint64_t)n * item_size;

    if (offset + item_size > in->size)
        return NULL;
    return in->bytes + offset;
}

/* The string that a reference means; empty when the reference is bad. */
tamis_slice database_string(const tamis_database *database, uint32_t reference);
/* The n-th string of a list that begins at `start` and has `count`; empty past
 * its end and past the end of the section. */
tamis_slice database_list_string(const tamis_database *database, uint32_t start,
                                 uint32_t count, uint32_t n);
/* count, or what of it the lists section holds. */
uint32_t database_list_count(const tamis_database *database, uint32_t start,
                             uint32_t count);

/*
 * database_check() reads header and directory of database->file and fills the
 * rest of *database: what an open does. Its cost does not grow with the number
 * of indicators. Errors: CORRUPT and UNSUPPORTED, with the offset.
 */
tamis_status database_check(tamis_database *database, tamis_error *error);
/* Every item of every section: what `verify` does after the checksums. */
tamis_status database_check_items(const tamis_database *database,
                                  tamis_error *error);

/* Opens the index of a class whose keys are open. Errors: those of the index,
 * without a place. */
tamis_status database_open_index(tamis_database *database,
                                 enum key_class key_class, tamis_slice index,
                                 tamis_error *error);
/* Moves the indexes, which lookups read at random, into huge pages after the
 * check, and checks the copies as the file was; without memory for it they
 * stay in the file. Cost: reads and writes all of them. */
tamis_status database_copy_indexes(tamis_database *database,
                                   tamis_error *error);

/* Sets the bit of each feed that the labels let see: its default label is
 * visible, or one of its counts is. feeds has room for info.feed_count. */
void database_feeds_visible(const tamis_database *database,
                            const uint64_t *labels, uint64_t *feeds);
/* Sums what the labels let see of a feed's counts. */
void database_feed_summary(const tamis_database *database, uint32_t feed_id,
                           const uint64_t *labels, tamis_feed_summary *summary);

#endif
