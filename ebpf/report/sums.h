/* SPDX-License-Identifier: BSD-2-Clause */
/* Hits added up by a number: of a record, or of a feed. */
#ifndef TAMIS_EBPF_REPORT_SUMS_H
#define TAMIS_EBPF_REPORT_SUMS_H

#include <tamis/allocator.h>

#include <linux/types.h>
#include <stdbool.h>

struct sum {
    __u32 number;
    __u32 is_used;
    __u64 hits;
    __s64 last_seen_ns; /* Unix time of the latest */
};

/* A hash table with open addressing, at most half full. */
struct sums {
    const tamis_allocator *heap;
    struct sum *slots;
    __u32 capacity; /* a power of two, or 0 */
    __u32 count;
};

void sums_begin(struct sums *sums, const tamis_allocator *heap);
void sums_end(struct sums *sums);
/* False when there is no memory. */
bool sums_add(struct sums *sums, __u32 number, __u64 hits, __s64 last_seen_ns);
/* Moves what is used to the front, count of them in no order; no more may be
 * added then. */
struct sum *sums_list(struct sums *sums);

#endif
