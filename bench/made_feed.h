/* SPDX-License-Identifier: BSD-2-Clause */
/* Listed keys as a feed: a text file with a value a line. */
#ifndef TAMIS_BENCH_MADE_FEED_H
#define TAMIS_BENCH_MADE_FEED_H

#include "bench_plan.h"

/* What a mixed feed holds, for whoever tells it. */
#define MADE_FEED_SHARES                                                       \
    "35 % names, 35 % digests (SHA-256, MD5, SHA-1 as 14, 12, 9), 15 % IPv4, " \
    "12 % URLs, 2 % IPv6, 1 % e-mail"

/* made_feed_key() writes the n-th listed key as feeds do; its length. */
size_t made_feed_key(const struct key_list *listed, size_t n, char *text,
                     size_t capacity);
/* made_feed_write() writes `count` made indicators of a kind, KEY_MIXED among
 * them, without keeping them in memory (addresses apart). Ends the program on
 * errors. */
void made_feed_write(const struct bench_plan *plan, const char *path,
                     enum key_kind kind, size_t count);
/* made_feed_read() takes the lines of a feed as the keys of a list. */
void made_feed_read(struct key_list *lines, const char *path);

#endif
