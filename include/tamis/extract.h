/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The indicators in any text, whether somebody lists them or not: what turns a
 * report into a feed, and what tamis_matcher_scan() would ask a database for.
 *
 * docs/CANDIDATES.md tells what one is. Several may stand in one place: a
 * URL, its host, and, where a comma follows, the URL before the comma.
 */
#ifndef TAMIS_EXTRACT_H
#define TAMIS_EXTRACT_H

#include <tamis/allocator.h>
#include <tamis/indicator.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Scratch of one thread, some 110 KiB. */
typedef struct tamis_extractor tamis_extractor;

/* A URL up to the next blank or quote, where a sentence would end it earlier:
 * feeds list URLs with brackets and quotes in them. */
#define TAMIS_EXTRACTED_WIDE 0x1u
/* An address, or a URL's host, that means something else on every network:
 * private, loopback, multicast (RFC 6890). */
#define TAMIS_EXTRACTED_SPECIAL_USE 0x2u

/* One candidate. The indicator lives until the next call; that it was written
 * defanged is TAMIS_NOTE_DEFANGED in its notes. */
typedef struct tamis_extracted {
    uint64_t offset; /* in the text, and how many bytes of it */
    uint32_t length;
    uint32_t notes; /* TAMIS_EXTRACTED_* */
    const tamis_indicator *indicator;
} tamis_extracted;

/* allocator may be NULL. Errors: MEMORY. tamis_extractor_destroy() takes
 * NULL. */
TAMIS_API tamis_status tamis_extractor_create(tamis_extractor **extractor,
                                              const tamis_allocator *allocator,
                                              tamis_error *error);
TAMIS_API void tamis_extractor_destroy(tamis_extractor *extractor);

/*
 * tamis_extractor_begin() takes up a text, which must live until the last
 * tamis_extractor_next(); that gives 1 and the next candidate, in the order of
 * the offsets, the longest first, or 0 at the end. UTF-16 with a byte order
 * mark is transcoded; offsets are into the original bytes.
 *
 * Cost: linear in the text, some 50 to 100 MB/s. No allocation but libidn2's.
 * Threads: one. Since 0.1.0.
 */
TAMIS_API void tamis_extractor_begin(tamis_extractor *extractor,
                                     const void *text, size_t text_size);
TAMIS_API int tamis_extractor_next(tamis_extractor *extractor,
                                   tamis_extracted *extracted);

#ifdef __cplusplus
}
#endif

#endif /* TAMIS_EXTRACT_H */
