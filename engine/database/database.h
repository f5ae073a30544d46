/* SPDX-License-Identifier: BSD-2-Clause */
/* An open database, as the engine sees it. */
#ifndef TAMIS_DATABASE_DATABASE_H
#define TAMIS_DATABASE_DATABASE_H

#include "base/file_map.h"
#include "base/key_class.h"
#include "index/exact_table.h"
#include "index/prefix_table.h"
#include "index/suffix_table.h"

#include <tamis/database.h>

#include <stdatomic.h>

/* The records of one class: slots first_record .. first_record + count - 1. */
struct database_class {
    uint32_t first_record;
    uint32_t count;
    struct key_store keys;
    const uint8_t *kinds;   /* one byte per slot */
    const uint8_t *modes;   /* one byte per slot */
    const uint8_t *entries; /* uint32 per slot: docs/FILE_FORMAT.md, records */
    union {
        struct exact_table exact;
        struct suffix_table suffix;
        struct prefix_table prefix;
    };
};

/* A fixed-size section: bounds-checked by its own reader. */
struct database_section {
    const uint8_t *bytes;
    uint64_t size;
};

struct tamis_database {
    tamis_allocator allocator;
    atomic_uint_fast32_t references;
    struct file_map file;
    tamis_database_info info;
    struct database_class classes[KEY_CLASS_COUNT];
    struct database_section strings, feeds, labels, audiences, profiles, tags,
        entries, validities, accounting;
};

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

#endif
