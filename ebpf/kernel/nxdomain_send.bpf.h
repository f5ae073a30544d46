/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* The frame of an answer: the query's own, turned around. */
#ifndef TAMIS_EBPF_KERNEL_NXDOMAIN_SEND_H
#define TAMIS_EBPF_KERNEL_NXDOMAIN_SEND_H

#include "kernel/nxdomain.bpf.h"

/* Changes sender and receiver over; false when the sender is a group, or the
 * receiver not this interface: what it only listens to is not its to answer. */
static __always_inline int ethernet_turn(struct frame *frame,
                                         const struct xdp_control *control)
{
    const __u16 *own = (const __u16 *)control->link_address;
    __u16 *words;

    frame_reload(frame);
    words = frame->data;
    if ((void *)(words + 6) > frame->data_end)
        return 0;
    if (words[0] != own[0] || words[1] != own[1] || words[2] != own[2] ||
        *(__u8 *)words & 1 || *(__u8 *)(words + 3) & 1)
        return 0;
    for (int word = 0; word < 3; word++) {
        __u16 swapped = words[word];

        words[word] = words[word + 3];
        words[word + 3] = swapped;
    }
    return 1;
}

/* Writes the answer over the query; false where it cannot be. */
static __always_inline int answer_store(struct frame *frame,
                                        struct scratch *room)
{
    __u64 size = answer_write(room);
    __u32 frame_size = room->packet.network + size;
    __u64 from =
        room->packet.version == 4
            ? ANSWER_HEADERS - sizeof(struct udphdr) - sizeof(struct iphdr)
            : 0;

    if (frame_size < FRAME_SIZE_MIN)
        frame_size = FRAME_SIZE_MIN;
    if (frame_size < frame->size &&
        bpf_xdp_adjust_tail(frame->context, (int)(frame_size - frame->size)))
        return 0;
    asm volatile("" : "+r"(size));
    if (!size || size > ANSWER_HEADERS + DNS_READ_MAX)
        return 0;
    return !bpf_xdp_store_bytes(frame->context, room->packet.network,
                                room->headers + from, size);
}

/* Turns the query into its answer; false where it is not answered, and then
 * nothing but its frame's end may have been changed: it is dropped. */
static __always_inline int nxdomain_send(struct frame *frame,
                                         const struct xdp_control *control,
                                         struct scratch *room)
{
    const struct packet *packet = &room->packet;

    if (!packet->is_plain || packet->is_fragment || !packet->source_port ||
        !message_copy(frame, room) || room->dns[4] || room->dns[5] != 1 ||
        !is_between_hosts(packet) ||
        frame->size != (__u64)frame->data_end - (__u64)frame->data)
        return 0;
    return ethernet_turn(frame, control) && answer_store(frame, room);
}

#endif
