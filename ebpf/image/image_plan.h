/* SPDX-License-Identifier: BSD-2-Clause */
/* How many lines each table of an image takes, and where it begins. */
#ifndef TAMIS_EBPF_IMAGE_IMAGE_PLAN_H
#define TAMIS_EBPF_IMAGE_IMAGE_PLAN_H

#include "image/image_nodes.h"

/* Bits of a filter for each item: of those that are not listed one in 30
 * passes with 8, one in 80 with 12. */
#define IMAGE_V4_FILTER_BITS    8u
#define IMAGE_KEYED_FILTER_BITS 12u

struct image_plan {
    struct image_tables tables;
    __u32 written;    /* lines up to the hits */
    __u32 line_count; /* with the hits */
};

/* load: how many slots of a hundred are taken in the buckets, at most. */
struct image_plan image_plan_make(const struct image_nodes *nodes, __u32 load);

#endif
