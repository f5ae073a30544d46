/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What the image answers to a packet's name. */
#ifndef TAMIS_EBPF_KERNEL_PACKET_NAME_H
#define TAMIS_EBPF_KERNEL_PACKET_NAME_H

#include "image/image_find_name.h"
#include "kernel/dns_name.bpf.h"

struct suffix_walk {
    const struct image_view *view;
    struct scratch *scratch;
    __u64 suffix;
    __u32 passed;
};

/* One label more, from the right. */
static __always_inline long suffix_walk_label(struct suffix_walk *walk,
                                              __u32 depth)
{
    struct scratch *scratch = walk->scratch;
    __u32 labels = scratch->labels;

    if (depth >= labels || depth >= IMAGE_NAME_LABELS)
        return 1;
    walk->passed |= image_name_pass(
        walk->view, depth,
        scratch->label_hashes[(labels - 1 - depth) & (IMAGE_NAME_LABELS - 1)],
        &walk->suffix);
    scratch->suffixes[depth & (IMAGE_NAME_LABELS - 1)] = walk->suffix;
    return 0;
}

/* A step of bpf_loop. */
static long suffix_walk_step(__u32 n, void *context)
{
    return suffix_walk_label(context, n + LABELS_INLINE);
}

/* The bits of the suffixes that the filter lets through. */
static __always_inline __u32 suffixes_pass(const struct image_view *view,
                                           struct scratch *scratch)
{
    struct suffix_walk walk = {view, scratch, 0, 0};

    for (__u32 depth = 0; depth < LABELS_INLINE; depth++)
        if (suffix_walk_label(&walk, depth))
            return walk.passed;
    bpf_loop(IMAGE_NAME_LABELS - LABELS_INLINE, suffix_walk_step, &walk, 0);
    return walk.passed;
}

static __noinline __u32 find_listed_name(const struct image_view *view,
                                         const struct scratch *scratch,
                                         __u32 passed)
{
    return image_find_name(view, scratch->suffixes, passed, scratch->labels);
}

static __always_inline __u32 find_name(const struct image_view *view,
                                       struct scratch *scratch)
{
    /* By way of the scratch, where the verifier forgets what it knew. */
    volatile __u32 *kept = &scratch->answers.name;
    __u32 passed;

    *kept = suffixes_pass(view, scratch);
    passed = *kept;
    return passed ? find_listed_name(view, scratch, passed) : IMAGE_ANSWER_NONE;
}

#endif
