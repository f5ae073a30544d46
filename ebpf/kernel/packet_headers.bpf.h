/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * From Ethernet to the ports. What is in doubt is counted and passes: a frame
 * whose addresses are not certain has no packet, and a packet whose ports are
 * not certain has none.
 */
#ifndef TAMIS_EBPF_KERNEL_PACKET_HEADERS_H
#define TAMIS_EBPF_KERNEL_PACKET_HEADERS_H

#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>

#include "kernel/frame.bpf.h"

#define VLAN_TAGS_MAX     4
#define V6_HEADERS_MAX    6
#define V4_MORE_FRAGMENTS 0x2000
#define V4_FRAGMENT_PLACE 0x1fff
#define V6_MORE_FRAGMENTS 0x0001
#define V6_FRAGMENT_PLACE 0xfff8

static __always_inline int is_vlan(__be16 type)
{
    return type == bpf_htons(ETH_P_8021Q) || type == bpf_htons(ETH_P_8021AD);
}

static __always_inline int has_ports(__u8 protocol)
{
    return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP ||
           protocol == IPPROTO_SCTP || protocol == IPPROTO_DCCP ||
           protocol == IPPROTO_UDPLITE;
}

/* Sets packet->network; returns the counter of what is wrong, or SEEN. */
static __always_inline enum xdp_counter
ethernet_read(const struct frame *frame, struct packet *packet, __be16 *type)
{
    const __be16 *field = frame->data + offsetof(struct ethhdr, h_proto);

    for (int tags = 0; tags <= VLAN_TAGS_MAX; tags++, field += 2) {
        if ((const void *)(field + 1) > frame->data_end)
            return XDP_COUNT_TRUNCATED;
        if (!is_vlan(*field)) {
            *type = *field;
            packet->network = ETH_HLEN + 4 * tags;
            return XDP_COUNT_SEEN;
        }
    }
    return XDP_COUNT_VLAN_LIMIT;
}

/* The packet's size, from what its header says and what there is: 0 in the
 * header stands for more than it can say (RFC 2675, and the kernel's own). */
static __always_inline enum xdp_counter packet_end(const struct frame *frame,
                                                   struct packet *packet,
                                                   __u32 said, __u32 header)
{
    __u32 left = frame->size - packet->network;

    if (said < header && left > 0xffff)
        said = left;
    if (said < header)
        return XDP_COUNT_MALFORMED;
    if (said > left)
        return XDP_COUNT_TRUNCATED;
    packet->end = packet->network + said;
    return XDP_COUNT_SEEN;
}

static __always_inline enum xdp_counter v4_read(const struct frame *frame,
                                                struct packet *packet)
{
    const struct iphdr *header = frame->data + packet->network;
    enum xdp_counter reason;
    __u16 fragment;

    if ((const void *)(header + 1) > frame->data_end)
        return XDP_COUNT_TRUNCATED;
    if (header->version != 4 || header->ihl < 5)
        return XDP_COUNT_MALFORMED;
    reason =
        packet_end(frame, packet, bpf_ntohs(header->tot_len), header->ihl * 4);
    if (reason)
        return reason;
    packet->version = 4;
    packet->protocol = header->protocol;
    packet->source[0] = packet->destination[0] = 0;
    packet->source[1] = bpf_ntohl(header->saddr);
    packet->destination[1] = bpf_ntohl(header->daddr);
    packet->is_plain = header->ihl == 5;
    fragment = bpf_ntohs(header->frag_off);
    packet->is_fragment =
        (fragment & (V4_MORE_FRAGMENTS | V4_FRAGMENT_PLACE)) != 0;
    if (fragment & V4_FRAGMENT_PLACE)
        frame_count(frame, XDP_COUNT_FRAGMENT);
    else
        packet->transport = packet->network + header->ihl * 4;
    return XDP_COUNT_SEEN;
}

#endif
