/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text to be scanned, and what of it is listed.
 *
 * A made proxy log has some four candidates in a line of some 200 bytes:
 * addresses, URLs, names, digests, all of them clean and hardly one of them
 * twice, but for a share that is taken from the lines of the feed. Prose has
 * none. A log of the reader's own is taken as it is.
 */
#ifndef TAMIS_BENCH_MADE_TEXT_H
#define TAMIS_BENCH_MADE_TEXT_H

#include "key_list.h"

#include <tamis/indicator.h>

/* What of a line was taken from the feed, a bit each. */
#define SCAN_HAS_ADDRESS 0x1u
#define SCAN_HAS_NAME    0x2u
#define SCAN_HAS_URL     0x4u
#define SCAN_HAS_DIGEST  0x8u
#define SCAN_HAS_ALL     0xfu

/* A candidate that was put there, to be asked for by itself. */
struct scan_value {
    uint64_t offset;
    uint16_t size;
    uint8_t kind; /* TAMIS_KIND_AUTO or a kind */
    uint8_t has;  /* SCAN_HAS_*: it is listed; 0: it is clean */
};

struct made_text {
    const char *name; /* "proxy", "prose", "log" */
    char *bytes;
    size_t size;
    struct scan_value *values; /* NULL for what was not made */
    size_t value_count;
    double hit_share; /* negative where nobody knows */
};

/* made_text_proxy() makes some `size` bytes; feed has the lines of a feed that
 * made_feed_write() made of so many indicators with the same seed. */
void made_text_proxy(struct made_text *text, size_t size,
                     const struct key_list *feed, size_t indicators,
                     double hit_share, uint64_t seed);
void made_text_prose(struct made_text *text, size_t size, uint64_t seed);
/* made_text_log() reads a file, over and over until it has `size` bytes; false
 * after it said why it cannot. */
bool made_text_log(struct made_text *text, size_t size, const char *path);
void made_text_close(struct made_text *text);

/* Where the next piece of a text of about `wanted` bytes ends: behind a line
 * if there is one. */
size_t made_text_cut(const struct made_text *text, size_t from, size_t wanted);
/* Lines of the first `size` bytes in which something of these kinds is
 * listed. */
size_t made_text_listed_lines(const struct made_text *text, size_t size,
                              unsigned has);

#endif
