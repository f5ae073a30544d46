/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The beginning of a DNS message over UDP, copied out of its packet. */
#ifndef TAMIS_EBPF_KERNEL_DNS_MESSAGE_H
#define TAMIS_EBPF_KERNEL_DNS_MESSAGE_H

#include "kernel/frame_packet.bpf.h"

#define UDP_SIZE 8
/* A root and the question's type and class: no name is shorter. */
#define DNS_SIZE_MIN (DNS_HEADER_SIZE + 5)

static __always_inline const __u64 *frame_word(const struct frame *frame,
                                               __u64 offset)
{
    const __u64 *word;

    asm volatile("%0 &= %1" : "+r"(offset) : "i"(FRAME_OFFSET_MASK));
    word = frame->data + offset;
    return (const void *)(word + 1) <= frame->data_end ? word : NULL;
}

/* Copies words, which overlap at the end; false where they are not all in the
 * frame's first piece. */
static __always_inline int message_copy(const struct frame *frame, __u64 from,
                                        struct scratch *scratch, __u64 size)
{
    const __u64 *word;

    for (__u32 at = 0; at < DNS_READ_MAX; at += sizeof(*word)) {
        if (at + sizeof(*word) > size)
            break;
        word = frame_word(frame, from + at);
        if (!word)
            return 0;
        *(__u64 *)(scratch->dns + at) = *word;
    }
    word = frame_word(frame, from + size - sizeof(*word));
    if (!word)
        return 0;
    size -= sizeof(*word);
    asm volatile("%0 &= %1" : "+r"(size) : "i"(DNS_AT_MASK));
    *(__u64 *)(scratch->dns + size) = *word;
    return 1;
}

/* Copies the beginning of the message into the scratch. */
static __always_inline int message_load(const struct frame *frame,
                                        const struct packet *packet,
                                        struct scratch *scratch)
{
    __u64 from = packet->transport + UDP_SIZE;
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
    asm volatile("" : "+r"(size));
    if (size < DNS_SIZE_MIN || size > DNS_READ_MAX)
        return 0;
    scratch->dns_size = size;
    if (message_copy(frame, from, scratch, size))
        return 1;
    if (frame->is_socket_buffer)
        return !bpf_skb_load_bytes(frame->context, from, scratch->dns, size);
    return !bpf_xdp_load_bytes(frame->context, from, scratch->dns, size);
}

#endif
