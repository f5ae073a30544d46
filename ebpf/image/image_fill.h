/* SPDX-License-Identifier: BSD-2-Clause */
/* Writing an image's lines from its nodes. */
#ifndef TAMIS_EBPF_IMAGE_IMAGE_FILL_H
#define TAMIS_EBPF_IMAGE_IMAGE_FILL_H

#include "image/bucket_fill.h"
#include "image/image_plan.h"

struct image_fill {
    const struct image_nodes *nodes;
    const struct image_plan *plan;
    const struct image_secret *secret;
    struct image_line *lines; /* plan->written */
    /* Slots taken in each line of the buckets. */
    __u8 *v4_used, *keyed_used;
    __u64 *hashes; /* of the names */
};

enum image_fill_outcome {
    IMAGE_FILLED,
    IMAGE_FILL_FULL, /* a table took no more */
    IMAGE_FILL_SAME, /* two values have one fingerprint */
};

#define IMAGE_FILL_THREADS 8

/*
 * image_fill_run() writes all lines, on at most so many threads. What goes
 * wrong goes so less than once in a million times, if the values are
 * different ones, and no longer under another secret or, FULL, with more lines.
 */
enum image_fill_outcome image_fill_run(struct image_fill *fill,
                                       __u32 thread_count);

/* The parts of it, each of which writes lines of its own: in any order, but
 * all names are hashed before the keyed slots are filled. */
void image_fill_hash(struct image_fill *fill, __u32 first, __u32 end);
void image_fill_v4_maps(struct image_fill *fill);
enum image_fill_outcome image_fill_v4(struct image_fill *fill);
void image_fill_v6_maps(struct image_fill *fill);
enum image_fill_outcome image_fill_keyed(struct image_fill *fill);
void image_fill_answers(struct image_fill *fill);

#endif
