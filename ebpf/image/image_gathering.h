/* SPDX-License-Identifier: BSD-2-Clause */
/* What is known while the nodes of an image are gathered. */
#ifndef TAMIS_EBPF_IMAGE_IMAGE_GATHERING_H
#define TAMIS_EBPF_IMAGE_IMAGE_GATHERING_H

#include "image/image_nodes.h"

/* A record, or a line of the policy that protects. */
struct listed {
    tamis_kind kind;
    tamis_mode mode;
    tamis_record_id id;
    tamis_slice key;
    __u32 first, count; /* statements of its own */
    __u32 flags;        /* IMAGE_SET_* of its own */
    int64_t end_ns;
    __u32 next; /* with the same key; 0: none, else index + 1 */
};

struct gathering {
    struct image_nodes *nodes;
    const struct image_request *request;
    tamis_error *error;
    struct listed *listed;
    __u32 count, capacity;
    __u32 *places; /* by hash of the key: index + 1 of the first */
    __u32 place_count;
    struct image_statement *own;
    __u32 own_count, own_capacity;
    __u32 *set_places;
    __u32 set_place_count;
    __u32 answer_capacity, set_capacity, statement_capacity;
    __u64 lengths[3]; /* v4; v6 to 63; v6 from 64: which there are */
    __u8 has_length_128;
};

/* What one answer adds up to. */
struct sum {
    struct image_statement statements[1024];
    __u32 count, flags;
    int64_t end_ns;
    tamis_record_id record;
};

tamis_status gathering_no_memory(struct gathering *g);
/* Room for one more item in an array of count. */
tamis_status gathering_grow(struct gathering *g, void *array, __u32 count,
                            __u32 *capacity, size_t size);
__u64 gathering_hash(__u32 start, const void *bytes, size_t size);
/* Sorts what sum says, finds or makes its set, and makes an answer of it. */
tamis_status gathering_answer(struct gathering *g, struct sum *sum,
                              __u32 *answer);

#endif
