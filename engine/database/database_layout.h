/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The frame of a database file: header, directory, and what a section is.
 * docs/FILE_FORMAT.md says what the bytes mean, in tables that a test compares
 * with these structs; item_layout.h has what is inside the sections.
 */
#ifndef TAMIS_DATABASE_DATABASE_LAYOUT_H
#define TAMIS_DATABASE_DATABASE_LAYOUT_H

#include "base/key_class.h"
#include "database/layout_field.h"

#define DATABASE_MAGIC        "\x89TAMIS\r\n"
#define DATABASE_MAGIC_SIZE   8u
#define DATABASE_FORMAT_MAJOR 0u
#define DATABASE_FORMAT_MINOR 3u
#define DATABASE_HEADER_SIZE  64u
#define DATABASE_HEADER_MAX   4096u
#define DATABASE_SECTION_MAX  64u
#define DATABASE_ALIGNMENT    64u
#define DATABASE_CLASS_NONE   255u /* of sections that are not of a class */
#define DATABASE_REQUIRED     0x1u /* a reader that knows it not must stop */

/* Versions of every section's own layout; all have the same. */
#define DATABASE_SECTION_VERSION 2u

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
    SECTION_KEY_SIZES = 17,
    SECTION_RECORDS = 18,
    SECTION_INDEX = 19,
    SECTION_FINGERPRINTS = 20, /* instead of keys and their sizes */
    SECTION_HOSTS = 21,        /* of URLs */
    SECTION_CLASS_COUNT = 22,
};

/* In front of the columns of a class's records. */
struct records_layout {
    uint32_t count;
    uint8_t word_bits, kind_bits, mode_bits;
    uint8_t reserved0;
    uint32_t word_base, kind_base, mode_base;
    uint8_t reserved1[12];
};
LAYOUT_CHECK(records_layout, 32);

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

LAYOUT_CHECK(database_header_layout, DATABASE_HEADER_SIZE);
LAYOUT_CHECK(section_layout, 32);
LAYOUT_CHECK(meta_layout, 32);

/* Bytes of every key of a class, 0 when keys have sizes of their own. */
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
