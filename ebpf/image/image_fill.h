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
};

/*
 * image_fill_run() writes all lines, on at most so many threads. BUCKET_SAME:
 * two values have one fingerprint; BUCKET_FULL: a table took no more. Both are
 * rarer than one in a million images, and go away with another secret, the
 * second with more lines too.
 */
enum bucket_outcome image_fill_run(struct image_fill *fill, __u32 thread_count);

/* The parts of it, each of which writes lines of its own: in any order. */
void image_fill_v4_maps(struct image_fill *fill);
enum bucket_outcome image_fill_v4(struct image_fill *fill);
void image_fill_v6_maps(struct image_fill *fill);
enum bucket_outcome image_fill_keyed(struct image_fill *fill);
void image_fill_answers(struct image_fill *fill);

#endif
