/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Literals and regexes of one field, compiled, and asked about bytes. Reports
 * are those that each pattern would give alone, in no particular order. A set
 * is immutable and serves any threads; a scratch or a stream serves one.
 * How one is made: index/pattern_set_build.h.
 */
#ifndef TAMIS_INDEX_PATTERN_SET_H
#define TAMIS_INDEX_PATTERN_SET_H

#include <tamis/allocator.h>
#include <tamis/status.h>

#include <stddef.h>
#include <stdint.h>

/* Bytes of a pattern, and patterns of a set, at most. */
#define PATTERN_SIZE_MAX      16000u
#define PATTERN_SET_COUNT_MAX 8000000u
/* Bytes that one scan takes. */
#define PATTERN_SCAN_SIZE_MAX UINT32_C(0x7fffffff)

/* Flags of a source. A literal knows CASELESS (ASCII letters) and SINGLE; the
 * others are a regex's, as Hyperscan defines them. */
#define PATTERN_LITERAL   0x01u
#define PATTERN_CASELESS  0x02u
#define PATTERN_DOTALL    0x04u
#define PATTERN_MULTILINE 0x08u
#define PATTERN_UTF8      0x10u
/* At most one report per scan, line or stream: that which ends first (of a
 * regex that also matches only at a stream's end, it may be the other). */
#define PATTERN_SINGLE 0x20u
#define PATTERN_FLAGS  0x3fu

/* One pattern as it is written; the set keeps no pointer to it. */
struct pattern_source {
    tamis_slice bytes; /* a literal may hold any byte, a regex no zero */
    uint32_t flags;
    uint32_t fields; /* a bit for each field that it is looked for in */
    uint32_t id;     /* the caller's; what a report says */
};

/* What a set is for; a part of what its cache is known by. */
#define PATTERN_MODE_BLOCK  1u
#define PATTERN_MODE_STREAM 2u

/* `from` of a regex. */
#define PATTERN_START_NONE UINT64_MAX

/*
 * Offsets are into what was given to scan, or from a stream's beginning. A
 * literal's bytes are [from, to); a regex only tells its end. Non-zero stops
 * the scan. It must not use the scratch or stream that it is called from.
 */
typedef int pattern_report(void *context, uint32_t id, uint64_t from,
                           uint64_t to);

struct pattern_set;
struct pattern_scratch;
struct pattern_stream;

void pattern_set_destroy(struct pattern_set *set); /* NULL is fine */
uint32_t pattern_set_mode(const struct pattern_set *set);
/* Patterns in it: what was built less what was rejected. */
size_t pattern_set_count(const struct pattern_set *set);
/* Bytes that the set occupies, those of its mapped file among them. */
size_t pattern_set_size(const struct pattern_set *set);

/*
 * A scratch is all that a scan needs besides the set, which must outlive it;
 * nothing is allocated later. Errors: MEMORY.
 */
tamis_status pattern_scratch_create(struct pattern_scratch **scratch,
                                    const struct pattern_set *set,
                                    tamis_error *error);
void pattern_scratch_destroy(struct pattern_scratch *scratch);

/*
 * pattern_set_scan() looks at bytes as one unit: `^` is their beginning, `$`
 * their end. The set's mode is BLOCK.
 * Returns TAMIS_OK, TAMIS_ERROR_STOPPED, or TAMIS_ERROR_LIMIT: more than
 * PATTERN_SCAN_SIZE_MAX bytes.
 */
tamis_status pattern_set_scan(const struct pattern_set *set,
                              struct pattern_scratch *scratch,
                              tamis_slice bytes, pattern_report *report,
                              void *context);
/*
 * pattern_set_scan_lines() gives what pattern_set_scan() would for each line
 * by itself, with offsets into text, much faster than asking line by line. A
 * line ends before "\n", before "\r\n", or with the text. The lines' reports
 * may be mixed. LIMIT is for a line.
 */
tamis_status pattern_set_scan_lines(const struct pattern_set *set,
                                    struct pattern_scratch *scratch,
                                    tamis_slice text, pattern_report *report,
                                    void *context);

/*
 * Streams, of a set whose mode is STREAM: bytes that come in pieces, reported
 * as if they had come in one. A stream is all that is kept between pieces:
 * pattern_set_stream_size() bytes. Errors: MEMORY.
 */
size_t pattern_set_stream_size(const struct pattern_set *set);
tamis_status pattern_stream_create(struct pattern_stream **stream,
                                   const struct pattern_set *set,
                                   tamis_error *error);
void pattern_stream_destroy(struct pattern_stream *stream);
/* Returns TAMIS_OK or TAMIS_ERROR_STOPPED; a stream that was stopped reports
 * nothing more until it is ended. */
tamis_status pattern_stream_scan(struct pattern_stream *stream,
                                 struct pattern_scratch *scratch,
                                 tamis_slice bytes, pattern_report *report,
                                 void *context);
/* Reports what matches only at the end (`$`, which by itself may be told
 * twice); the stream is then a new one.
 * report may be NULL. */
tamis_status pattern_stream_end(struct pattern_stream *stream,
                                struct pattern_scratch *scratch,
                                pattern_report *report, void *context);

#endif
