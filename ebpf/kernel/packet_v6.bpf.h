/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* IPv6 with its extension headers. */
#ifndef TAMIS_EBPF_KERNEL_PACKET_V6_H
#define TAMIS_EBPF_KERNEL_PACKET_V6_H

#include "kernel/packet_headers.bpf.h"

#define PROTOCOL_MOBILITY 135
#define PROTOCOL_HIP      139
#define PROTOCOL_SHIM6    140

/* Octets of an extension header, from its own length field; 0 for what is not
 * one: a header that carries ports, or one that hides all behind it. */
static __always_inline __u32 v6_header_size(__u8 protocol, __u8 length)
{
    switch (protocol) {
    case IPPROTO_HOPOPTS:
    case IPPROTO_ROUTING:
    case IPPROTO_DSTOPTS:
    case PROTOCOL_MOBILITY:
    case PROTOCOL_HIP:
    case PROTOCOL_SHIM6:
        return (length + 1u) * 8;
    case IPPROTO_FRAGMENT:
        return 8;
    case IPPROTO_AH:
        return (length + 2u) * 4;
    default:
        return 0;
    }
}

struct v6_walk {
    const struct frame *frame;
    struct packet *packet; /* at the header of protocol, by transport */
};

/* A step of bpf_loop: one header. Returns 1 to stop; without ports, transport
 * is 0 then. */
static long v6_walk_header(__u32 n, void *context)
{
    const struct v6_walk *walk = context;
    const struct frame *frame = walk->frame;
    struct packet *packet = walk->packet;
    __u64 at = packet->transport;
    __u8 protocol = packet->protocol;
    union {
        __u32 word;
        struct {
            __u8 next, length;
            __be16 fragment;
        };
    } header;

    if (!v6_header_size(protocol, 0))
        return 1;
    packet->transport = 0;
    if (n == V6_HEADERS_MAX) {
        frame_count(frame, XDP_COUNT_HEADER_LIMIT);
        return 1;
    }
    if (at + 8 > packet->end || !frame_load(frame, at, &header.word)) {
        frame_count(frame, XDP_COUNT_TRUNCATED);
        return 1;
    }
    packet->protocol = header.next;
    if (protocol == IPPROTO_FRAGMENT) {
        packet->is_fragment |=
            (header.fragment &
             bpf_htons(V6_FRAGMENT_PLACE | V6_MORE_FRAGMENTS)) != 0;
        if (header.fragment & bpf_htons(V6_FRAGMENT_PLACE)) {
            frame_count(frame, XDP_COUNT_FRAGMENT);
            return 1;
        }
    }
    packet->transport = at + v6_header_size(protocol, header.length);
    return 0;
}

/* To the header with the ports; the addresses hold whatever is met. */
static __always_inline void v6_walk(const struct frame *frame,
                                    struct packet *packet)
{
    struct v6_walk walk = {frame, packet};

    packet->transport = packet->network + sizeof(struct ipv6hdr);
    if (!v6_header_size(packet->protocol, 0))
        return;
    packet->is_plain = 0;
    bpf_loop(V6_HEADERS_MAX + 1, v6_walk_header, &walk, 0);
}

static __always_inline enum xdp_counter v6_read(const struct frame *frame,
                                                struct packet *packet)
{
    const struct ipv6hdr *header = frame->data + packet->network;
    const __be64 *addresses = (const void *)&header->saddr;
    enum xdp_counter reason;
    __u32 payload;

    if ((const void *)(header + 1) > frame->data_end)
        return XDP_COUNT_TRUNCATED;
    if (header->version != 6)
        return XDP_COUNT_MALFORMED;
    payload = bpf_ntohs(header->payload_len);
    if (!payload && frame->size - packet->network > 0xffff + sizeof(*header))
        payload = frame->size - packet->network - sizeof(*header);
    reason =
        packet_end(frame, packet, sizeof(*header) + payload, sizeof(*header));
    if (reason)
        return reason;
    packet->version = 6;
    packet->is_plain = 1;
    packet->source[0] = bpf_be64_to_cpu(addresses[0]);
    packet->source[1] = bpf_be64_to_cpu(addresses[1]);
    packet->destination[0] = bpf_be64_to_cpu(addresses[2]);
    packet->destination[1] = bpf_be64_to_cpu(addresses[3]);
    packet->protocol = header->nexthdr;
    v6_walk(frame, packet);
    return XDP_COUNT_SEEN;
}

#endif
