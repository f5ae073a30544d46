/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The bytes of a database file: header, directory, and every item of fixed
 * size. docs/FILE_FORMAT.md says what they mean, in tables that a test
 * compares with these structs. The structs are never laid over file bytes
 * (those may be unaligned and are little-endian): fields are reached by their
 * offsets, through LOAD8 to LOAD64 and STORE8 to STORE64.
 */
#ifndef TAMIS_DATABASE_DATABASE_LAYOUT_H
#define TAMIS_DATABASE_DATABASE_LAYOUT_H

#include "base/bytes.h"
#include "base/key_class.h"

#include <stddef.h>

#define DATABASE_MAGIC          "\x89TAMIS\r\n"
#define DATABASE_MAGIC_SIZE     8u
#define DATABASE_FORMAT_MAJOR   0u
#define DATABASE_FORMAT_MINOR   1u
#define DATABASE_HEADER_SIZE    64u
#define DATABASE_HEADER_MAX     4096u
#define DATABASE_SECTION_MAX    64u
#define DATABASE_ALIGNMENT      64u
#define DATABASE_CLASS_NONE     255u /* of sections that are not of a class */
#define DATABASE_REQUIRED       0x1u /* a reader that knows it not must stop */
#define DATABASE_RECORD_SIZE    6u   /* entry word, kind and mode of a record */
#define DATABASE_TAGS_NONE      UINT32_MAX
#define DATABASE_STRING_UNIT    4u /* a reference to a string counts these */
#define DATABASE_LABEL_EVERYONE 0x1u

/* Versions of every section's own layout; all are at their first. */
#define DATABASE_SECTION_VERSION 1u

/* Kinds of section. Numbers are part of the format: append-only. */
enum database_section_kind {
    SECTION_META = 1,
    SECTION_STRINGS = 2,
    SECTION_LISTS = 3,
    SECTION_FEEDS = 4,
    SECTION_LABELS = 5,
    SECTION_AUDIENCES = 6,
    SECTION_TAGS = 7,
    SECTION_PROFILES = 8,
    SECTION_VALIDITIES = 9,
    SECTION_ENTRIES = 10,
    SECTION_ACCOUNTING = 11,
    SECTION_GLOBAL_COUNT = 12,
    /* One of each for a class of keys that has records. */
    SECTION_KEYS = 16,
    SECTION_KEY_ENDS = 17,
    SECTION_RECORDS = 18,
    SECTION_INDEX = 19,
};

/* The entry word of a record. Without ENTRY_STORED it is the number of the
 * profile of its only entry, which has no reference, context or times. With
 * it, ENTRY_INDEX is where the entry is in the entries section, or where the
 * head of a list of several is when ENTRY_LIST is set too. */
#define ENTRY_STORED 0x80000000u
#define ENTRY_LIST   0x40000000u
#define ENTRY_INDEX  0x3fffffffu

/* In the first word of a list's head, with the count: no number of a profile
 * has it, so that heads and entries can be told apart. */
#define ENTRY_HEAD 0x80000000u

struct database_header_layout {
    uint8_t magic[8];
    uint16_t format_major;
    uint16_t format_minor;
    uint32_t header_size;
    uint64_t file_size;
    uint64_t header_hash;
    uint32_t section_count;
    uint8_t reserved[28];
};

struct section_layout {
    uint16_t kind;
    uint8_t key_class;
    uint8_t version;
    uint32_t flags;
    uint64_t offset;
    uint64_t size;
    uint64_t hash;
};

struct meta_layout {
    uint64_t record_count;
    uint64_t entry_count;
    int64_t compiled_at_ns;
    uint32_t organisation;
    uint32_t reserved;
};

struct feed_layout {
    uint32_t name;
    uint32_t producer;
    uint32_t format;
    uint32_t label;
    uint32_t action;
    uint32_t reserved;
};

struct label_layout {
    uint32_t tlp;
    uint32_t flags;
    uint32_t names_start;
    uint32_t names_count;
    uint32_t organisations_start;
    uint32_t organisations_count;
};

struct audience_layout {
    uint32_t name;
    uint32_t flags;
    uint32_t organisations_start;
    uint32_t organisations_count;
};

struct tags_layout {
    uint32_t start;
    uint32_t count;
};

struct profile_layout {
    uint32_t feed;
    uint32_t label;
    uint32_t tags;
    uint32_t caveats;
    uint32_t fields;
    uint8_t action;
    uint8_t pap;
    uint8_t confidence;
    uint8_t reserved;
};

struct validity_layout {
    int64_t valid_from_ns;
    int64_t valid_until_ns;
};

struct entry_layout {
    uint32_t profile;
    uint32_t reference;
    uint32_t validity;
    uint32_t context;
};

struct entry_list_layout {
    uint32_t count; /* with ENTRY_HEAD */
    uint32_t reserved[3];
};

struct accounting_layout {
    uint32_t feed;
    uint32_t label;
    uint8_t outcome;
    uint8_t mode;
    uint16_t reason;
    uint32_t reserved;
    uint64_t count;
};

#define LAYOUT_CHECK(type, bytes)                                              \
    _Static_assert(sizeof(struct type) == (bytes), #type " changed its size")

LAYOUT_CHECK(database_header_layout, DATABASE_HEADER_SIZE);
LAYOUT_CHECK(section_layout, 32);
LAYOUT_CHECK(meta_layout, 32);
LAYOUT_CHECK(feed_layout, 24);
LAYOUT_CHECK(label_layout, 24);
LAYOUT_CHECK(audience_layout, 16);
LAYOUT_CHECK(tags_layout, 8);
LAYOUT_CHECK(profile_layout, 24);
LAYOUT_CHECK(validity_layout, 16);
LAYOUT_CHECK(entry_layout, 16);
LAYOUT_CHECK(entry_list_layout, sizeof(struct entry_layout));
LAYOUT_CHECK(accounting_layout, 24);

/* One field of an item in file bytes: LOAD32(bytes, feed_layout, name). */
#define FIELD_AT(bytes, type, field)                                           \
    ((const uint8_t *)(bytes) + offsetof(struct type, field))
#define LOAD8(bytes, type, field)  (*FIELD_AT(bytes, type, field))
#define LOAD16(bytes, type, field) load_le16(FIELD_AT(bytes, type, field))
#define LOAD32(bytes, type, field) load_le32(FIELD_AT(bytes, type, field))
#define LOAD64(bytes, type, field) load_le64(FIELD_AT(bytes, type, field))

#define FIELD_TO(bytes, type, field)                                           \
    ((uint8_t *)(bytes) + offsetof(struct type, field))
#define STORE8(bytes, type, field, value)                                      \
    (*FIELD_TO(bytes, type, field) = (uint8_t)(value))
#define STORE16(bytes, type, field, value)                                     \
    store_le16(FIELD_TO(bytes, type, field), value)
#define STORE32(bytes, type, field, value)                                     \
    store_le32(FIELD_TO(bytes, type, field), value)
#define STORE64(bytes, type, field, value)                                     \
    store_le64(FIELD_TO(bytes, type, field), value)

/* Bytes of every key of a class, 0 when keys have ends of their own. */
static inline uint32_t database_key_size(enum key_class key_class)
{
    static const uint8_t sizes[KEY_CLASS_COUNT] = {
        [KEY_CLASS_IPV4] = 5,      [KEY_CLASS_IPV6] = 17,
        [KEY_CLASS_IP_PORT] = 18,  [KEY_CLASS_DIGEST16] = 16,
        [KEY_CLASS_DIGEST20] = 20, [KEY_CLASS_DIGEST28] = 28,
        [KEY_CLASS_DIGEST32] = 32, [KEY_CLASS_DIGEST48] = 48,
        [KEY_CLASS_DIGEST64] = 64,
    };

    return sizes[key_class];
}

#endif
