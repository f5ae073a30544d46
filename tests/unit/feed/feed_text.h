/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A feed given as text, and what came of it as text, so that a test is a
 * table of two columns.
 */
#ifndef TAMIS_TESTS_FEED_TEXT_H
#define TAMIS_TESTS_FEED_TEXT_H

#include <tamis/feed.h>

#include <stdbool.h>

/*
 * Each statement becomes a line: its line number, '+' for one that was added
 * and '-' for one that was rejected, then
 *   + kind mode value [allow] [tags=a,b] [reference=x] [context=x]
 *     [confidence=n] [tlp=x] [floor=x] [pap=x] [conflict]
 *     [limited=n] [fields=n] [seen=time]
 *   - reason value
 * The text is static and lives until the next call. A file of that name is
 * made in a folder of its own, with these bytes, and taken away again.
 */
struct feed_text {
    const char *text;
    tamis_status status;
    tamis_format used;
    tamis_error error;
    uint64_t added, rejected;
    uint64_t places; /* a digest of what the text does not tell */
};

struct feed_text feed_text_read(const char *name, const void *bytes,
                                size_t size, const tamis_feed_options *options);
/* The same for a path that exists. */
struct feed_text feed_text_read_path(const char *path,
                                     const tamis_feed_options *options);

/* Asserts that `input`, read in the format, gives `expected`. */
void feed_text_check(tamis_format format, const char *input,
                     const char *expected);
/* With options, under a name. */
void feed_text_check_options(const char *name, const char *input,
                             const tamis_feed_options *options,
                             const char *expected);

#endif
