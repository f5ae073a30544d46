/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Feeds: reading the statements out of files in the formats of the field.
 *
 * A reader turns bytes into statements and hands them to a sink (usually the
 * compiler); it keeps nothing. docs/FEEDS.md tells what of each format is read.
 */
#ifndef TAMIS_FEED_H
#define TAMIS_FEED_H

#include <tamis/database.h>
#include <tamis/label.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Formats: pinned, append-only; names by tamis_format_name(). */
typedef uint32_t tamis_format;
#define TAMIS_FORMAT_AUTO        0u /* found from the first bytes */
#define TAMIS_FORMAT_LIST        1u /* "list": a value a line, its kind found */
#define TAMIS_FORMAT_HOSTS       2u /* "hosts": hosts(5) with sink addresses */
#define TAMIS_FORMAT_ADGUARD     3u /* "adguard": ||name^ rules */
#define TAMIS_FORMAT_DNSMASQ     4u /* "dnsmasq": address=/name/ */
#define TAMIS_FORMAT_RPZ         5u /* "rpz": a response policy zone */
#define TAMIS_FORMAT_CSV         6u /* "csv": columns by name */
#define TAMIS_FORMAT_MISP        7u /* "misp": events, or a feed folder */
#define TAMIS_FORMAT_STIX        8u /* "stix": 2.0 and 2.1 bundles, envelopes */
#define TAMIS_FORMAT_ZEEK        9u /* "zeek": intel files */
#define TAMIS_FORMAT_MALTRAIL    10u /* "maltrail": static trails */
#define TAMIS_FORMAT_LOKI_HASH   11u /* "loki-hash": HASH;COMMENT */
#define TAMIS_FORMAT_LOKI_NAME   12u /* "loki-filename": REGEX;SCORE;... */
#define TAMIS_FORMAT_LOKI_C2     13u /* "loki-c2": VALUE;SCORE */
#define TAMIS_FORMAT_WARNINGLIST 14u /* "warninglist": a MISP warninglist */
#define TAMIS_FORMAT_UNBOUND     15u /* "unbound": local-zone lines */
#define TAMIS_FORMAT_PATTERNS    16u /* "patterns": /regex/flags, literal:... */
#define TAMIS_FORMAT_COUNT       17u

TAMIS_API const char *tamis_format_name(tamis_format format);
TAMIS_API const char *tamis_format_description(tamis_format format);
/* tamis_format_find(): TAMIS_FORMAT_COUNT when there is no such name. */
TAMIS_API tamis_format tamis_format_find(const char *name, size_t name_size);

/*
 * One statement as a feed made it, not yet normalised. Everything is borrowed
 * for the duration of the call. Begin with TAMIS_STATEMENT_INIT.
 */
typedef struct tamis_statement {
    size_t struct_size;
    tamis_kind kind; /* AUTO: found from the value */
    tamis_mode mode; /* AUTO: docs/FEEDS.md, feed's domain_match */
    tamis_action action;
    tamis_tlp tlp;       /* explicit marks' maximum; UNMARKED if none */
    tamis_tlp tlp_floor; /* raises the label, never lowers it; or UNMARKED */
    tamis_pap pap;
    uint32_t caveats, fields;
    uint32_t confidence;       /* or TAMIS_CONFIDENCE_UNSET */
    uint32_t audience_limited; /* non-zero: audience below narrows the feed's */
    tamis_slice value;
    tamis_slice reference; /* id or URL of the report or object */
    tamis_slice context;   /* file name of filename|sha256, paired name, ... */
    const tamis_slice *tags;
    size_t tag_count;
    const tamis_slice *audience;
    size_t audience_count;
    int64_t valid_from_ns, valid_until_ns; /* TAMIS_TIME_MIN, _MAX: absent */
    int64_t seen_ns;     /* last seen, where decay begins; TIME_MIN: absent */
    tamis_format format; /* it was read from; AUTO: a caller's own */
    tamis_slice file;    /* for reports */
    uint64_t line;       /* from 1, 0: none */
    uint64_t offset;
} tamis_statement;

#define TAMIS_STATEMENT_INIT                                                   \
    {                                                                          \
        sizeof(tamis_statement), TAMIS_KIND_AUTO, TAMIS_MODE_AUTO,             \
            TAMIS_ACTION_LIST, TAMIS_TLP_UNMARKED, TAMIS_TLP_UNMARKED,         \
            TAMIS_PAP_UNMARKED, 0, 0, TAMIS_CONFIDENCE_UNSET, 0, {NULL, 0},    \
            {NULL, 0}, {NULL, 0}, NULL, 0, NULL, 0, TAMIS_TIME_MIN,            \
            TAMIS_TIME_MAX, TAMIS_TIME_MIN, TAMIS_FORMAT_AUTO, {NULL, 0}, 0, 0 \
    }
TAMIS_API void tamis_statement_init(tamis_statement *statement);

/* One of many statements that differ in this alone, as those of a list do.
 * Borrowed as a statement is. */
typedef struct tamis_statement_value {
    tamis_slice value;
    uint64_t line, offset;
    tamis_mode mode;
    uint32_t reserved; /* 0 */
} tamis_statement_value;

/*
 * Where a reader puts what it reads. add gets each statement; reject gets each
 * one that the reader itself refuses (statement->value is the raw text, as far
 * as it is known). add_values may be NULL; when it is there, it gets some
 * statements together: each is *common with the value, line, offset and mode
 * of one of values. All calls come in the order of the file. A negative status
 * from any stops the reading and is its result. progress may be NULL; it is
 * called now and then with compressed bytes read of total.
 */
typedef struct tamis_feed_sink {
    tamis_status (*add)(void *context, const tamis_statement *statement,
                        tamis_error *error);
    tamis_status (*reject)(void *context, const tamis_statement *statement,
                           tamis_reason reason, tamis_error *error);
    void (*progress)(void *context, uint64_t consumed, uint64_t total);
    void *context;
    tamis_status (*add_values)(void *context, const tamis_statement *common,
                               const tamis_statement_value *values,
                               size_t value_count, tamis_error *error);
} tamis_feed_sink;

/* Options of one feed's reading; begin with TAMIS_FEED_OPTIONS_INIT. */
typedef struct tamis_feed_options {
    size_t struct_size;
    tamis_format format;
    uint32_t flags;  /* TAMIS_FEED_* */
    tamis_kind kind; /* of every value, for list and csv; AUTO: found */
    /* csv: names of columns, or their numbers from 1 as text; empty: the
     * well-known names */
    tamis_slice column_value, column_kind, column_time, column_confidence,
        column_tags, column_reference;
    uint32_t delimiter; /* csv: a byte; 0: found among , ; TAB | */
    const tamis_allocator *allocator;
} tamis_feed_options;

#define TAMIS_FEED_UNPUBLISHED    0x1u /* misp: also events not published */
#define TAMIS_FEED_ALL_ATTRIBUTES 0x2u /* misp: also without to_ids */
#define TAMIS_FEED_HONOUR_ALLOW   0x4u /* @@ and passthru are allows */
/* stix: an unknown marking gives not RED, but the feed's default */
#define TAMIS_FEED_IGNORE_UNKNOWN_MARKING 0x8u
#define TAMIS_FEED_HAS_HEADER             0x10u /* csv: the first row is one */
#define TAMIS_FEED_NO_HEADER              0x20u
/* list: "/regex/flags" and "literal:text" are patterns too */
#define TAMIS_FEED_PATTERNS 0x40u

#define TAMIS_FEED_OPTIONS_INIT                                                \
    {                                                                          \
        sizeof(tamis_feed_options), TAMIS_FORMAT_AUTO, 0, TAMIS_KIND_AUTO,     \
            {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0},  \
            0, NULL                                                            \
    }
TAMIS_API void tamis_feed_options_init(tamis_feed_options *options);

/*
 * tamis_feed_read() reads one file, or every file of a folder (recursively, in
 * byte order of their names; dot-files are skipped), and feeds the sink.
 *
 * Files may be plain, gzip, zstd or xz. With format AUTO each file is sniffed
 * on its own. *used (may be NULL) gets the format of the last file read.
 * A file that cannot be read or is no such format as a whole (truncated,
 * nested too deep, header without the column) is an error; single bad lines
 * and objects go to the sink's reject.
 *
 * Cost: one pass; memory bounded whatever the size of the file: lines of at
 * most 64 KiB, JSON elements of at most 64 MiB, 128 levels deep.
 * Errors: SYSTEM, SYNTAX, CORRUPT, LIMIT, EMPTY (no statement at all), MEMORY,
 * and what the sink returns. Threads: one call, one thread. Since 0.1.0.
 */
TAMIS_API tamis_status tamis_feed_read(const char *path,
                                       const tamis_feed_options *options,
                                       const tamis_feed_sink *sink,
                                       tamis_format *used, tamis_error *error);

#ifdef __cplusplus
}
#endif

#endif /* TAMIS_FEED_H */
