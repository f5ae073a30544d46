/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The compiler: statements in, one database file out.
 *
 * Order: create, define audiences, add feeds, add statements (allow and warn
 * records are statements with that action), write, read the report, destroy.
 * The same calls give the same bytes, on any number of threads.
 */
#ifndef TAMIS_COMPILE_H
#define TAMIS_COMPILE_H

#include <tamis/feed.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A compile in progress. One thread. */
typedef struct tamis_compiler tamis_compiler;

typedef struct tamis_compiler_options {
    size_t struct_size;
    uint32_t flags;              /* TAMIS_COMPILER_* */
    tamis_tlp tlp_max;           /* keep nothing above; RED keeps all */
    const tamis_slice *audience; /* keep what all of these may know (--for) */
    size_t audience_count;
    int64_t time_ns; /* expire against this; TAMIS_TIME_MIN: newest seen */
    tamis_slice organisation;    /* what `self` stands for; may be empty */
    const char *public_suffixes; /* file; NULL: the system's list */
    const char *previous; /* database that max_shrink_pct means; or NULL */
    const tamis_allocator *allocator; /* called from the caller's thread */
    int64_t clock_ns; /* for expires_ns, never written; TIME_MIN: as time_ns */
    uint32_t threads; /* 0: one for each CPU; 1 with an allocator */
    uint64_t memory_limit;     /* bytes, about; 0: half of what there is */
    const char *spill_folder;  /* NULL: TMPDIR, else /var/tmp */
    uint32_t fingerprint_bits; /* 0: values; else see fingerprint.h */
} tamis_compiler_options;

#define TAMIS_COMPILER_STRICT        0x1u  /* a rejection fails the write */
#define TAMIS_COMPILER_KEEP_GOING    0x2u  /* a feed's failure does not */
#define TAMIS_COMPILER_ALLOW_SPECIAL 0x4u  /* special-use ranges are kept */
#define TAMIS_COMPILER_ALLOW_SHORT   0x8u  /* short ones too, never /0 */
#define TAMIS_COMPILER_NO_SYNC       0x10u /* no fsync: for benchmarks */
#define TAMIS_COMPILER_OPTIONS_INIT                                            \
    {                                                                          \
        sizeof(tamis_compiler_options), 0, TAMIS_TLP_RED, NULL, 0,             \
            TAMIS_TIME_MIN, {NULL, 0}, NULL, NULL, NULL, TAMIS_TIME_MIN, 0, 0, \
            NULL, 0                                                            \
    }
TAMIS_API void tamis_compiler_options_init(tamis_compiler_options *options);

/* What url_nopath does with a URL that is only a host. */
#define TAMIS_URL_NOPATH_HOST  0u
#define TAMIS_URL_NOPATH_EXACT 1u

/* A feed. Begin with TAMIS_FEED_INFO_INIT; name and tlp must be set. */
typedef struct tamis_feed_info {
    size_t struct_size;
    tamis_slice name, producer, format;
    tamis_tlp tlp; /* UNMARKED is refused: nobody guesses a TLP */
    tamis_pap pap;
    tamis_action action; /* of the whole feed: LIST, ALLOW, WARN */
    uint32_t confidence;
    tamis_mode domain_match; /* where formats are silent: AUTO, EXACT, SUFFIX */
    uint32_t url_nopath;
    uint32_t trust_downgrade;    /* explicit marks may lower the label */
    uint32_t max_shrink_pct;     /* 100: never fail */
    const tamis_slice *audience; /* none: everyone up to GREEN, self above */
    size_t audience_count;
    int64_t expires_ns; /* of the snapshot; TAMIS_TIME_MAX: never */
    /* decay: polynomial when lifetime_d > 0 (docs/FEEDS.md) */
    double decay_lifetime_d, decay_speed, decay_threshold, decay_base;
} tamis_feed_info;

#define TAMIS_FEED_INFO_INIT                                                   \
    {                                                                          \
        sizeof(tamis_feed_info), {NULL, 0}, {NULL, 0}, {NULL, 0},              \
            TAMIS_TLP_UNMARKED, TAMIS_PAP_UNMARKED, TAMIS_ACTION_LIST,         \
            TAMIS_CONFIDENCE_UNSET, TAMIS_MODE_AUTO, TAMIS_URL_NOPATH_HOST, 0, \
            50, NULL, 0, TAMIS_TIME_MAX, 0, 0, 0, 0                            \
    }
TAMIS_API void tamis_feed_info_init(tamis_feed_info *info);
TAMIS_API tamis_status tamis_compiler_create(
    tamis_compiler **compiler, const tamis_compiler_options *options,
    tamis_error *error);
TAMIS_API void tamis_compiler_destroy(tamis_compiler *compiler);

/* Names a set of organisations ("*" among them: everyone). Before the first
 * feed. Errors: LABEL (twice), MEMORY. */
TAMIS_API tamis_status tamis_compiler_define_audience(
    tamis_compiler *compiler, tamis_slice name, const tamis_slice *members,
    size_t member_count, tamis_error *error);

/* Copies a feed's facts and gives its number. Names are unique. An audience
 * name that was not defined is an organisation's. Errors: LABEL (no TLP, empty
 * audience name), ARGUMENT, LIMIT, MEMORY. */
TAMIS_API tamis_status tamis_compiler_add_feed(tamis_compiler *compiler,
                                               const tamis_feed_info *info,
                                               uint32_t *feed_id,
                                               tamis_error *error);

/*
 * tamis_compiler_add() takes one statement of a feed: labels, parses, guards
 * and keeps it, or counts why not, which is no error. Guards are for what is
 * listed: of allows and warns only /0 is refused. tamis_compiler_add_values()
 * takes *common with the value, line, offset and mode of each of values.
 * tamis_compiler_reject() counts one that its reader refused.
 * tamis_compiler_feed_failed() marks a feed that could not be read: write
 * then fails with that error unless KEEP_GOING; nothing of it is kept.
 *
 * Statements above half of memory_limit go to a nameless file of mode 0600 in
 * spill_folder; what tamis_compiler_write() makes of them has to fit in memory.
 * With several threads, most are copied and added by some of the compiler's.
 * Errors: ARGUMENT (nothing has changed); MEMORY, LIMIT (8192 labels) and
 * SYSTEM (no room in spill_folder), after which there is only the report and
 * destroying; they may be those of an earlier statement.
 */
TAMIS_API tamis_status tamis_compiler_add(tamis_compiler *compiler,
                                          uint32_t feed_id,
                                          const tamis_statement *statement,
                                          tamis_error *error);
TAMIS_API tamis_status tamis_compiler_add_values(
    tamis_compiler *compiler, uint32_t feed_id, const tamis_statement *common,
    const tamis_statement_value *values, size_t count, tamis_error *error);
TAMIS_API tamis_status tamis_compiler_reject(tamis_compiler *compiler,
                                             uint32_t feed_id,
                                             const tamis_statement *statement,
                                             tamis_reason reason,
                                             tamis_error *error);
TAMIS_API tamis_status tamis_compiler_feed_failed(tamis_compiler *compiler,
                                                  uint32_t feed_id,
                                                  const tamis_error *reason);

/* Called now and then while a database is built, with work done of total. */
typedef void (*tamis_progress_callback)(void *context, const char *phase,
                                        uint64_t done, uint64_t total);

/*
 * tamis_compiler_write() merges, builds and publishes the database at path, by
 * a temporary file, fsync, rename. On failure an earlier database is as it was.
 * Mode 0600 when any entry is above GREEN, else 0644 less the umask. Once.
 *
 * Statements of one feed about one indicator merge when action, label and
 * reference are equal: validity, tags (at most 4096) and fields unite, PAP and
 * caveats are the strictest, confidence the highest. Without time_ns they
 * expire against the newest one that whoever sees them sees. What an
 * operator's allow covers for everyone and always is left out (ALLOWED), and
 * so are allows and warns that meet nothing listed (counted as KEPT).
 * tamis_compiler_write_memory() does so into memory, which
 * tamis_compiler_free_memory() frees. Errors: SYSTEM, EMPTY (a feed is empty,
 * wholly rejected, or shrank too much), REJECTED (STRICT, an expired snapshot),
 * a failed feed's, LIMIT, MEMORY.
 */
TAMIS_API tamis_status tamis_compiler_write(tamis_compiler *compiler,
                                            const char *path,
                                            tamis_progress_callback progress,
                                            void *context, tamis_error *error);
TAMIS_API tamis_status tamis_compiler_write_memory(tamis_compiler *compiler,
                                                   void **bytes, size_t *size,
                                                   tamis_error *error);
TAMIS_API void tamis_compiler_free_memory(tamis_compiler *compiler, void *bytes,
                                          size_t size);

typedef struct tamis_compile_report {
    size_t struct_size;
    uint64_t read;
    uint64_t outcomes[TAMIS_OUTCOME_CAPACITY];
    uint64_t reasons[TAMIS_REASON_CAPACITY];
    uint64_t modes[4];      /* kept domains and prefixes by match mode */
    uint64_t auto_modes[4]; /* of which AUTO chose the mode */
    uint64_t pattern_count; /* kept literals and patterns */
    uint64_t host_bits_cleared, defanged;
    uint64_t previous_kept; /* in options.previous; 0 when none */
    uint64_t warnings; /* TAMIS_COMPILE_WARNING_*: what KEEP_GOING passed */
} tamis_compile_report;
#define TAMIS_COMPILE_WARNING_FAILED  0x1u /* not read: nothing of it is kept */
#define TAMIS_COMPILE_WARNING_EMPTY   0x2u /* empty, or everything rejected */
#define TAMIS_COMPILE_WARNING_EXPIRED 0x4u /* past its expires_ns; kept */
#define TAMIS_COMPILE_WARNING_SHRUNK  0x8u /* past max_shrink_pct; kept */

typedef struct tamis_rejection {
    tamis_reason reason;
    uint32_t feed_id;
    tamis_slice file, value, message; /* value: shortened, escaped */
    uint64_t line, offset;
} tamis_rejection;

/* The report of one feed, or the sum of all with UINT32_MAX; the n-th example
 * of a rejection (five of each reason of each feed): 1, or 0 past the last. */
TAMIS_API void tamis_compiler_report(const tamis_compiler *compiler,
                                     uint32_t feed_id,
                                     tamis_compile_report *report);
TAMIS_API int tamis_compiler_rejection(const tamis_compiler *compiler, size_t n,
                                       tamis_rejection *rejection);

#ifdef __cplusplus
}
#endif

#endif /* TAMIS_COMPILE_H */
