/* SPDX-License-Identifier: BSD-2-Clause */
/* What is inside the sections of a database file: docs/FILE_FORMAT.md. */
#ifndef TAMIS_DATABASE_ITEM_LAYOUT_H
#define TAMIS_DATABASE_ITEM_LAYOUT_H

#include "database/layout_field.h"

#define DATABASE_TAGS_NONE      UINT32_MAX
#define DATABASE_STRING_UNIT    4u /* a reference to a string counts these */
#define DATABASE_LABEL_EVERYONE 0x1u

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

LAYOUT_CHECK(feed_layout, 24);
LAYOUT_CHECK(label_layout, 24);
LAYOUT_CHECK(audience_layout, 16);
LAYOUT_CHECK(tags_layout, 8);
LAYOUT_CHECK(profile_layout, 24);
LAYOUT_CHECK(validity_layout, 16);
LAYOUT_CHECK(entry_layout, 16);
LAYOUT_CHECK(entry_list_layout, sizeof(struct entry_layout));
LAYOUT_CHECK(accounting_layout, 24);

#endif
