/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What the image answers to a packet's addresses and name. */
#ifndef TAMIS_EBPF_KERNEL_PACKET_ANSWERS_H
#define TAMIS_EBPF_KERNEL_PACKET_ANSWERS_H

#include "image/image_find_address.h"
#include "image/image_find_name.h"
#include "image/image_find_v6.h"
#include "kernel/dns_name.bpf.h"

#define V4_MAPPED 0xffff /* above the lower 32 bits of ::ffff:0:0/96 */

/* Functions of their own, so that what is rare stays out of the way of what
 * is not, and the verifier meets it with one state. */
static __noinline __u32 find_v4(const struct image_view *view, __u32 address,
                                __u32 port)
{
    return image_find_v4(view, address, port);
}

static __noinline __u32 find_v6(const struct image_view *view,
                                const __u64 *address, __u32 port)
{
    return image_find_v6(view, address[0], address[1], port);
}

/* An IPv4 address that is written as an IPv6 one is the IPv4 address, as
 * everywhere in tamis. */
static __always_inline __u32 find_in_v6(const struct image_view *view,
                                        const __u64 *address, __u32 port)
{
    if (!address[0] && address[1] >> 32 == V4_MAPPED) {
        if (!(view->tables->flags & IMAGE_HAS_V4) ||
            !image_v4_block(view, (__u32)address[1]))
            return IMAGE_ANSWER_NONE;
        return find_v4(view, (__u32)address[1], port);
    }
    if (!(view->tables->flags & IMAGE_HAS_V6))
        return IMAGE_ANSWER_NONE;
    return find_v6(view, address, port);
}

struct name_search {
    const struct image_view *view;
    const struct scratch *scratch;
    __u64 suffix;
    __u32 answer;
};

/* One label more, from the right. */
static __always_inline long name_search_label(struct name_search *search,
                                              __u32 depth)
{
    __u32 labels = search->scratch->labels;
    __u32 found;

    if (depth >= labels || depth >= IMAGE_NAME_LABELS)
        return 1;
    found = image_name_step(
        search->view, depth,
        search->scratch
            ->label_hashes[(labels - 1 - depth) & (IMAGE_NAME_LABELS - 1)],
        depth + 1 == labels, &search->suffix);
    if (found)
        search->answer = found;
    return 0;
}

/* A step of bpf_loop. */
static long name_search_step(__u32 n, void *context)
{
    return name_search_label(context, n + LABELS_INLINE);
}

static __always_inline __u32 find_name(const struct image_view *view,
                                       const struct scratch *scratch)
{
    struct name_search search = {view, scratch, 0, IMAGE_ANSWER_NONE};

    for (__u32 depth = 0; depth < LABELS_INLINE; depth++)
        if (name_search_label(&search, depth))
            return search.answer;
    bpf_loop(IMAGE_NAME_LABELS - LABELS_INLINE, name_search_step, &search, 0);
    return search.answer;
}

static __always_inline void find_addresses(const struct image_view *view,
                                           const struct packet *packet,
                                           struct packet_answers *answers)
{
    __u32 has = view->tables->flags;

    if (packet->version == 4 && (has & IMAGE_HAS_V4)) {
        __u32 source = packet->source[1];
        __u32 destination = packet->destination[1];

        if (image_v4_block(view, source))
            answers->source = find_v4(view, source, packet->source_port);
        if (image_v4_block(view, destination))
            answers->destination =
                find_v4(view, destination, packet->destination_port);
    } else if (packet->version == 6) {
        answers->source = find_in_v6(view, packet->source, packet->source_port);
        answers->destination =
            find_in_v6(view, packet->destination, packet->destination_port);
    }
}

#endif
