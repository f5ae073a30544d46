/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Literals and regexes of a database, made ready to be matched.
 *
 * The file holds them as they were written; what matches them is compiled by
 * this library, on this CPU, in a process of its own with limits, and kept in a
 * cache. That may take seconds, so opening a database does not do it: prepare
 * once, and give the result to every matcher of the database
 * (tamis_matcher_options.patterns). A matcher without it matches no patterns,
 * and tamis_matcher_unmatched_patterns() says how many it leaves out.
 *
 * Which of them are matched where:
 *   literals, and patterns without a field   each line of scanned text
 *                                            and, when prepared for it, text in
 *                                            chunks (pattern_stream.h)
 *   patterns with a field ("filename:/x/")   values of that kind, when asked by
 *                                            find_texts, find_all and the like;
 *                                            of what is found in text they only
 *                                            allow and warn
 */
#ifndef TAMIS_PATTERNS_H
#define TAMIS_PATTERNS_H

#include <tamis/database.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Prepared patterns of one database. Any thread; reference counted. */
typedef struct tamis_patterns tamis_patterns;

/* Called now and then with work done of total. Non-zero stops. */
typedef int (*tamis_patterns_progress)(void *context, uint64_t done,
                                       uint64_t total);

/* Neither read the cache nor keep anything in it. */
#define TAMIS_PATTERNS_NO_CACHE 0x1u
/* Compile them for streams too (pattern_stream.h): twice the work. */
#define TAMIS_PATTERNS_STREAMS 0x2u

/* 0 and NULL stand for the defaults. */
typedef struct tamis_patterns_options {
    size_t struct_size;
    uint32_t flags;         /* TAMIS_PATTERNS_* */
    uint32_t threads;       /* processes that compile; 0: one for each CPU */
    const char *folder;     /* cache; NULL: $XDG_CACHE_HOME/tamis */
    const char *program;    /* that compiles: a path from the root; NULL: where
                               this library was configured to be installed */
    uint64_t memory_limit;  /* bytes of one such process */
    uint32_t pattern_limit; /* milliseconds for one pattern */
    uint32_t total_limit;   /* milliseconds for all; the rest is left out */
    tamis_patterns_progress progress;
    void *progress_context;
    const tamis_allocator *allocator;
    const tamis_clearance *clearance; /* NULL: TAMIS_CLEARANCE_INIT */
} tamis_patterns_options;

#define TAMIS_PATTERNS_OPTIONS_INIT                                            \
    {                                                                          \
        sizeof(tamis_patterns_options), 0, 0, NULL, NULL, 0, 0, 0, NULL, NULL, \
            NULL, NULL                                                         \
    }
TAMIS_API void tamis_patterns_options_init(tamis_patterns_options *options);

/*
 * tamis_patterns_prepare() compiles the literals and patterns of a database
 * that the clearance sees at some time, or takes them from the cache. A folder
 * that cannot be used is no error: the cache is done without. options may be
 * NULL. It holds a reference to the database. What this library cannot compile
 * is left out and told below, and so is what is not compiled when total_limit
 * is over: those that look dear to compile come last. The cache keeps the rest
 * for who gives no more time.
 *
 * Limits, progress, errors, the cache and all that is told below are of what
 * the clearance sees, as if the file had nothing else. So a program that
 * answers for others than the file's holder prepares with the clearance that
 * it answers for. Matchers of a wider one match no more than was prepared, and
 * tamis_matcher_unmatched_patterns() counts the rest.
 *
 * The program is run from no other place than the one configured or given:
 * neither beside the library nor from the working directory nor the PATH.
 *
 * Errors: UNSUPPORTED (a library built without patterns, a CPU that cannot),
 * NOT_FOUND (no program that compiles), SYSTEM, LIMIT (too many, or a program
 * that hangs), STOPPED, MEMORY, ARGUMENT, and those of the clearance (LABEL,
 * CORRUPT). With no pattern to see, none but the last four.
 * Threads: any. Since 0.1.0.
 */
TAMIS_API tamis_status tamis_patterns_prepare(
    tamis_patterns **patterns, tamis_database *database,
    const tamis_patterns_options *options, tamis_error *error);

/* tamis_patterns_retain() adds a reference and returns its argument;
 * tamis_patterns_release() drops one. NULL is fine. */
TAMIS_API tamis_patterns *tamis_patterns_retain(tamis_patterns *patterns);
TAMIS_API void tamis_patterns_release(tamis_patterns *patterns);

/* tamis_patterns_database() is the database that they are of. It lives as long
 * as they do. */
TAMIS_API tamis_database *
tamis_patterns_database(const tamis_patterns *patterns);

/* Facts of what the clearance sees, whatever its time. */
typedef struct tamis_patterns_info {
    size_t struct_size;
    uint64_t count;       /* literals and patterns */
    uint64_t compiled;    /* of which can be matched */
    uint64_t size;        /* bytes of memory, mapped files among them */
    tamis_slice uncached; /* why nothing is kept in the cache, a sentence that
                             lives as long as the patterns; else empty */
} tamis_patterns_info;

TAMIS_API void tamis_patterns_info_get(const tamis_patterns *patterns,
                                       tamis_patterns_info *info);

/* One that cannot be matched, and why. Slices live as long as the patterns. */
typedef struct tamis_patterns_refusal {
    tamis_record_id record;
    uint32_t reserved;
    uint64_t offset; /* in the regex; UINT64_MAX when nobody knows */
    tamis_slice key, message;
} tamis_patterns_refusal;

/* tamis_patterns_refused() gives the n-th: 1, or 0 past the last. */
TAMIS_API int tamis_patterns_refused(const tamis_patterns *patterns, size_t n,
                                     tamis_patterns_refusal *refusal);

#ifdef __cplusplus
}
#endif

#endif /* TAMIS_PATTERNS_H */
