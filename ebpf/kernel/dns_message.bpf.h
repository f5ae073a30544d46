/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * A DNS message over UDP: where it is in its packet; and its beginning copied
 * out of there, for those who need more of it than its name's first labels.
 */
#ifndef TAMIS_EBPF_KERNEL_DNS_MESSAGE_H
#define TAMIS_EBPF_KERNEL_DNS_MESSAGE_H

#include "kernel/frame_packet.bpf.h"

#define UDP_SIZE 8
/* A root and the question's type and class: no name is shorter. */
#define DNS_SIZE_MIN (DNS_HEADER_SIZE + 5)

/* What is read of a DNS header, as it lies. */
struct dns_header {
    __u8 id[2], flags[2], questions[2], answers[2];
};

/* Finds the message; its header where it is all there. */
static __always_inline int message_find(const struct frame *frame,
                                        const struct packet *packet,
                                        struct scratch *scratch,
                                        struct dns_header *header)
{
    __u64 from = packet->transport + UDP_SIZE;
    __u32 *words = (__u32 *)header;
    __u64 size = 0;
    __u32 word;

    if (from > packet->end || !frame_load(frame, packet->transport + 4, &word))
        return 0;
    size = bpf_ntohs((__be16)word);
    if (size < UDP_SIZE || packet->transport + size > packet->end)
        size = packet->end - packet->transport;
    size -= UDP_SIZE;
    if (size > DNS_READ_MAX)
        size = DNS_READ_MAX;
    if (size < DNS_SIZE_MIN)
        return 0;
    scratch->dns_place = from;
    scratch->dns_size = size;
    scratch->is_dns_copied = 0;
    return frame_load(frame, from, &words[0]) &&
           frame_load(frame, from + 4, &words[1]);
}

/* Copies the beginning of the message into the scratch, once: an answer is
 * written over the frame's own. */
static __noinline int message_copy(const struct frame *frame,
                                   struct scratch *scratch)
{
    __u64 size = scratch->dns_size;
    __u32 from = scratch->dns_place;
    long failed;

    if (scratch->is_dns_copied)
        return 1;
    asm volatile("" : "+r"(size));
    if (size < DNS_SIZE_MIN || size > DNS_READ_MAX)
        return 0;
    failed = frame->is_socket_buffer
                 ? bpf_skb_load_bytes(frame->context, from, scratch->dns, size)
                 : bpf_xdp_load_bytes(frame->context, from, scratch->dns, size);
    scratch->is_dns_copied = !failed;
    return !failed;
}

#endif
