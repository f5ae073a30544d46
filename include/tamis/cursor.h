/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cursors: a walk over the records of a database that one clearance may see,
 * in the order of their values or, several times faster, in that of the file.
 *
 * Several threads share a walk by taking a part of it each, with a cursor each:
 * tamis_cursor_options.part. What a program makes of all records it reads in
 * batches, without strings: tamis_cursor_read().
 */
#ifndef TAMIS_CURSOR_H
#define TAMIS_CURSOR_H

#include <tamis/database.h>
#include <tamis/report.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A walk over the records that one clearance may see. One thread. */
typedef struct tamis_cursor tamis_cursor;

/* Records come as they lie in the file, unsorted, and no memory is taken for
 * them. That order tells of records that the clearance does not see: it is for
 * programs that put all of them into a structure of their own, never for
 * showing, nor is which part a record comes in. */
#define TAMIS_CURSOR_UNORDERED 0x1u

typedef struct tamis_cursor_options {
    size_t struct_size;
    uint32_t flags; /* TAMIS_CURSOR_* */
    /* Part 0 <= part < part_count of the records; part_count 0: all of them.
     * The parts of one count are disjoint, about equal, and all together. */
    uint32_t part, part_count;
    tamis_clearance clearance;
    const tamis_kind *kinds; /* only of these; read during the call only */
    size_t kind_count;       /* 0: of all */
} tamis_cursor_options;

#define TAMIS_CURSOR_OPTIONS_INIT                                              \
    {                                                                          \
        sizeof(tamis_cursor_options), 0, 0, 0, TAMIS_CLEARANCE_INIT, NULL, 0   \
    }

/* tamis_cursor_options_init() writes TAMIS_CURSOR_OPTIONS_INIT. */
TAMIS_API void tamis_cursor_options_init(tamis_cursor_options *options);

/*
 * tamis_cursor_create() starts a walk over the records with at least one entry
 * that clearance may see, in the order (kind, key, mode).
 * tamis_cursor_create_with() does so as the options say; NULL: all defaults.
 * tamis_cursor_next() gives the next one: 1, or 0 at the end.
 * tamis_cursor_entries() writes up to capacity visible entries of the record
 * last met, skipping the first `skip`, and returns how many it wrote.
 *
 * clearance NULL is TAMIS_CLEARANCE_INIT. The cursor holds a reference to the
 * database. Errors: LABEL, MEMORY, ARGUMENT. Cost of next: constant amortised;
 * of create: linear in the number of records of the kinds asked for, in labels
 * and feeds only when UNORDERED. Of other kinds' records none is read where a
 * class has no asked one (docs/FILE_FORMAT.md). Threads: one. Since 0.1.0.
 */
TAMIS_API tamis_status tamis_cursor_create(tamis_cursor **cursor,
                                           tamis_database *database,
                                           const tamis_clearance *clearance,
                                           tamis_error *error);
TAMIS_API tamis_status tamis_cursor_create_with(
    tamis_cursor **cursor, tamis_database *database,
    const tamis_cursor_options *options, tamis_error *error);
TAMIS_API int tamis_cursor_next(tamis_cursor *cursor, tamis_record *record);
TAMIS_API size_t tamis_cursor_entries(tamis_cursor *cursor, size_t skip,
                                      size_t capacity, tamis_entry *entries);
TAMIS_API void tamis_cursor_destroy(tamis_cursor *cursor);

/* A tamis_entry without what takes a look elsewhere. */
typedef struct tamis_entry_brief {
    uint32_t feed_id, label_id;
    tamis_action action;
    tamis_tlp tlp;
    tamis_pap pap;
    uint32_t caveats;
    uint32_t fields;
    uint32_t confidence;
    int64_t valid_from_ns, valid_until_ns;
} tamis_entry_brief;

/*
 * tamis_cursor_read() gives the next records, at most record_capacity, and all
 * their visible entries: those of the first record, records[0].entry_count of
 * them, then those of the second, together at most entry_capacity.
 *
 * Returns how many records there are; 0 is the end. Both capacities must be at
 * least 1. A record whose entries do not fit any more comes in the next batch;
 * one that has more than entry_capacity comes alone, and again first in the
 * next batches with the rest, each time with the count of what is there. May be
 * mixed with tamis_cursor_next(). Cost: constant for each record and entry.
 */
TAMIS_API size_t tamis_cursor_read(tamis_cursor *cursor, size_t record_capacity,
                                   tamis_record *records, size_t entry_capacity,
                                   tamis_entry_brief *entries);

/* One feed as a clearance sees it: counts are sums over visible labels. */
typedef struct tamis_feed_summary {
    uint32_t feed_id;
    tamis_action action;
    tamis_tlp tlp; /* the feed's default; UNMARKED when that is not visible */
    tamis_slice name, producer, format;
    uint64_t read;
    uint64_t outcomes[TAMIS_OUTCOME_CAPACITY];
    uint64_t reasons[TAMIS_REASON_CAPACITY]; /* of outcomes[REJECTED] */
    uint64_t modes[4];                       /* kept, by match mode */
} tamis_feed_summary;

/* tamis_cursor_feed() gives the n-th feed that the cursor's clearance may see,
 * ordered by name: 1, or 0 past the last. Cost: linear in the accounting. */
TAMIS_API int tamis_cursor_feed(tamis_cursor *cursor, uint32_t n,
                                tamis_feed_summary *summary);

#ifdef __cplusplus
}
#endif

#endif /* TAMIS_CURSOR_H */
