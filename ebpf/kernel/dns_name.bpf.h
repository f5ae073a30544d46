/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The name that a DNS message over UDP asks for, or answers: one walk from
 * the left, which hashes each label, over a copy of the message's beginning.
 */
#ifndef TAMIS_EBPF_KERNEL_DNS_NAME_H
#define TAMIS_EBPF_KERNEL_DNS_NAME_H

#include "kernel/dns_message.bpf.h"

#define DNS_PORT       53
#define DNS_LABEL_MAX  63
#define DNS_LABELS_MAX 127
#define LABELS_INLINE  6    /* a call costs more than a label */
#define DNS_RESPONSE   0x80 /* in the third octet */
#define DNS_OPCODE     0x78

struct name_walk {
    struct scratch *scratch;
    const struct image_secret *secret;
};

static __always_inline __u64 name_word(const struct scratch *scratch,
                                       __u64 from)
{
    __u64 word = *(const __u64 *)(scratch->dns + from);

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* A step of bpf_loop: one label. Returns 1 to stop: at the root, which makes
 * the name whole, or at what is no label. */
static inline long name_walk_label(__u32 n, void *context)
{
    const struct name_walk *walk = context;
    struct scratch *scratch = walk->scratch;
    __u64 at = scratch->at;
    struct keyed_sum sum;
    __u32 octets;

    if (at + 5 > scratch->dns_size)
        return 1;
    asm volatile("%0 &= %1" : "+r"(at) : "i"(DNS_AT_MASK));
    octets = scratch->dns[at] + 1;
    if (octets == 1)
        scratch->name_size = at + 1 - DNS_HEADER_SIZE;
    if (octets == 1 || octets > DNS_LABEL_MAX + 1)
        return 1;
    sum = label_begin(walk->secret);
    for (__u32 part = 0; part < IMAGE_LABEL_PAIRS; part++) {
        if (part * 8 >= octets)
            break;
        label_add(
            &sum, walk->secret, part,
            keyed_keep(name_word(scratch, at + part * 8), octets - part * 8));
    }
    scratch->label_hashes[scratch->labels++ & (IMAGE_NAME_LABELS - 1)] =
        keyed_end(&sum);
    scratch->at = at + octets;
    return 0;
}

/* True when the scratch now holds a message with a question, whose name was
 * read whole; of several questions the first. */
static __always_inline int name_read(struct scratch *scratch,
                                     const struct image_secret *secret)
{
    struct name_walk walk = {scratch, secret};

    scratch->at = DNS_HEADER_SIZE;
    scratch->labels = 0;
    scratch->name_size = 0;
    if ((scratch->dns[2] & DNS_OPCODE) || !(scratch->dns[4] | scratch->dns[5]))
        return 0;
    for (__u32 n = 0; n < LABELS_INLINE; n++)
        if (name_walk_label(n, &walk))
            return scratch->name_size && scratch->name_size <= DNS_NAME_MAX;
    bpf_loop(DNS_LABELS_MAX + 1, name_walk_label, &walk, 0);
    return scratch->name_size && scratch->name_size <= DNS_NAME_MAX;
}

/* Where in the packet a name was read, XDP_AT_QUERY or _RESPONSE; XDP_PLACES
 * where there is none. */
static __always_inline __u32 dns_read(const struct frame *frame,
                                      const struct packet *packet,
                                      struct scratch *scratch,
                                      const struct image_secret *secret)
{
    if (packet->protocol != IPPROTO_UDP ||
        (packet->source_port != DNS_PORT &&
         packet->destination_port != DNS_PORT))
        return XDP_PLACES;
    if (message_load(frame, packet, scratch)) {
        int is_response = scratch->dns[2] & DNS_RESPONSE;
        __u16 port =
            is_response ? packet->source_port : packet->destination_port;

        if (port == DNS_PORT && name_read(scratch, secret)) {
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
