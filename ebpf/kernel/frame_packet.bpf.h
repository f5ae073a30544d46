/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A frame's packet: its addresses, and its ports where it has them. */
#ifndef TAMIS_EBPF_KERNEL_FRAME_PACKET_H
#define TAMIS_EBPF_KERNEL_FRAME_PACKET_H

#include "kernel/packet_v6.bpf.h"

/* Behind the one authentication header (AH) that an IPv4 packet may have;
 * false where that has no ports. */
static __always_inline int v4_authenticated(const struct frame *frame,
                                            struct packet *packet)
{
    __u64 at = packet->transport;
    union {
        __u32 word;
        struct {
            __u8 next, length;
        };
    } header;

    if (packet->version != 4 || packet->protocol != IPPROTO_AH)
        return 0;
    packet->is_plain = 0;
    packet->transport = 0;
    if (at + 8 > packet->end || !frame_load(frame, at, &header.word)) {
        frame_count(frame, XDP_COUNT_TRUNCATED);
        return 0;
    }
    packet->protocol = header.next;
    if (header.next == IPPROTO_AH) {
        frame_count(frame, XDP_COUNT_HEADER_LIMIT);
        return 0;
    }
    packet->transport = at + v6_header_size(IPPROTO_AH, header.length);
    return has_ports(header.next);
}

/* Both ports, where the packet has them. */
static __always_inline void ports_read(const struct frame *frame,
                                       struct packet *packet)
{
    union {
        __u32 word;
        __be16 ports[2];
    } header;

    if (!packet->transport)
        return;
    if (!has_ports(packet->protocol) && !v4_authenticated(frame, packet))
        return;
    if (packet->transport + sizeof(header) > packet->end ||
        !frame_load(frame, packet->transport, &header.word)) {
        frame_count(frame, XDP_COUNT_TRUNCATED);
        packet->transport = 0;
        return;
    }
    packet->source_port = bpf_ntohs(header.ports[0]);
    packet->destination_port = bpf_ntohs(header.ports[1]);
}

/* Reads a frame's packet; false when it has none, and then it is counted. */
static __always_inline int packet_read(const struct frame *frame,
                                       struct packet *packet)
{
    enum xdp_counter reason;
    __be16 type = 0;

    reason = ethernet_read(frame, packet, &type);
    if (!reason) {
        if (type == bpf_htons(ETH_P_IP))
            reason = v4_read(frame, packet);
        else if (type == bpf_htons(ETH_P_IPV6))
            reason = v6_read(frame, packet);
        else
            reason = XDP_COUNT_NOT_IP;
    }
    if (reason) {
        frame_count(frame, reason);
        return 0;
    }
    ports_read(frame, packet);
    return 1;
}

#endif
