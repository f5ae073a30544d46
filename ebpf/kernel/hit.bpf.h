/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Counting a hit on its indicator, and telling of it once a second. */
#ifndef TAMIS_EBPF_KERNEL_HIT_H
#define TAMIS_EBPF_KERNEL_HIT_H

#include "kernel/verdict.bpf.h"

#define SECOND_NS 1000000000ull
/* From here on the count is no longer added to blindly: it would wrap. */
#define HIT_NEARLY_FULL (IMAGE_HIT_FULL - (IMAGE_HIT_ONE << 16))

/*
 * Adds one to a hit. told: its bit where an event is due, or 0; true for the
 * first one who has it in this second. That others are counted here that have
 * no event makes no difference: whether the policy has any for them may be by
 * statements that not everybody sees.
 */
static __always_inline int hit_add(__u64 *hit, __u64 second, __u64 told)
{
    __u64 before = *(volatile __u64 *)hit;
    int is_same = (before & IMAGE_HIT_SECOND_MASK) == second && before;
    __u64 after = before;

    if (before < IMAGE_HIT_FULL)
        after += IMAGE_HIT_ONE;
    if (!is_same) {
        after &= IMAGE_HIT_FULL;
        after |= told | second;
        if (__sync_val_compare_and_swap(hit, before, after) == before)
            return told != 0;
    }
    if (before >= HIT_NEARLY_FULL)
        __sync_val_compare_and_swap(hit, before, after);
    else
        __sync_fetch_and_add(hit, IMAGE_HIT_ONE);
    if (!told || (is_same && (before & told)))
        return 0;
    return !(__sync_fetch_and_or(hit, told) & told);
}

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

static __always_inline __u64 event_name(struct scratch *scratch, __u32 place)
{
    struct xdp_event *event = &scratch->event;
    __u64 size = place >= XDP_AT_QUERY ? scratch->name_size : 0;

    event->name_size = size;
    if (size)
        __builtin_memcpy(event->name, scratch->dns + DNS_HEADER_SIZE,
                         sizeof(event->name));
    size += XDP_EVENT_WITHOUT_NAME;
    asm volatile("" : "+r"(size));
    return size;
}

static __always_inline enum xdp_counter tell(struct judgement *judgement,
                                             __u32 answer, __u32 place,
                                             const struct decision *decision,
                                             __u32 flags)
{
    struct xdp_event *event = &judgement->scratch->event;
    const struct packet *packet = &judgement->scratch->packet;
    __u64 size;

    event->time_ns = judgement->now;
    event->generation = judgement->header->generation;
    event->answer = answer;
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
    size = event_name(judgement->scratch, place);
    if (size > sizeof(*event))
        return XDP_COUNT_EVENT_LOST;
    return bpf_ringbuf_output(&events, event, size, 0) ? XDP_COUNT_EVENT_LOST
                                                       : XDP_COUNT_EVENT;
}

/* Counts the hit, whatever was decided, and tells of it where that is due.
 * Returns the counter of what became of the event, or SEEN. */
static __always_inline __u32 hit_record(struct judgement *judgement,
                                        __u32 answer, __u32 place,
                                        const struct decision *decision,
                                        __u32 flags)
{
    __u64 second = judgement->now / SECOND_NS;
    __u32 action = decision->action;
    int has_event = action == XDP_DO_REPORT || action == XDP_DO_DROP_REPORT;
    __u64 told =
        has_event ? IMAGE_HIT_TOLD((__u64)judgement->direction, place) : 0;
    __u64 *hit;

    if (!answer)
        return XDP_COUNT_SEEN;
    hit = image_hit(&judgement->view, answer);
    if (!hit)
        return XDP_COUNT_SEEN;
    if (!hit_add(hit, second & IMAGE_HIT_SECOND_MASK, told))
        return has_event ? XDP_COUNT_EVENT_SAME : XDP_COUNT_SEEN;
    if (!may_tell(judgement, second))
        return XDP_COUNT_EVENT_BUDGET;
    return tell(judgement, answer, place, decision, flags);
}

#endif
