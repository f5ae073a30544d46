/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * "No such name", sent back where the query came from: the query itself, with
 * addresses and ports changed over, cut behind its question. It is never
 * longer than the query, has no SOA record (so nobody keeps it), and no EDNS.
 *
 * Only what is plain is answered: UDP from one host to another, in one piece,
 * without IPv4 options or IPv6 extension headers.
 */
#ifndef TAMIS_EBPF_KERNEL_NXDOMAIN_H
#define TAMIS_EBPF_KERNEL_NXDOMAIN_H

#include <linux/udp.h>

#include "kernel/verdict.bpf.h"

#define DNS_RECURSION_DESIRED   0x01 /* in the third octet */
#define DNS_RECURSION_AVAILABLE 0x80 /* in the fourth */
#define DNS_CHECKING_DISABLED   0x10
#define DNS_NXDOMAIN            3
#define ANSWER_HOPS             64
#define FRAME_SIZE_MIN          60 /* of Ethernet, without its checksum */

static __always_inline __u16 checksum_fold(__u64 sum)
{
    sum = (sum & 0xffffffff) + (sum >> 32);
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    sum = (sum & 0xffff) + (sum >> 16);
    return ~sum;
}

/* Can an answer to this packet reach who asked, and nobody else? */
static __always_inline int is_between_hosts(const struct packet *packet)
{
    if (packet->version == 4)
        return packet->source[1] - 1 < 0xdfffffff &&
               packet->destination[1] - 1 < 0xdfffffff;
    return packet->source[0] >> 56 != 0xff &&
           packet->destination[0] >> 56 != 0xff &&
           (packet->source[0] | packet->source[1]);
}

static __always_inline void answer_message(struct scratch *room, __u64 question)
{
    room->dns[2] = DNS_RESPONSE | (room->dns[2] & DNS_RECURSION_DESIRED);
    room->dns[3] = DNS_RECURSION_AVAILABLE |
                   (room->dns[3] & DNS_CHECKING_DISABLED) | DNS_NXDOMAIN;
    for (int octet = 6; octet < DNS_HEADER_SIZE; octet++)
        room->dns[octet] = 0; /* no records but the question */
    asm volatile("%0 &= %1" : "+r"(question) : "i"(DNS_AT_MASK));
    for (int octet = 0; octet < 3; octet++)
        room->dns[question + octet] = 0; /* whole words for the checksum */
}

static __always_inline void answer_v4(struct scratch *room, __u32 size)
{
    struct iphdr *header = (void *)(room->headers + ANSWER_HEADERS -
                                    sizeof(struct udphdr) - sizeof(*header));

    __builtin_memset(header, 0, sizeof(*header));
    header->version = 4;
    header->ihl = 5;
    header->tot_len = bpf_htons(sizeof(*header) + size);
    header->frag_off = bpf_htons(0x4000); /* whole, so it needs no number */
    header->ttl = ANSWER_HOPS;
    header->protocol = IPPROTO_UDP;
    header->saddr = bpf_htonl((__u32)room->packet.destination[1]);
    header->daddr = bpf_htonl((__u32)room->packet.source[1]);
    header->check = checksum_fold(
        bpf_csum_diff(NULL, 0, (__be32 *)header, sizeof(*header), 0));
}

static __always_inline void answer_v6(struct scratch *room, __u32 size)
{
    struct ipv6hdr *header = (void *)room->headers;
    __be64 *addresses = (void *)&header->saddr;

    __builtin_memset(header, 0, 8);
    header->version = 6;
    header->payload_len = bpf_htons(size);
    header->nexthdr = IPPROTO_UDP;
    header->hop_limit = ANSWER_HOPS;
    addresses[0] = bpf_cpu_to_be64(room->packet.destination[0]);
    addresses[1] = bpf_cpu_to_be64(room->packet.destination[1]);
    addresses[2] = bpf_cpu_to_be64(room->packet.source[0]);
    addresses[3] = bpf_cpu_to_be64(room->packet.source[1]);
}

/* The checksum over the pseudo header, UDP's header and what it carries. */
static __always_inline __u16 answer_checksum(struct scratch *room, __u64 size)
{
    struct udphdr *header =
        (void *)(room->headers + ANSWER_HEADERS - sizeof(*header));
    __be32 pseudo[2] = {bpf_htonl((__u32)size), bpf_htonl(IPPROTO_UDP)};
    /* the addresses lie right in front */
    __s64 sum = bpf_csum_diff(NULL, 0, pseudo, sizeof(pseudo), 0);
    __u16 checksum;

    if (room->packet.version == 4)
        sum = bpf_csum_diff(NULL, 0, (__be32 *)header - 2, 8, sum);
    else
        sum = bpf_csum_diff(NULL, 0, (__be32 *)header - 8, 32, sum);
    size = (size + 3) & ~3ull;
    if (size > sizeof(*header) + DNS_READ_MAX + 3)
        return 0;
    sum = bpf_csum_diff(NULL, 0, (__be32 *)header, size, sum);
    checksum = checksum_fold(sum);
    return checksum ? checksum : 0xffff;
}

/* Writes the answer into the scratch, its end behind the question. Returns
 * how many octets it has from the IP header on. */
static __noinline __u32 answer_write(struct scratch *room)
{
    struct udphdr *header =
        (void *)(room->headers + ANSWER_HEADERS - sizeof(*header));
    __u32 question = DNS_HEADER_SIZE + room->name_size + 4;
    __u32 size = sizeof(*header) + question;

    if (question > DNS_READ_MAX)
        return 0;
    answer_message(room, question);
    header->source = bpf_htons(room->packet.destination_port);
    header->dest = bpf_htons(room->packet.source_port);
    header->len = bpf_htons(size);
    header->check = 0;
    if (room->packet.version == 4)
        answer_v4(room, size);
    else
        answer_v6(room, size);
    header->check = answer_checksum(room, size);
    return size + (room->packet.version == 4 ? sizeof(struct iphdr)
                                             : sizeof(struct ipv6hdr));
}

#endif
