/* SPDX-License-Identifier: BSD-2-Clause */
/* Walking a database, and the policy's own values, into arrays. */
#ifndef TAMIS_EBPF_IMAGE_IMAGE_GATHER_H
#define TAMIS_EBPF_IMAGE_IMAGE_GATHER_H

#include "image/gathered.h"

#include <stdatomic.h>

/* What the feeds of a database are called in an image: by feed_id their index
 * among nodes->feeds. */
struct gathering_feed {
    __u32 index;
    bool is_operators; /* allows everybody's */
};

struct gathering {
    const struct image_request *request;
    tamis_clearance clearance; /* of any time */
    struct gathering_feed *feeds;
    __u32 feed_count;
    __u32 other_index; /* the index of feeds that a hostile file hides */
    __u32 part_count;
    atomic_uint next_part;
};

/*
 * image_gathering_begin() names the feeds, in nodes too; gathering->feeds is
 * given back by the caller. Errors: MEMORY, LABEL.
 */
tamis_status image_gathering_begin(struct gathering *gathering,
                                   struct image_nodes *nodes,
                                   const struct image_request *request,
                                   tamis_error *error);

/* image_gather_parts() adds parts of the database until all are taken: threads
 * call it with an own `gathered` each. image_gather_protected() adds what the
 * policy protects. Errors: MEMORY, LABEL. */
tamis_status image_gather_parts(struct gathered *gathered,
                                struct gathering *gathering,
                                tamis_error *error);
tamis_status image_gather_protected(struct gathered *gathered,
                                    const struct gathering *gathering,
                                    tamis_error *error);

#endif
