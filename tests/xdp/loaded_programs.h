/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's programs, loaded and attached to nothing, over an image. */
#ifndef TAMIS_TESTS_XDP_LOADED_PROGRAMS_H
#define TAMIS_TESTS_XDP_LOADED_PROGRAMS_H

#include <kernel/tamis_xdp.skel.h>

#include <tamis/xdp_image.h>

#include "kernel/xdp_shared.h"

#define GENERATION_HERE 77

struct loaded_programs {
    struct tamis_xdp *skeleton;
    void *lines; /* of the published generation, as the kernel sees them */
    size_t lines_size;
};

/* Loads all programs; nothing is published, nothing enforced. Without BPF the
 * test is skipped, or fails where TAMIS_REQUIRE_BPF=1 is set; it does not
 * return then. */
void loaded_programs_open(struct loaded_programs *loaded);
void loaded_programs_close(struct loaded_programs *loaded);

/* Publishes an image as GENERATION_HERE, with its secret. */
void loaded_programs_publish(struct loaded_programs *loaded,
                             const tamis_xdp_image *image);
/* Enforces, for ever, with so many events a second. */
void loaded_programs_enforce(struct loaded_programs *loaded, __u32 events);
void loaded_programs_control(struct loaded_programs *loaded,
                             const struct xdp_control *control);

struct frame_run {
    const void *bytes;
    size_t size;
    __u8 out[12288]; /* the frame as the program left it */
    __u32 out_size;
};

/* The kernel does not run the traffic control over less than an Ethernet and
 * an IP header. */
#define FRAME_SIZE_TAKEN 54
#define FRAME_REFUSED    0xfffffffeu

/* Runs a program once over a frame; returns what it returned, or REFUSED.
 * linear: octets in one piece, 0 for all (programs for frames in pieces). */
__u32 frame_run(const struct bpf_program *program, struct frame_run *run,
                __u32 linear);

/* What is counted of a direction by now, over all CPUs. */
struct xdp_counts loaded_programs_counts(const struct loaded_programs *loaded,
                                         __u32 direction);

/* The word of an answer's hits. */
__u64 *loaded_programs_hit(const struct loaded_programs *loaded, __u32 answer);

#endif
