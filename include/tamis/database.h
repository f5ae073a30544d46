/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A compiled database: open, share, verify; what its records and entries are.
 * cursor.h walks them.
 *
 * A database is immutable. Opening maps the file and checks its header and
 * directory; the cost does not grow with the number of indicators, and hostile
 * bytes can make answers wrong but never make a call read or write out of
 * bounds, or fail to end (docs/TRUST.md).
 */
#ifndef TAMIS_DATABASE_H
#define TAMIS_DATABASE_H

#include <tamis/allocator.h>
#include <tamis/indicator.h>
#include <tamis/label.h>
#include <tamis/report.h>
#include <tamis/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One open database. Any thread may use it; it is reference counted. */
typedef struct tamis_database tamis_database;

/* Number of an indicator inside one database; means nothing outside it. */
typedef uint32_t tamis_record_id;
#define TAMIS_RECORD_NONE UINT32_MAX

/* Read the file into memory instead of mapping it: for files that somebody
 * may truncate while they are open, which would be SIGBUS for a map. */
#define TAMIS_DATABASE_COPY 0x1u
/* Check every section's checksum before returning (reads the whole file). */
#define TAMIS_DATABASE_VERIFY 0x2u
/* Copy the indexes into huge pages, for speed (docs/decisions/0010). */
#define TAMIS_DATABASE_HUGE_PAGES 0x4u

typedef struct tamis_database_options {
    size_t struct_size;
    uint32_t flags;     /* TAMIS_DATABASE_* */
    uint32_t cpu_limit; /* kernel tables to allow, 0: all (docs/TESTING.md) */
    const tamis_allocator *allocator; /* NULL for malloc */
} tamis_database_options;

#define TAMIS_DATABASE_OPTIONS_INIT                                            \
    {                                                                          \
        sizeof(tamis_database_options), 0, 0, NULL                             \
    }

/* tamis_database_options_init() writes TAMIS_DATABASE_OPTIONS_INIT. */
TAMIS_API void tamis_database_options_init(tamis_database_options *options);

/*
 * tamis_database_open() opens the file at path, read-only.
 *
 * options may be NULL. On success *database holds one reference, on failure
 * NULL. Cost: independent of the number of indicators, unless VERIFY, COPY or
 * HUGE_PAGES is asked. Errors: SYSTEM, CORRUPT, UNSUPPORTED, MEMORY, LIMIT.
 * Threads: any. Since 0.1.0.
 */
TAMIS_API tamis_status
tamis_database_open(tamis_database **database, const char *path,
                    const tamis_database_options *options, tamis_error *error);

/* tamis_database_open_memory() opens bytes that the caller keeps, unchanged
 * and 64-byte aligned, until the last reference is gone. */
TAMIS_API tamis_status tamis_database_open_memory(
    tamis_database **database, const void *bytes, size_t size,
    const tamis_database_options *options, tamis_error *error);

/* tamis_database_retain() adds a reference and returns its argument;
 * tamis_database_release() drops one, the last one closes. NULL is fine. */
TAMIS_API tamis_database *tamis_database_retain(tamis_database *database);
TAMIS_API void tamis_database_release(tamis_database *database);

/*
 * tamis_database_verify() checks every section's checksum and every structure
 * that open leaves to the readers' bounds: what `tamis verify` does.
 * Cost: reads the whole file. Errors: CORRUPT with the offset. Threads: any.
 */
TAMIS_API tamis_status tamis_database_verify(tamis_database *database,
                                             tamis_error *error);

/* Facts about the file itself, for whoever holds it. They tell of everything
 * in it, whatever its label: never send them on. */
typedef struct tamis_database_info {
    size_t struct_size;
    uint32_t format_major, format_minor;
    uint64_t file_size;
    uint64_t record_count, entry_count;
    uint32_t feed_count, label_count;
    int64_t compiled_at_ns;    /* the compile's reference time, not a clock */
    uint32_t fingerprint_bits; /* fingerprint.h; 0: keys are values */
    uint32_t index_count, fingerprint_index_count; /* of all; with those */
} tamis_database_info;

TAMIS_API void tamis_database_info_get(const tamis_database *database,
                                       tamis_database_info *info);

/* What an entry states. */
typedef uint32_t tamis_action;
#define TAMIS_ACTION_LIST  0u /* this value is listed */
#define TAMIS_ACTION_ALLOW 1u /* this value is known good: wins over LIST */
#define TAMIS_ACTION_WARN  2u /* this value is on a warning list */

#define TAMIS_CONFIDENCE_UNSET 255u
#define TAMIS_TIME_MIN         INT64_MIN /* no valid_from */
#define TAMIS_TIME_MAX         INT64_MAX /* no valid_until */

/* Where a statement says that its value is to be seen, a bit each;
 * 0: anywhere. */
#define TAMIS_FIELD_SOURCE      0x1u
#define TAMIS_FIELD_DESTINATION 0x2u
#define TAMIS_FIELD_DNS_ANSWER  0x4u
#define TAMIS_FIELD_EMAIL_FROM  0x8u
#define TAMIS_FIELD_EMAIL_TO    0x10u

/*
 * One statement of one feed about one indicator. Slices point into the
 * database and live as long as it does. Absent strings have size 0.
 */
typedef struct tamis_entry {
    uint32_t id;
    uint32_t feed_id;
    tamis_action action;
    tamis_tlp tlp;
    tamis_pap pap;
    uint32_t caveats;
    uint32_t fields;
    uint32_t confidence; /* 0..100 or TAMIS_CONFIDENCE_UNSET */
    uint32_t label_id;
    uint32_t tag_count;
    uint32_t tags_id;
    uint32_t audience_count; /* 0: everyone */
    int64_t valid_from_ns, valid_until_ns;
    tamis_slice feed, producer, reference, context;
} tamis_entry;

/* tamis_entry_tag() and tamis_entry_audience() give the n-th tag or audience
 * name of an entry, an empty slice past the last. */
TAMIS_API tamis_slice tamis_entry_tag(const tamis_database *database,
                                      const tamis_entry *entry, uint32_t n);
TAMIS_API tamis_slice tamis_entry_audience(const tamis_database *database,
                                           const tamis_entry *entry,
                                           uint32_t n);

/* One record, as cursors and matchers give it. key points into the database
 * (fingerprint.h). */
typedef struct tamis_record {
    tamis_record_id id;
    tamis_kind kind;
    tamis_mode mode;
    uint32_t entry_count; /* visible ones */
    tamis_slice key;
} tamis_record;

#ifdef __cplusplus
}
#endif

#endif /* TAMIS_DATABASE_H */
