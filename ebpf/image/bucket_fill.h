/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Filling the buckets of an image: each item has two lines to lie in, and
 * goes into the first if there is room. Where both are full, one that lies
 * there moves to its other line (cuckoo hashing: Pagh and Rodler, 2004;
 * buckets of several slots: Dietzfelbinger and Weidling, 2007).
 */
#ifndef TAMIS_EBPF_IMAGE_BUCKET_FILL_H
#define TAMIS_EBPF_IMAGE_BUCKET_FILL_H

#include <stdbool.h>

#include "image/address_hash.h"

/* v4: key is address << 6 | length, value an answer. Keyed: a fingerprint and
 * its value, never 0. */
struct bucket_item {
    __u64 key;
    __u32 value;
};

struct bucket_table {
    struct image_line *lines; /* count of them, zeroed */
    __u8 *used;               /* slots taken, by line; zeroed */
    __u32 count;
    const struct image_secret *secret;
    __u64 random; /* which slot moves; any number */
};

enum bucket_outcome {
    BUCKET_DONE,
    BUCKET_FULL, /* no way was found: an item is lost */
};

/* How many items lie in the lines at best: of a hundred slots. Beyond it ways
 * get long; where they end depends on the size of a bucket. */
#define BUCKET_LOAD_PERCENT 95u

/* Puts items into the table, best many at once. After BUCKET_FULL the table is
 * of no use. A key that is there already goes in once more. */
enum bucket_outcome bucket_fill_v4(struct bucket_table *table,
                                   const struct bucket_item *items,
                                   __u32 count);
enum bucket_outcome bucket_fill_keyed(struct bucket_table *table,
                                      const struct bucket_item *items,
                                      __u32 count);

/* Is a fingerprint there twice? Then one of the two would not be found. */
bool bucket_repeats_keyed(const struct bucket_table *table);

#endif
