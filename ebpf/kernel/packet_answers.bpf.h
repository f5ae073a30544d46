/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What the image answers to a packet's addresses. */
#ifndef TAMIS_EBPF_KERNEL_PACKET_ANSWERS_H
#define TAMIS_EBPF_KERNEL_PACKET_ANSWERS_H

#include "image/image_find_address.h"
#include "image/image_find_v6.h"
#include "kernel/packet_name.bpf.h"

#define V4_MAPPED 0xffff /* above the lower 32 bits of ::ffff:0:0/96 */

/* Functions of their own, so that what is rare stays out of the way of what
 * is not, and the verifier meets it with one state. */
static __noinline __u32 find_v4(const struct image_view *view, __u32 address,
                                __u32 port)
{
    return image_v4_answer(view, address, port);
}

static __noinline __u32 find_v6(const struct image_view *view,
                                const __u64 *address, __u32 port)
{
    return image_v6_answer(view, address[0], address[1], port);
}

/* An IPv4 address that is written as an IPv6 one is the IPv4 address, as
 * everywhere in tamis. */
static __always_inline int is_v4(const struct packet *packet,
                                 const __u64 *address)
{
    return packet->version == 4 ||
           (!address[0] && address[1] >> 32 == V4_MAPPED);
}

/* May anything be listed in the block of this address, or around it? */
static __always_inline int has_block(const struct image_view *view,
                                     const struct packet *packet,
                                     const __u64 *address)
{
    __u32 kinds = view->tables->flags;

    if (is_v4(packet, address))
        return (kinds & IMAGE_HAS_V4) &&
               image_v4_block(view, (__u32)address[1]);
    return (kinds & IMAGE_HAS_V6) && image_v6_block(view, address[0]);
}

static __always_inline __u32 find_end(const struct image_view *view,
                                      const struct packet *packet,
                                      const __u64 *address, __u32 port)
{
    return is_v4(packet, address) ? find_v4(view, (__u32)address[1], port)
                                  : find_v6(view, address, port);
}

/* Both ends' bits are read before one is looked at, so that they come from
 * memory together; by way of the scratch, where the verifier forgets them. */
static __always_inline void find_addresses(const struct image_view *view,
                                           const struct packet *packet,
                                           struct packet_answers *answers)
{
    volatile __u32 *source = &answers->source;
    volatile __u32 *destination = &answers->destination;

    *source = has_block(view, packet, packet->source);
    *destination = has_block(view, packet, packet->destination);
    if (*source)
        *source = find_end(view, packet, packet->source, packet->source_port);
    if (*destination)
        *destination = find_end(view, packet, packet->destination,
                                packet->destination_port);
}

#endif
