/* SPDX-License-Identifier: BSD-2-Clause */
/* What the kernel wrote of one listed value in one packet, made ready to ask
 * for the value again and to tell of the packet. */
#ifndef TAMIS_EBPF_REPORT_PACKET_EVENT_H
#define TAMIS_EBPF_REPORT_PACKET_EVENT_H

#include <tamis/event.h>

#include "kernel/xdp_shared.h"

#include <stdbool.h>

struct packet_event {
    tamis_kind kind; /* an address, an address with its port, a domain */
    char value[TAMIS_DOMAIN_SIZE_MAX + 2];
    size_t value_size;
    size_t certain_size; /* the value's end that is as it was in the packet */
    const char *where;   /* by Zeek's names */
    tamis_flow flow;
    char protocol[8]; /* of flow, where it has no name here */
    __u64 time_ns;    /* CLOCK_BOOTTIME */
    __u64 generation;
    __u32 policy; /* its number, in that generation */
    __u32 packet_size;
    __u8 direction, place, action, wanted;
    bool is_answered; /* by NXDOMAIN */
    bool is_enforced; /* the policy, when the packet came */
};

/* False for what is no event, which no kernel writes. *event is not to be
 * moved: flow points into it. */
bool packet_event_read(struct packet_event *event, const void *written,
                       size_t size);

#endif
