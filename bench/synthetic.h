/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys of our own making with the shape of real ones.
 *
 * The same seed gives the same keys, and a longer list begins with the shorter
 * one (addresses apart, whose duplicates are dropped). docs/BENCHMARKS.md
 * tells the shapes and where they were counted.
 */
#ifndef TAMIS_BENCH_SYNTHETIC_H
#define TAMIS_BENCH_SYNTHETIC_H

#include "key_list.h"

/* synthetic_listed() makes about count listed keys (list->count tells);
 * synthetic_numbered() does so without keeping digests and names, which are
 * made again from their numbers. synthetic_queries() makes count queries of
 * which hit_share are listed. All are the caller's to close. */
void synthetic_listed(struct key_list *list, enum key_kind kind, size_t count,
                      uint64_t seed);
void synthetic_numbered(struct key_list *list, enum key_kind kind, size_t count,
                        uint64_t seed);
void synthetic_queries(struct query_list *queries,
                       const struct key_list *listed, size_t count,
                       double hit_share, uint64_t seed);

/* One kind each: a listed key from its number, and queries. */
void synthetic_make_digest(const struct key_list *list, size_t n,
                           struct key_view *view);
void synthetic_make_name(const struct key_list *list, size_t n,
                         struct key_view *view);
void synthetic_prefixes(struct key_list *list, enum key_kind kind, size_t count,
                        uint64_t seed);
void synthetic_digest_queries(struct query_list *queries,
                              const struct key_list *listed, uint64_t seed);
void synthetic_name_queries(struct query_list *queries,
                            const struct key_list *listed, uint64_t seed);
void synthetic_address_queries(struct query_list *queries,
                               const struct key_list *listed, uint64_t seed);

/* What only feeds hold, as text; returns its length. At most KEY_TEXT_MAX. */
size_t synthetic_url(uint64_t seed, uint64_t item, char *text);
size_t synthetic_email(uint64_t seed, uint64_t item, char *text);
/* A registrable domain or a host below one, that no list of names holds. */
size_t synthetic_host(uint64_t seed, uint64_t item, char *text);

#endif
