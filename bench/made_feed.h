/* SPDX-License-Identifier: BSD-2-Clause */
/* Listed keys as a feed: a text file with a value a line. */
#ifndef TAMIS_BENCH_MADE_FEED_H
#define TAMIS_BENCH_MADE_FEED_H

#include "bench_plan.h"

/* made_feed_key() writes the n-th listed key as feeds do; its length. */
size_t made_feed_key(const struct key_list *listed, size_t n, char *text,
                     size_t capacity);
/* made_feed_write() writes `count` made indicators of a kind, or with
 * KEY_KIND_COUNT of all of the plan's kinds in the shares of a mixed feed:
 * 45 % names, 30 % IPv4, 20 % SHA-256, 5 % IPv6. Ends the program on errors.
 */
void made_feed_write(const struct bench_plan *plan, const char *path,
                     enum key_kind kind, size_t count);

#endif
