/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Candidates in free text: tokens that could be an indicator, in normal form,
 * with their place in the original bytes. One pass, linear in the size of the
 * text whatever it holds; no heap but libidn2's for names with bytes >= 0x80.
 *
 * What is a token (docs/EVENTS.md has it for people):
 *   - a candidate is not glued to [A-Za-z0-9_-] on either side; names and
 *     addresses are not glued to a dot that leads on to another label;
 *   - bytes >= 0x80 belong to names, and each ASCII run between them is tried
 *     too; the same for the tails of URLs; U+3002, U+FF0E and U+FF61 between
 *     labels of such a name are dots;
 *   - escapes (\n \t \r \/ \. \u002f \x2f %2F) are read both as they stand and
 *     as what they mean;
 *   - defanged forms ([.] (dot) [at] [:] hxxp ...) are read as what they mean
 *     only; in the path of a URL only when it is defanged in front of it;
 *   - the last label of a name is not all digits; there is no list of TLDs;
 *   - address/length is the prefix when no host bits are set, else (and inside
 *     a URL) the address; a.b.c.d.port counts between blanks only;
 *   - a URL ends before white space, quotes, <>, {}, |, ^, an unopened bracket,
 *     and loses trailing .,;:!?*; when it holds a comma or semicolon, what is
 *     before the first one is tried too; and when it ends behind its host, so
 *     is all of it up to white space, ", <, > or a backslash, less what feeds'
 *     values lose too, unless it has a quote or bracket in front of it and ends
 *     before the pair of that.
 */
#ifndef TAMIS_INDICATOR_EXTRACT_H
#define TAMIS_INDICATOR_EXTRACT_H

#include <tamis/indicator.h>

#include <stdbool.h>

struct candidate {
    size_t offset, size;       /* in the text given to extract_begin() */
    bool is_wide;              /* a URL up to the next blank or quote */
    tamis_indicator indicator; /* a 32-hex token is MD5, 40 SHA1, ... */
};

/* A token by its shape alone; parsing it decides (extract_shape.h). */
struct extract_shape {
    size_t offset;
    uint32_t size;
    uint8_t kind, reading;
    uint16_t flags;
};

#define EXTRACT_SHAPES_MAX  24
#define EXTRACT_URLS_MAX    4 /* URLs inside URLs around one byte */
#define EXTRACT_TOKEN_SIZE  (TAMIS_KEY_SIZE_MAX + 16)
#define EXTRACT_NAME_LENGTH 512 /* of a name with bytes >= 0x80, as UTF-8 */

/* Where a walk over one block stands. Caller-owned, about 13 KiB; no heap.
 * The fields are those of engine/indicator/extract*.c alone. */
struct extract {
    const uint8_t *text;
    size_t size, position;
    size_t limit; /* of what is walked */
    /* Work that is done up to here, so that no byte is read again and again. */
    size_t run_end, mixed_end, escaped_end, local_end, colons_end;
    size_t next_backslash, next_percent; /* SIZE_MAX: none is left */
    size_t escape_begin, escape_end;     /* of the last escape met */
    size_t escape_start; /* a token starts there behind an escape */
    uint8_t escape_reading;
    uint8_t host_reading;
    bool host_is_unusual; /* octal, hex or short IPv4 in the last URL */
    bool has_previous;
    size_t host_start, host_end; /* of the last URL with a scheme */
    size_t authority_end, url_end;
    size_t url_begin; /* of the URL that ends at url_end */
    size_t url_ends[EXTRACT_URLS_MAX];
    /* Bytes that end no URL; URLs in them that were tried to their end. */
    size_t wide_begin, wide_end, wide_count;
    size_t prefix_offset; /* of the last prefix */
    size_t shape_count, shape_next;
    struct extract_shape shapes[EXTRACT_SHAPES_MAX];
    unsigned current; /* which of the two was given last */
    struct candidate candidates[2];
    char token[EXTRACT_TOKEN_SIZE];
};

void extract_begin(struct extract *extract, const void *text, size_t size);
/* The same for the part of the text between two gaps: no candidate goes over a
 * byte up to the blank, a quote or an angle bracket. Others are looked at. */
void extract_begin_word(struct extract *extract, const void *text, size_t size,
                        size_t start, size_t end);
/*
 * extract_next() gives the next candidate, ordered by (offset, longest first);
 * NULL at the end. Hosts of URLs, domains of e-mail addresses and addresses of
 * address:port are candidates of their own. Valid until the next call.
 */
const struct candidate *extract_next(struct extract *extract);

#endif
