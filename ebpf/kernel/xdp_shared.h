/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * What the programs and user space tell each other besides the image: what is
 * to be done, the switches, the counters and the events. Compiles as BPF C
 * too; the maps live and die with an attachment, so nothing here is kept.
 */
#ifndef TAMIS_EBPF_XDP_SHARED_H
#define TAMIS_EBPF_XDP_SHARED_H

#include <linux/types.h>

/* What is done with a packet that has an answer; a nibble of a set's policy.
 * Ordered: of two answers to one packet the greater verdict holds. */
#define XDP_DO_IGNORE      0u /* as if it were not listed */
#define XDP_DO_COUNT       1u
#define XDP_DO_REPORT      2u /* count, and an event */
#define XDP_DO_DROP        3u
#define XDP_DO_DROP_REPORT 4u

/* The direction of a packet, and where in it the listed value was. */
#define XDP_INGRESS        0u
#define XDP_EGRESS         1u
#define XDP_AT_SOURCE      0u
#define XDP_AT_DESTINATION 1u
#define XDP_AT_QUERY       2u /* the name a DNS query asks for */
#define XDP_AT_RESPONSE    3u /* the name a DNS response answers */
#define XDP_PLACES         4u

#define XDP_POLICY_SHIFT(direction, place)                                     \
    (4u * (XDP_PLACES * (direction) + (place)))

/* A generation's policies are counted, from 0 for the one it came with. A set
 * has the number of its word beside its flags: both are changed, and read, at
 * once. */
#define XDP_NUMBER_SHIFT 8
#define XDP_NUMBER_MAX   0xffffffu

/*
 * The switches, one element of an array map. Times are CLOCK_BOOTTIME in ns.
 * Only before enforce_until_ns does anything drop, and only before
 * alive_until_ns; else what would drop is reported. ~0: without an end.
 */
struct xdp_control {
    __u64 enforce_until_ns;
    __u64 alive_until_ns;
    __u32 flags;           /* XDP_CONTROL_* */
    __u32 events_a_second; /* each CPU writes at most; 0: none */
    __u8 link_address[6];  /* the interface's own, as it was attached: only what
                             is sent there is answered */
    __u8 reserved[34];
};
#define XDP_CONTROL_ANSWER_NXDOMAIN 0x1u /* instead of dropping a query */

/* Why a packet passed, or did not: packets and bytes of each, on each CPU. */
enum xdp_counter {
    XDP_COUNT_SEEN,         /* all there were */
    XDP_COUNT_NO_IMAGE,     /* no generation published: passed */
    XDP_COUNT_NOT_IP,       /* ARP, LLDP, ...: passed */
    XDP_COUNT_TRUNCATED,    /* a header is not all there: passed */
    XDP_COUNT_MALFORMED,    /* a header contradicts itself: passed */
    XDP_COUNT_VLAN_LIMIT,   /* more than 4 tags: passed */
    XDP_COUNT_HEADER_LIMIT, /* more than 6 extension headers: no ports */
    XDP_COUNT_FRAGMENT,     /* a later fragment: addresses only */
    XDP_COUNT_DNS,          /* DNS messages whose name was asked */
    XDP_COUNT_DNS_UNPARSED, /* on port 53, and no name that could be read */
    XDP_COUNT_DNS_DEEP,     /* more labels than are known: the last ones */
    XDP_COUNT_LISTED,       /* packets with an answer that is not ignored */
    XDP_COUNT_LISTED_V4,    /* of those: an IPv4 address or prefix */
    XDP_COUNT_LISTED_V6,
    XDP_COUNT_LISTED_PORT, /* address:port; reserved, counted as address */
    XDP_COUNT_LISTED_NAME,
    XDP_COUNT_ALLOWED,   /* an allow record held */
    XDP_COUNT_WARNED,    /* on a warning list: not dropped */
    XDP_COUNT_PROTECTED, /* the operator's own: not dropped */
    XDP_COUNT_DOUBTFUL,  /* a statement's time was up: not dropped */
    XDP_COUNT_MONITORED, /* would drop, but nothing is enforced */
    XDP_COUNT_STALE,     /* would drop, but the agent is gone */
    XDP_COUNT_DROPPED,
    XDP_COUNT_ANSWERED,     /* NXDOMAIN sent back */
    XDP_COUNT_EVENT,        /* events written */
    XDP_COUNT_EVENT_SAME,   /* one was already written in this second */
    XDP_COUNT_EVENT_BUDGET, /* over events_a_second */
    XDP_COUNT_EVENT_LOST,   /* the ring was full */
    XDP_COUNT_EVENT_GAP,    /* the first in a second that lost an event so */
    XDP_COUNTERS
};

struct xdp_count {
    __u64 packets, bytes;
};

/* All counters of one CPU and direction: the map has an element for each. */
struct xdp_counts {
    struct xdp_count of[XDP_COUNTERS];
};

/* One listed value met in one packet. Addresses and ports are in network
 * order, IPv4 in the first four bytes; ports are 0 where there are none. */
struct xdp_event {
    __u64 time_ns; /* CLOCK_BOOTTIME, to a tick of the kernel's */
    __u64 generation;
    __u32 answer;
    __u32 interface;
    __u32 packet_size;
    __u16 source_port, destination_port;
    __u8 source[16], destination[16];
    __u8 version;  /* 4 or 6 */
    __u8 protocol; /* IANA's number, of the last header that was read */
    __u8 direction, place;
    __u8 action;    /* XDP_DO_*, as it was carried out */
    __u8 wanted;    /* XDP_DO_*, as the policy says */
    __u8 name_size; /* octets of name, its root octet included; 0: none */
    __u8 flags;     /* XDP_EVENT_* */
    __u32 policy;   /* the number of the one that it was judged by */
    __u32 reserved;
    __u8 name[256]; /* DNS wire form; only name_size octets mean anything,
                       and an event without a name ends before it */
};
#define XDP_EVENT_ANSWERED     0x1u /* by NXDOMAIN */
#define XDP_EVENT_ENFORCED     0x2u /* what is to be dropped was dropped then */
#define XDP_EVENT_WITHOUT_NAME __builtin_offsetof(struct xdp_event, name)

#endif
