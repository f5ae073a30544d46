/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Asking a database: batches of keys, one value in full, or free text.
 *
 * A matcher is one thread's scratch for one database, one clearance and one
 * clock. After it was created nothing here allocates (one exception: names
 * with bytes >= 0x80 pass through libidn2) and nothing can fail: a malformed
 * key is a miss.
 */
#ifndef TAMIS_MATCH_H
#define TAMIS_MATCH_H

#include <tamis/database.h>
#include <tamis/patterns.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Scratch of one thread; holds a reference to its database. */
typedef struct tamis_matcher tamis_matcher;
typedef struct tamis_matcher_options {
    size_t struct_size;
    uint32_t flags; /* TAMIS_MATCHER_* */
    tamis_clearance clearance;
    const tamis_allocator *allocator;
    tamis_patterns *patterns; /* of this database; NULL: none are matched */
} tamis_matcher_options;

/* Also ask for URLs' Safe Browsing expressions: host suffix, path prefix. */
#define TAMIS_MATCHER_URL_EXPRESSIONS 0x1u
#define TAMIS_MATCHER_OPTIONS_INIT                                             \
    {                                                                          \
        sizeof(tamis_matcher_options), 0, TAMIS_CLEARANCE_INIT, NULL, NULL     \
    }
TAMIS_API void tamis_matcher_options_init(tamis_matcher_options *options);

/*
 * tamis_matcher_create() makes a matcher with the clearance in options (NULL:
 * the defaults). It takes some 1.2 MiB, a byte a feed and a bit a label; with
 * patterns some 100 bytes for each, what Hyperscan needs, and a reference to
 * them. Errors: LABEL, MEMORY, ARGUMENT. tamis_matcher_destroy() takes NULL.
 */
TAMIS_API tamis_status
tamis_matcher_create(tamis_matcher **matcher, tamis_database *database,
                     const tamis_matcher_options *options, tamis_error *error);
TAMIS_API void tamis_matcher_destroy(tamis_matcher *matcher);

/* tamis_matcher_patterns() is what the matcher was given, or its live object
 * prepared: NULL for none. It lives as long as the matcher, in a live object
 * until the next quiet point; whoever keeps it longer retains it. */
TAMIS_API tamis_patterns *tamis_matcher_patterns(const tamis_matcher *matcher);

/* Of the patterns that are visible at some time, the first counts those that
 * are not matched: left out when they were prepared, or all without; the second
 * those of values of one kind, which text is not searched for. Cost: linear.
 * tamis_matcher_may_list() is 0 when nothing of a kind is listed, by anyone. */
TAMIS_API uint64_t
tamis_matcher_unmatched_patterns(const tamis_matcher *matcher);
TAMIS_API uint64_t tamis_matcher_field_patterns(const tamis_matcher *matcher);
TAMIS_API int tamis_matcher_may_list(const tamis_matcher *matcher,
                                     tamis_kind kind);

/* tamis_matcher_set_time() moves the clock that decides which entries are
 * valid; any_time non-zero stops looking at it. Cost: none. */
TAMIS_API void tamis_matcher_set_time(tamis_matcher *matcher, int64_t time_ns,
                                      int any_time);

/* An IPv6 address, or an IPv4 one as ::ffff:a.b.c.d, network order. */
typedef struct tamis_address {
    uint8_t bytes[16];
} tamis_address;

/*
 * tamis_matcher_find_*() ask for count keys at once. For each, records[i] is
 * the first record with an entry visible to the matcher, or TAMIS_RECORD_NONE;
 * the return value counts the hits.
 *
 * First means: the longest prefix; for names exact, then suffix, then
 * subdomains, deepest first; for URLs the URL, then its host; for e-mails the
 * address, then "@domain". An allow record that covers the key makes it a miss.
 *
 * find_domains takes text (any case, one trailing dot ignored);
 * find_wire_domains takes uncompressed DNS wire format (RFC 1035 3.1), with or
 * without the final root byte. find_digests takes raw bytes of one size, one
 * after the other, for every kind of it; find_texts values of one text kind.
 *
 * Ownership: arrays are the caller's. Cost: a few cache lines a key.
 * Threads: one matcher, one thread. Since 0.1.0.
 */
TAMIS_API size_t tamis_matcher_find_addresses(tamis_matcher *matcher,
                                              size_t count,
                                              const tamis_address *addresses,
                                              tamis_record_id *records);
TAMIS_API size_t tamis_matcher_find_domains(tamis_matcher *matcher,
                                            size_t count,
                                            const tamis_slice *names,
                                            tamis_record_id *records);
TAMIS_API size_t tamis_matcher_find_wire_domains(tamis_matcher *matcher,
                                                 size_t count,
                                                 const tamis_slice *names,
                                                 tamis_record_id *records);
TAMIS_API size_t tamis_matcher_find_urls(tamis_matcher *matcher, size_t count,
                                         const tamis_slice *urls,
                                         tamis_record_id *records);
TAMIS_API size_t tamis_matcher_find_emails(tamis_matcher *matcher, size_t count,
                                           const tamis_slice *emails,
                                           tamis_record_id *records);
TAMIS_API size_t tamis_matcher_find_digests(tamis_matcher *matcher,
                                            size_t count, size_t digest_size,
                                            const uint8_t *digests,
                                            tamis_record_id *records);
TAMIS_API size_t tamis_matcher_find_texts(tamis_matcher *matcher, size_t count,
                                          tamis_kind kind,
                                          const tamis_slice *values,
                                          tamis_record_id *records);

/* tamis_matcher_record() tells what a record is: 1, or 0 when no entry of it
 * is visible to the matcher. tamis_matcher_entries() writes its visible
 * entries, skipping the first `skip`, and returns how many it wrote. */
TAMIS_API int tamis_matcher_record(tamis_matcher *matcher, tamis_record_id id,
                                   tamis_record *record);
TAMIS_API size_t tamis_matcher_entries(tamis_matcher *matcher,
                                       tamis_record_id id, size_t skip,
                                       size_t capacity, tamis_entry *entries);

/*
 * One (match, entry): what an event is made of.
 *
 * offset and length tell where in the scanned bytes (for find_all: 0 and the
 * value's size). observed is the observable in normal form, written as text;
 * it and warnings point into the matcher and live until the callback returns.
 */
typedef struct tamis_hit {
    uint64_t offset;
    uint32_t length;
    tamis_kind observed_kind;
    tamis_slice observed;
    tamis_record_id record;
    tamis_kind kind; /* of the indicator */
    tamis_mode mode;
    uint32_t warning_count;
    const tamis_slice *warnings; /* names of warning lists that cover it */
    tamis_slice key; /* of the indicator, see tamis_key_format(); of a
                        fingerprint the part of the question that it fits,
                        until the callback returns */
    tamis_entry entry;
} tamis_hit;

/* Gets hits in groups, in the order: offset, longest first, kind, mode, value,
 * feed name, reference. May not use the matcher. Non-zero stops. */
typedef int (*tamis_hit_callback)(void *context, const tamis_hit *hits,
                                  size_t hit_count);

/*
 * tamis_matcher_find_all() reports every visible (match, entry) for one value
 * of a kind (AUTO finds it), its host, address and e-mail domain included.
 * Errors: SYNTAX when the value is none of that kind, STOPPED.
 */
TAMIS_API tamis_status tamis_matcher_find_all(
    tamis_matcher *matcher, tamis_kind kind, const char *value,
    size_t value_size, tamis_hit_callback callback, void *context,
    tamis_error *error);

/* Parts of a text that is cut elsewhere than behind lines overlap by so many
 * bytes (in UTF-16 twice): no candidate takes more, however it is escaped. */
#define TAMIS_SCAN_REACH_MAX 81920u
#define TAMIS_UTF16_LINE_MAX 262144u /* code units, the line's end included */
/*
 * tamis_matcher_scan() finds every candidate in free text and reports every
 * visible (match, entry). The text is one block: nothing is carried over to
 * the next call. UTF-16 with a byte order mark gives what it would give as
 * UTF-8; offsets are into the original bytes. In lines of more than
 * TAMIS_UTF16_LINE_MAX units a regex matches within parts of the line only, and
 * a literal may be reported for each part.
 *
 * Cost: one pass. Errors: STOPPED. Threads: one matcher, one thread.
 */
TAMIS_API tamis_status tamis_matcher_scan(tamis_matcher *matcher,
                                          const void *text, size_t text_size,
                                          tamis_hit_callback callback,
                                          void *context);

/* Since the matcher was made, of what its clearance sees at any time. */
typedef struct tamis_matcher_counts {
    size_t struct_size;
    uint64_t hits;            /* (match, entry) pairs reported */
    uint64_t hidden_by_clock; /* pairs that only the clock hid */
    uint64_t hidden_by_allow; /* pairs that an allow record hid */
    uint64_t cut_lines;       /* longer than TAMIS_UTF16_LINE_MAX */
} tamis_matcher_counts;

TAMIS_API void tamis_matcher_counts_get(const tamis_matcher *matcher,
                                        tamis_matcher_counts *counts);

#ifdef __cplusplus
}
#endif

#endif /* TAMIS_MATCH_H */
