/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A frame as XDP or the traffic control has it, and its counters. */
#ifndef TAMIS_EBPF_KERNEL_FRAME_H
#define TAMIS_EBPF_KERNEL_FRAME_H

#include "kernel/maps.bpf.h"

struct frame {
    void *context;         /* struct xdp_md, or struct __sk_buff */
    void *data, *data_end; /* what lies in one piece, headers at least */
    __u32 size;            /* of the whole frame */
    __u32 direction;       /* XDP_INGRESS or _EGRESS */
    int is_socket_buffer;
    struct xdp_counts *counts;
};

/* A field of the context, read here and not where the compiler would like: the
 * verifier takes only the plain offset from it. */
#define CONTEXT_POINTER(context, type, field)                                  \
    ({                                                                         \
        __u64 pointer;                                                         \
        asm volatile("%0 = *(u32 *)(%1 + %2)"                                  \
                     : "=r"(pointer)                                           \
                     : "r"(context), "i"(offsetof(type, field)));              \
        (void *)pointer;                                                       \
    })

/* Reads anew where the frame lies: the verifier forgets what it knew of the
 * headers, which are many ways to walk on from. */
static __always_inline void frame_reload(struct frame *frame)
{
    if (frame->is_socket_buffer) {
        frame->data = CONTEXT_POINTER(frame->context, struct __sk_buff, data);
        frame->data_end =
            CONTEXT_POINTER(frame->context, struct __sk_buff, data_end);
    } else {
        frame->data = CONTEXT_POINTER(frame->context, struct xdp_md, data);
        frame->data_end =
            CONTEXT_POINTER(frame->context, struct xdp_md, data_end);
    }
}

static __always_inline void frame_count(const struct frame *frame,
                                        enum xdp_counter which)
{
    frame->counts->of[which].packets++;
    frame->counts->of[which].bytes += frame->size;
}

/* Further than any header that is read; the verifier wants to know. */
#define FRAME_OFFSET_MASK 0x3fff

/* Reads four octets as they lie; false where the frame ends before. */
static __always_inline int frame_load(const struct frame *frame, __u64 offset,
                                      __u32 *word)
{
    const __u32 *from;

    asm volatile("%0 &= %1" : "+r"(offset) : "i"(FRAME_OFFSET_MASK));
    from = frame->data + offset;
    if ((const void *)(from + 1) <= frame->data_end) {
        *word = *from;
        return 1;
    }
    if (frame->is_socket_buffer)
        return !bpf_skb_load_bytes(frame->context, offset, word, sizeof(*word));
    return !bpf_xdp_load_bytes(frame->context, offset, word, sizeof(*word));
}

#endif
