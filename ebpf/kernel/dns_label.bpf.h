/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* A label of a DNS name, hashed: in a copy of the message, or where it lies. */
#ifndef TAMIS_EBPF_KERNEL_DNS_LABEL_H
#define TAMIS_EBPF_KERNEL_DNS_LABEL_H

#include "kernel/dns_message.bpf.h"

#define DNS_LABEL_MAX 63

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

#endif
