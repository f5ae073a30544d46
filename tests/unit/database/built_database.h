/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Small databases for the tests of engine/database: records as plain structs,
 * sorted and written here, and kept beside the file as what it should say.
 */
#ifndef TAMIS_TESTS_UNIT_DATABASE_BUILT_DATABASE_H
#define TAMIS_TESTS_UNIT_DATABASE_BUILT_DATABASE_H

#include "database/database_write.h"
#include "support/random.h"

#define BUILT_KEY_MAX   64
#define BUILT_ENTRY_MAX 6
#define BUILT_TEXT_MAX  40

struct built_entry {
    uint32_t profile;
    int64_t valid_from_ns, valid_until_ns;
    char reference[BUILT_TEXT_MAX], context[BUILT_TEXT_MAX];
};

struct built_record {
    enum key_class key_class;
    tamis_kind kind;
    tamis_mode mode;
    uint8_t key[BUILT_KEY_MAX]; /* without the kind byte */
    size_t key_size;
    struct built_entry entries[BUILT_ENTRY_MAX];
    size_t entry_count;
};

/* Tables are those of built_tables; records are the test's. */
struct built {
    struct built_record *records;
    size_t record_count, record_capacity;
    struct database_input input;
    bool by_hash;   /* where an index has a hash, records come sorted by it */
    uint8_t *bytes; /* aligned to 64 */
    size_t size;
};

/* What built files have in their tables, by number. */
enum {
    LABEL_CLEAR,     /* everyone */
    LABEL_AMBER,     /* self alone */
    LABEL_RED_A,     /* circle:a = a1, a2 */
    LABEL_RED_B,     /* circle:b = b1 */
    LABEL_STRICT_A1, /* a1 */
    LABEL_COUNT
};
enum {
    FEED_ALPHA,    /* CLEAR */
    FEED_BRAVO,    /* RED, circle:a */
    FEED_CHARLIE,  /* RED, circle:b */
    FEED_OPERATOR, /* ALLOW */
    FEED_WARN,
    FEED_COUNT
};
enum {
    PROFILE_ALPHA, /* CLEAR, confidence 60, tags of list 0 */
    PROFILE_ALPHA_AMBER,
    PROFILE_BRAVO,   /* RED circle:a, PAP RED, caveats */
    PROFILE_CHARLIE, /* RED circle:b */
    PROFILE_ALLOW,
    PROFILE_WARN,
    PROFILE_STRICT, /* feed bravo, AMBER+STRICT a1 */
    PROFILE_COUNT
};

extern const struct database_input built_tables;

void built_begin(struct built *built);
void built_end(struct built *built);
/* A record with no entries yet. */
struct built_record *built_add(struct built *built, enum key_class key_class,
                               tamis_kind kind, tamis_mode mode,
                               const void *key, size_t key_size);
void built_add_entry(struct built_record *record, uint32_t profile,
                     const char *reference, const char *context,
                     int64_t valid_from_ns, int64_t valid_until_ns);
/* One record of every class and every shape of entries. */
void built_add_samples(struct built *built);
/* count random records, sorted and without duplicates. */
void built_add_random(struct built *built, struct random *random, size_t count);
/* Sorts the records as the writer wants them (class, key, kind, mode). */
void built_sort(struct built *built);
/* Writes the file into built->bytes; call it as often as you like. */
tamis_status built_write(struct built *built, const tamis_allocator *allocator,
                         tamis_error *error);
/* Writes, opens, asserts that both work. */
tamis_database *built_open(struct built *built);
/* Corrects the hashes of sections, directory and header after a test changed
 * bytes; the directory itself must be readable. */
void built_seal(uint8_t *bytes, size_t size);

#endif
