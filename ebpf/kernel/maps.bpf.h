/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What the programs of one attachment share, and what each CPU has alone. */
#ifndef TAMIS_EBPF_KERNEL_MAPS_H
#define TAMIS_EBPF_KERNEL_MAPS_H

#include <linux/bpf.h>

#include <stddef.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

#include "image/image_chunks.h"
#include "image/keyed_hash.h"
#include "kernel/xdp_shared.h"

/* The published generation: whole behind one pointer, replaced at once. Each
 * packet looks it up a single time. */
struct image_lines_map {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(map_flags, BPF_F_MMAPABLE | BPF_F_INNER_MAP);
    __uint(max_entries, 1);
    __uint(key_size, sizeof(__u32));
    __uint(value_size, IMAGE_CHUNK_SIZE);
};
struct {
    __uint(type, BPF_MAP_TYPE_ARRAY_OF_MAPS);
    __uint(max_entries, 1);
    __uint(key_size, sizeof(__u32));
    __array(values, struct image_lines_map);
} image SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct xdp_control);
} control SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct image_secret);
} secret SEC(".maps");

/* An element for each direction. */
struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, 2);
    __type(key, __u32);
    __type(value, struct xdp_counts);
} counters SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_RINGBUF);
    __uint(max_entries, 4 << 20);
} events SEC(".maps");

/*
 * What does not fit the stack, or would make the verifier walk too many ways:
 * it does not follow what lies in a map. Programs run with soft interrupts
 * off, so a CPU's scratch has one user at a time.
 */
#define DNS_HEADER_SIZE 12
#define DNS_NAME_MAX    255 /* octets, with the root's */
#define DNS_READ_MAX    (DNS_HEADER_SIZE + DNS_NAME_MAX + 4)
/* IPv6's and UDP's; IPv4's is shorter, and ends where UDP's begins too. */
#define ANSWER_HEADERS 48
#define DNS_AT_MASK    0x1ff

struct packet {
    __u64 source[2], destination[2]; /* host order: high, low; IPv4 low */
    __u32 network;                   /* offset of the IP header in the frame */
    __u32 transport;                 /* of the header behind; 0: not read */
    __u32 end;                       /* behind the IP packet */
    __u16 source_port, destination_port; /* host order */
    __u8 version, protocol;
    __u8 is_fragment; /* the first one or a later one */
    __u8 is_plain;    /* no options, no extension headers */
};

enum packet_answer {
    ANSWER_SOURCE,
    ANSWER_DESTINATION,
    ANSWER_NAME,
    PACKET_ANSWERS
};

/* By place; name_place is where the name was, or XDP_PLACES. */
struct packet_answers {
    __u32 source, destination, name;
    __u32 name_place;
};

/* wanted: as the policy of that number says; action: as it is carried out. */
struct decision {
    __u32 wanted, action, policy;
};

struct scratch {
    __u64 second; /* of the budget for events */
    __u64 gap;    /* the second in which one was lost last */
    __u64 tick;   /* jiffies when now_ns was taken */
    __u64 now_ns; /* CLOCK_BOOTTIME */
    __u32 events_left;
    __u32 dns_place; /* offset of the DNS message in the frame */
    __u32 dns_size;  /* octets of it that are looked at */
    __u32 is_dns_copied;
    __u32 name_size; /* of the name behind the DNS header; 0: no whole one */
    __u32 labels;    /* how many the name has */
    __u32 at;        /* octet of dns that is read next */
    __u32 noted;     /* by way of which the verifier forgets the bits */
    struct packet packet;
    struct packet_answers answers;
    struct decision source, destination, name;
    __u64 label_hashes[IMAGE_NAME_LABELS]; /* of the last ones, in a ring */
    __u64 suffixes[IMAGE_NAME_LABELS];     /* their hashes, by depth */
    __u8 headers[ANSWER_HEADERS];          /* of an answer, in front of dns */
    __u8 dns[DNS_AT_MASK + 1 + 64];        /* with room to read whole words */
    struct xdp_event event;
};

_Static_assert(offsetof(struct scratch, dns) ==
                   offsetof(struct scratch, headers) + ANSWER_HEADERS,
               "an answer in one piece");

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, struct scratch);
} scratch SEC(".maps");

#endif
