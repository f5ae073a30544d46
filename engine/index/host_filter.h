/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The hosts of listed URLs, in a member filter: what a text names with a path
 * behind it is no listed URL when nobody lists any URL of that host.
 *
 * Of each host there are two keys: its last two labels, which a batch of hosts
 * is asked for with one vector each, and all of it.
 */
#ifndef TAMIS_INDEX_HOST_FILTER_H
#define TAMIS_INDEX_HOST_FILTER_H

#include "base/buffer.h"
#include "index/key_store.h"
#include "index/member_filter.h"

/* The bytes of a section as a filter; none are a filter that knows all hosts.
 * Errors: CORRUPT. */
tamis_status host_filter_open(struct member_filter *filter, tamis_slice section,
                              const struct kernels *kernels,
                              tamis_error *error);

/* Which of at most KERNELS_BATCH_MAX hosts, in any case, may be those of listed
 * URLs, one bit each; no is certain. */
uint64_t host_filter_test(const struct member_filter *filter,
                          const tamis_slice *hosts, size_t count);
/* The same for what is under the hosts' last two labels. */
uint64_t host_filter_test_parents(const struct member_filter *filter,
                                  const tamis_slice *hosts, size_t count);

/* Appends the filter for keys of URLs (host[:port]path). Cost: 16 bytes and a
 * sort of two numbers a key. Errors: MEMORY. */
tamis_status host_filter_build(const struct key_store *keys,
                               struct buffer *section, tamis_error *error);

/* Does the filter know the hosts of all keys? They must be whole. Errors:
 * CORRUPT. */
tamis_status host_filter_check(const struct member_filter *filter,
                               const struct key_store *keys,
                               tamis_error *error);

#endif
