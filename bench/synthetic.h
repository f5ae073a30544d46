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

/* synthetic_listed() makes about count listed keys (list->count tells).
 * synthetic_queries() makes count queries of which hit_share are listed. Both
 * are the caller's to close. */
void synthetic_listed(struct key_list *list, enum key_kind kind, size_t count,
                      uint64_t seed);
void synthetic_queries(struct query_list *queries,
                       const struct key_list *listed, size_t count,
                       double hit_share, uint64_t seed);

/* One kind each. */
void synthetic_digests(struct key_list *list, size_t count, uint64_t seed);
void synthetic_digest_queries(struct query_list *queries,
                              const struct key_list *listed, uint64_t seed);
void synthetic_names(struct key_list *list, size_t count, uint64_t seed);
void synthetic_name_queries(struct query_list *queries,
                            const struct key_list *listed, uint64_t seed);
void synthetic_prefixes(struct key_list *list, enum key_kind kind, size_t count,
                        uint64_t seed);
void synthetic_address_queries(struct query_list *queries,
                               const struct key_list *listed, uint64_t seed);

#endif
