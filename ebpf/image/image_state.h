/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is known of an image besides its lines: what its numbers mean. The
 * kernel holds none of it; it goes into a file, so that another process can
 * tell of the generation that is published.
 */
#ifndef TAMIS_EBPF_IMAGE_IMAGE_STATE_H
#define TAMIS_EBPF_IMAGE_IMAGE_STATE_H

#include "image/image_nodes.h"
#include "image/image_origin.h"

/* The zeroed structure is empty. */
struct image_state {
    tamis_allocator heap;
    struct image_nodes nodes; /* without v4, v6, ports and names */
    struct image_origin origin;
    __u64 generation; /* 0 before it is published */
    int64_t time_ns;  /* Unix time of the build, as nodes.base_ns is */
    tamis_clearance clearance;
    tamis_slice *audience; /* of clearance, in one block with its bytes */
    char *policy_text;     /* zero at its end */
    size_t policy_size;
    __u32 policy_number; /* how many the generation had before this one */
};

/* image_state_keep() takes the request's clearance and policy into an empty
 * state, whose memory is the request's heap from here on. */
tamis_status image_state_keep(struct image_state *state,
                              const struct image_request *request,
                              tamis_error *error);
void image_state_release(struct image_state *state);

/* image_state_set_policy() makes the words of the sets anew, as policy says
 * (NULL: everything is reported), and keeps its text. Errors: MEMORY; then
 * nothing is changed. */
tamis_status image_state_set_policy(struct image_state *state,
                                    const tamis_xdp_policy *policy,
                                    tamis_error *error);

/* image_state_save() writes it to a new file of mode 0600 beside path, which
 * then takes path's place. Errors: SYSTEM, MEMORY. */
tamis_status image_state_save(const struct image_state *state, const char *path,
                              tamis_error *error);

/*
 * image_state_load() reads such a file into an empty state, heap NULL being
 * malloc's. Its nodes.feeds lie in memory of its own. Every number in it is
 * checked against the others. nodes.answers is NULL: they are in the lines.
 * Errors: NOT_FOUND, SYSTEM, MEMORY, CORRUPT for what is no such file,
 * UNSUPPORTED for one of another version.
 */
tamis_status image_state_load(struct image_state *state, const char *path,
                              const tamis_allocator *heap, tamis_error *error);

#endif
