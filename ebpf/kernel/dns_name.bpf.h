/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The name that a DNS message over UDP asks for, or answers: one walk from
 * the left, which hashes each label.
 */
#ifndef TAMIS_EBPF_KERNEL_DNS_NAME_H
#define TAMIS_EBPF_KERNEL_DNS_NAME_H

#include "kernel/dns_message.bpf.h"

#define DNS_PORT       53
#define DNS_LABEL_MAX  63
#define DNS_LABELS_MAX 127
#define LABELS_INLINE  6    /* a call costs more than a label */
#define DNS_RESPONSE   0x80 /* in the first octet of flags */
#define DNS_OPCODE     0x78

struct name_walk {
    const struct frame *frame;
    struct scratch *scratch;
    const struct image_secret *secret;
};

enum label_end {
    LABEL_NEXT, /* another one follows */
    LABEL_LAST, /* the root, which makes the name whole; or no label */
    LABEL_AWAY  /* not in the frame's first piece with a word's room */
};

/* Eight octets of the message: of its copy, or as it lies in the frame. */
static __always_inline int name_word(const struct name_walk *walk, __u64 at,
                                     int is_copied, __u64 *word)
{
    const struct scratch *scratch = walk->scratch;
    const struct frame *frame = walk->frame;
    const __u64 *from;

    if (is_copied) {
        asm volatile("%0 &= %1" : "+r"(at) : "i"(DNS_AT_MASK));
        from = (const __u64 *)(scratch->dns + at);
    } else {
        at += scratch->dns_place;
        asm volatile("%0 &= %1" : "+r"(at) : "i"(FRAME_OFFSET_MASK));
        from = frame->data + at;
        if ((const void *)(from + 1) > frame->data_end)
            return 0;
    }
    *word = *from;
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    *word = __builtin_bswap64(*word);
#endif
    return 1;
}

/* Is there a root, for which a word has no room? */
static __always_inline int is_last_root(const struct name_walk *walk, __u64 at)
{
    const struct frame *frame = walk->frame;
    const __u8 *from;

    at += walk->scratch->dns_place;
    asm volatile("%0 &= %1" : "+r"(at) : "i"(FRAME_OFFSET_MASK));
    from = frame->data + at;
    return (const void *)(from + 1) <= frame->data_end && !*from;
}

/* Hashes the next label; nothing is done where it is away. */
static __always_inline enum label_end name_label(const struct name_walk *walk,
                                                 int is_copied)
{
    struct scratch *scratch = walk->scratch;
    __u64 at = scratch->at, word;
    struct keyed_sum sum;
    __u32 octets;

    if (at + 5 > scratch->dns_size)
        return LABEL_LAST;
    if (!name_word(walk, at, is_copied, &word)) {
        if (!is_last_root(walk, at))
            return LABEL_AWAY;
        word = 0;
    }
    octets = (word & 0xff) + 1;
    if (octets == 1)
        scratch->name_size = at + 1 - DNS_HEADER_SIZE;
    if (octets == 1 || octets > DNS_LABEL_MAX + 1)
        return LABEL_LAST;
    sum = label_begin(walk->secret);
    label_add(&sum, walk->secret, 0, keyed_keep(word, octets));
    for (__u32 part = 1; part < IMAGE_LABEL_PAIRS; part++) {
        if (part * 8 >= octets)
            break;
        if (!name_word(walk, at + part * 8, is_copied, &word))
            return LABEL_AWAY;
        label_add(&sum, walk->secret, part,
                  keyed_keep(word, octets - part * 8));
    }
    scratch->label_hashes[scratch->labels++ & (IMAGE_NAME_LABELS - 1)] =
        keyed_end(&sum);
    scratch->at = at + octets;
    return LABEL_NEXT;
}

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
