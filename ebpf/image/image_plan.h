/* SPDX-License-Identifier: BSD-2-Clause */
/* How many lines each table of an image takes, and where it begins. */
#ifndef TAMIS_EBPF_IMAGE_IMAGE_PLAN_H
#define TAMIS_EBPF_IMAGE_IMAGE_PLAN_H

#include "image/image_nodes.h"

/* Bits of the names' filter for each name: with four of them set, one name in
 * 200 that is not listed passes. */
#define IMAGE_FILTER_BITS 16u

struct image_plan {
    struct image_tables tables;
    __u32 written;    /* lines up to the hits */
    __u32 line_count; /* with the hits */
};

/* load: how many slots of a hundred are taken in the buckets, at most. */
struct image_plan image_plan_make(const struct image_nodes *nodes, __u32 load);

#endif
