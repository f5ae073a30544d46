/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The name that a DNS message over UDP asks for, or answers: one walk from
 * the left, label by label.
 */
#ifndef TAMIS_EBPF_KERNEL_DNS_NAME_H
#define TAMIS_EBPF_KERNEL_DNS_NAME_H

#include "kernel/dns_label.bpf.h"

#define DNS_PORT       53
#define DNS_LABELS_MAX 127
#define LABELS_INLINE  6    /* a call costs more than a label */
#define DNS_RESPONSE   0x80 /* in the first octet of flags */
#define DNS_OPCODE     0x78

/* A step of bpf_loop. */
static long name_walk_label(__u32 n, void *context)
{
    return name_label(context, 1) != LABEL_NEXT;
}

/* The first labels where they lie, as nearly all names have no others; what is
 * left, or is not in one piece there, in the copy. */
static __always_inline void name_walk(const struct name_walk *walk)
{
    for (__u32 n = 0; n < LABELS_INLINE; n++) {
        enum label_end end = name_label(walk, 0);

        if (end == LABEL_LAST)
            return;
        if (end == LABEL_AWAY)
            break;
    }
    if (message_copy(walk->frame, walk->scratch))
        bpf_loop(DNS_LABELS_MAX + 1, name_walk_label, (void *)walk, 0);
}

/* True when the scratch now holds the name of a message with a question, read
 * whole; of several questions the first. */
static __always_inline int name_read(const struct frame *frame,
                                     const struct dns_header *header,
                                     struct scratch *scratch,
                                     const struct image_secret *secret)
{
    struct name_walk walk = {frame, scratch, secret};

    scratch->at = DNS_HEADER_SIZE;
    scratch->labels = 0;
    scratch->name_size = 0;
    if ((header->flags[0] & DNS_OPCODE) ||
        !(header->questions[0] | header->questions[1]))
        return 0;
    name_walk(&walk);
    return scratch->name_size && scratch->name_size <= DNS_NAME_MAX;
}

/* Where in the packet a name was read, XDP_AT_QUERY or _RESPONSE; XDP_PLACES
 * where there is none. */
static __always_inline __u32 dns_read(const struct frame *frame,
                                      const struct packet *packet,
                                      struct scratch *scratch,
                                      const struct image_secret *secret)
{
    struct dns_header header;

    if (packet->protocol != IPPROTO_UDP ||
        (packet->source_port != DNS_PORT &&
         packet->destination_port != DNS_PORT))
        return XDP_PLACES;
    if (message_find(frame, packet, scratch, &header)) {
        int is_response = header.flags[0] & DNS_RESPONSE;
        __u16 port =
            is_response ? packet->source_port : packet->destination_port;

        if (port == DNS_PORT && name_read(frame, &header, scratch, secret)) {
            frame_count(frame, XDP_COUNT_DNS);
            if (scratch->labels > IMAGE_NAME_LABELS)
                frame_count(frame, XDP_COUNT_DNS_DEEP);
            return is_response ? XDP_AT_RESPONSE : XDP_AT_QUERY;
        }
    }
    frame_count(frame, XDP_COUNT_DNS_UNPARSED);
    return XDP_PLACES;
}

#endif
