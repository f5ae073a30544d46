/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Counting a hit on its indicator, and telling of it once a second. */
#ifndef TAMIS_EBPF_KERNEL_HIT_H
#define TAMIS_EBPF_KERNEL_HIT_H

#include "kernel/event.bpf.h"

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

/* Counts the hit, whatever was decided, and tells of it where that is due.
 * Returns the counter of what became of the event, or SEEN. */
static __always_inline __u32 hit_record(struct judgement *judgement,
                                        enum packet_answer which, __u32 answer,
                                        __u32 place,
                                        const struct decision *decision,
                                        __u32 flags)
{
    __u64 second = judgement->now / SECOND_NS;
    __u32 action = decision->action;
    int has_event = action == XDP_DO_REPORT || action == XDP_DO_DROP_REPORT;
    __u64 told =
        has_event ? IMAGE_HIT_TOLD((__u64)judgement->direction, place) : 0;
    __u64 *hit = judgement->hits[which];

    if (!hit)
        return XDP_COUNT_SEEN;
    if (!hit_add(hit, second & IMAGE_HIT_SECOND_MASK, told))
        return has_event ? XDP_COUNT_EVENT_SAME : XDP_COUNT_SEEN;
    if (!may_tell(judgement, second))
        return lose(judgement, second, XDP_COUNT_EVENT_BUDGET);
    if (!tell(judgement, answer, place, decision, flags))
        return lose(judgement, second, XDP_COUNT_EVENT_LOST);
    return XDP_COUNT_EVENT;
}

#endif
