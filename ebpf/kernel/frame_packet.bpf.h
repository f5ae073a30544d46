/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A frame's packet: its addresses, and its ports where it has them. */
#ifndef TAMIS_EBPF_KERNEL_FRAME_PACKET_H
#define TAMIS_EBPF_KERNEL_FRAME_PACKET_H

#include "kernel/packet_v6.bpf.h"

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
