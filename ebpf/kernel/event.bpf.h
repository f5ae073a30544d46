/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Telling user space of a listed value in a packet, within a budget. */
#ifndef TAMIS_EBPF_KERNEL_EVENT_H
#define TAMIS_EBPF_KERNEL_EVENT_H

#include "kernel/verdict.bpf.h"

static __always_inline int may_tell(struct judgement *judgement, __u64 second)
{
    struct scratch *scratch = judgement->scratch;

    if (scratch->second != second) {
        scratch->second = second;
        scratch->events_left = judgement->control->events_a_second;
    }
    if (!scratch->events_left)
        return 0;
    scratch->events_left--;
    return 1;
}

static __always_inline void event_addresses(struct xdp_event *event,
                                            const struct packet *packet)
{
    __be64 *source = (__be64 *)event->source;
    __be64 *destination = (__be64 *)event->destination;

    if (packet->version == 6) {
        source[0] = bpf_cpu_to_be64(packet->source[0]);
        source[1] = bpf_cpu_to_be64(packet->source[1]);
        destination[0] = bpf_cpu_to_be64(packet->destination[0]);
        destination[1] = bpf_cpu_to_be64(packet->destination[1]);
        return;
    }
    source[0] = source[1] = destination[0] = destination[1] = 0;
    *(__be32 *)source = bpf_htonl((__u32)packet->source[1]);
    *(__be32 *)destination = bpf_htonl((__u32)packet->destination[1]);
}

static __always_inline __u64 event_name(const struct judgement *judgement,
                                        __u32 place)
{
    struct scratch *scratch = judgement->scratch;
    struct xdp_event *event = &scratch->event;
    __u64 size = 0;

    if (place >= XDP_AT_QUERY && message_copy(judgement->frame, scratch))
        size = scratch->name_size;
    event->name_size = size;
    if (size)
        __builtin_memcpy(event->name, scratch->dns + DNS_HEADER_SIZE,
                         sizeof(event->name));
    size += XDP_EVENT_WITHOUT_NAME;
    asm volatile("" : "+r"(size));
    return size;
}

/* False where the ring has no room. */
static __always_inline int tell(struct judgement *judgement, __u32 answer,
                                __u32 place, const struct decision *decision,
                                __u32 flags)
{
    struct xdp_event *event = &judgement->scratch->event;
    const struct packet *packet = &judgement->scratch->packet;
    __u64 size;

    event->time_ns = judgement->now;
    event->generation = judgement->header->generation;
    event->answer = answer;
    event->policy = decision->policy;
    event->interface = judgement->interface;
    event->packet_size = judgement->size;
    event->source_port = bpf_htons(packet->source_port);
    event->destination_port = bpf_htons(packet->destination_port);
    event_addresses(event, packet);
    event->version = packet->version;
    event->protocol = packet->protocol;
    event->direction = judgement->direction;
    event->place = place;
    event->action = decision->action;
    event->wanted = decision->wanted;
    event->flags = flags;
    if (judgement->now < judgement->control->enforce_until_ns &&
        judgement->now < judgement->control->alive_until_ns)
        event->flags |= XDP_EVENT_ENFORCED;
    size = event_name(judgement, place);
    if (size > sizeof(*event))
        return 0;
    return bpf_ringbuf_output(&events, event, size, 0) == 0;
}

/*
 * Everybody is told how many seconds lack events, whoever's they are: so it is
 * a second's first loss that counts, and a budget of none loses nothing.
 */
static __always_inline enum xdp_counter lose(struct judgement *judgement,
                                             __u64 second, enum xdp_counter why)
{
    struct scratch *scratch = judgement->scratch;

    if (scratch->gap != second && judgement->control->events_a_second) {
        scratch->gap = second;
        note(judgement, XDP_COUNT_EVENT_GAP);
    }
    return why;
}

#endif
