/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What goes into an image, gathered from a database and not yet laid out:
 * prefixes, addresses with ports and names, each with the number of its
 * answer; the answers; and the sets that answers belong to.
 *
 * No two nodes of an array are of the same value. Their order says nothing.
 */
#ifndef TAMIS_EBPF_IMAGE_NODES_H
#define TAMIS_EBPF_IMAGE_NODES_H

#include <tamis/database.h>
#include <tamis/xdp_image.h>

#include "image/image_layout.h"

/* A prefix: address in host order, 0 behind its length (0 to 32). */
struct image_node_v4 {
    __u32 address;
    __u32 answer;
    __u8 length;
};

/* The same of 128 bits: the halves in host order. */
struct image_node_v6 {
    __u64 high, low;
    __u32 answer;
    __u8 length;
};

/* An address with a port; of version 4 the address is low. */
struct image_node_port {
    __u64 high, low;
    __u32 answer;
    __u16 port;   /* never 0 */
    __u8 version; /* 4 or 6 */
};

/* A name of at most IMAGE_NAME_LABELS labels: the database's own bytes, in
 * text, lower case, without a dot at the end. value is an answer and
 * IMAGE_NAME_AT, _UNDER, _TWO. */
struct image_node_name {
    const char *text;
    __u32 size;
    __u32 value;
};

/*
 * One statement as far as a policy sees it. is_restricted: PAP says that
 * nothing may be done about it, and no `permit value` says otherwise.
 * fields: TAMIS_FIELD_SOURCE, _DESTINATION; 0: anywhere.
 */
struct image_statement {
    __u32 feed; /* index into feeds */
    __u8 is_restricted;
    __u8 fields;
    __u16 reserved;
};

/* statements first to first + count - 1 of a set, sorted and unique. */
struct image_set_span {
    __u32 first, count;
};

struct image_nodes {
    tamis_allocator heap;
    struct image_node_v4 *v4;
    struct image_node_v6 *v6;
    struct image_node_port *ports;
    struct image_node_name *names;
    __u32 v4_count, v6_count, port_count, name_count;

    /* By answer; the first is at 1, 0 is no answer. */
    __u32 answer_count; /* the greatest number: below IMAGE_ANSWER_LIMIT */
    struct image_answer *answers;
    tamis_record_id *records; /* of its value, or of one around it; NONE where
                                 nothing is listed */

    /* By set, from 0. Their words are 0: image_words.h makes them. */
    __u32 set_count;
    struct image_set *sets;
    struct image_set_span *spans;
    __u32 statement_count;
    struct image_statement *statements;
    __u32 feed_count;
    tamis_slice *feeds; /* their names, in the database */

    __u64 base_ns;             /* CLOCK_BOOTTIME from which hours count */
    tamis_xdp_image_info info; /* but for size */
};

struct image_request {
    tamis_database *database;
    const tamis_clearance *clearance; /* NULL: RED, self */
    const tamis_xdp_policy *policy;   /* NULL: everything is reported */
    int64_t time_ns;                  /* Unix time */
    __u32 thread_count;               /* at least 1 */
    const tamis_allocator *heap;
};

/*
 * image_nodes_gather() gathers what the request's clearance sees. On failure
 * *nodes is empty. image_nodes_release() gives its memory back and leaves it
 * empty; the zeroed structure is fine.
 */
tamis_status image_nodes_gather(struct image_nodes *nodes,
                                const struct image_request *request,
                                tamis_error *error);
void image_nodes_release(struct image_nodes *nodes);

#endif
