/* SPDX-License-Identifier: BSD-2-Clause */
/* Assembling a database file from the compiler's sorted arrays. */
#ifndef TAMIS_DATABASE_DATABASE_WRITE_H
#define TAMIS_DATABASE_DATABASE_WRITE_H

#include "base/key_class.h"
#include "index/key_store.h"

#include <tamis/compile.h>

#include <stdbool.h>

/* Strings are slices; the writer interns them. */
struct database_input_label {
    tamis_tlp tlp;
    bool everyone;
    const tamis_slice *audience_names; /* as declared, sorted; for display */
    size_t audience_name_count;
    const tamis_slice *organisations; /* expanded; "self" for the operator */
    size_t organisation_count;
};

struct database_input_feed {
    tamis_slice name, producer, format;
    tamis_action action;
    uint32_t label;
};

/* What many entries share. */
struct database_input_profile {
    uint32_t feed, label;
    tamis_action action;
    tamis_pap pap;
    uint32_t caveats, fields, confidence;
    uint32_t tags; /* index into tag_lists, UINT32_MAX: none */
};

struct database_input_validity {
    int64_t from_ns, until_ns;
};

/* An entry that has times, a reference or a context, or is one of several. */
struct database_input_entry {
    uint32_t profile;
    uint32_t validity;           /* of validities; 0: always */
    uint32_t reference, context; /* of strings; 0: none */
};

/* In a record's word: a list's number, and not a profile's. */
#define DATABASE_INPUT_LIST 0x80000000u

/*
 * Records of one class, unique. TEXT and PATTERN keys begin with the kind byte.
 * The word of a record is the number of its only entry's profile when that has
 * no times, reference or context; else DATABASE_INPUT_LIST with the number of
 * its list, whose entries are sorted by (action, feed name, reference). A list
 * belongs to one record, and lists are numbered in the order of records.
 *
 * Records are sorted by (key, kind, mode); or, for a class with an exact or a
 * suffix table, by (hash, key, kind, mode), and then hashes[i] is the hash of
 * key i under the table's first seed (exact_table_first_hash(),
 * suffix_table_first_hash()). Equal keys are neighbours in both orders, and
 * both make the same keys, records and indexes, and the same entries in
 * another order.
 */
struct database_input_class {
    struct key_store keys;
    const uint8_t *kinds, *modes;
    const uint32_t *words;
    const uint64_t *hashes; /* NULL: the writer hashes and sorts */
};

struct database_input_count {
    uint32_t feed, label;
    tamis_outcome outcome;
    tamis_reason reason;
    uint32_t mode; /* of kept ones, else 0 */
    uint64_t count;
};

struct database_input_audience {
    tamis_slice name;
    bool everyone;
    const tamis_slice *organisations;
    size_t organisation_count;
};

struct database_input {
    struct database_input_class classes[KEY_CLASS_COUNT];
    const struct database_input_entry *entries;
    const uint32_t *list_starts; /* where each begins in entries; one more */
    size_t list_count;
    const struct database_input_validity *validities; /* the first: always */
    size_t validity_count;
    /* A string by its number, which is below string_count. */
    tamis_slice (*get_string)(const void *context, uint32_t number);
    const void *string_context;
    size_t string_count;
    const struct database_input_profile *profiles;
    size_t profile_count;
    const struct database_input_label *labels;
    size_t label_count;
    const struct database_input_feed *feeds;
    size_t feed_count;
    const tamis_slice *const *tag_lists; /* tag_list_sizes[i] slices each */
    const size_t *tag_list_sizes;
    size_t tag_list_count;
    const struct database_input_audience *audiences;
    size_t audience_count;
    const struct database_input_count *counts;
    size_t count_count;
    tamis_slice organisation;
    int64_t compiled_at_ns;
    uint32_t fingerprint_size; /* kept instead of keys (key_form.h); 0: none */
    /* How many may work, allocate and write at once; 0 is 1. The bytes do not
     * depend on it. */
    unsigned threads;
};

/*
 * Where the bytes of the file go. set_size() comes first, once; then every byte
 * is written once, in no order, and by as many threads at a time as the input
 * names.
 */
struct database_output {
    tamis_status (*set_size)(void *context, uint64_t size, tamis_error *error);
    tamis_status (*write_at)(void *context, uint64_t offset, const void *bytes,
                             size_t size, tamis_error *error);
    void *context;
};

/* Progress is told from the caller's thread. */
tamis_status database_write(const tamis_allocator *allocator,
                            const struct database_input *input,
                            const struct database_output *output,
                            tamis_progress_callback progress, void *context,
                            tamis_error *error);

#endif
