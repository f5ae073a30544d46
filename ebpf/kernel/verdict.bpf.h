/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* What the policy says of an answer, and what becomes of it here and now. */
#ifndef TAMIS_EBPF_KERNEL_VERDICT_H
#define TAMIS_EBPF_KERNEL_VERDICT_H

#include "kernel/packet_answers.bpf.h"

#define HOUR_NS 3600000000000ull

/* A packet that has an answer, while it is judged. */
struct judgement {
    const struct frame *frame;
    struct image_view view;
    const struct image_header *header;
    const struct xdp_control *control;
    struct scratch *scratch;
    struct xdp_counts *counts;
    __u64 now; /* CLOCK_BOOTTIME, ns */
    __u32 size, interface, direction;
    __u32 noted; /* a bit for each counter that the packet goes into, once */
    __u64 *hits[PACKET_ANSWERS]; /* of the answers; NULL: there is none */
};

_Static_assert(XDP_COUNTERS <= 32, "a bit each in noted");

static __always_inline void note(struct judgement *judgement,
                                 enum xdp_counter which)
{
    judgement->noted |= 1u << which;
}

static __always_inline enum xdp_counter
listed_as(const struct judgement *judgement, __u32 place)
{
    if (place >= XDP_AT_QUERY)
        return XDP_COUNT_LISTED_NAME;
    return judgement->scratch->packet.version == 4 ? XDP_COUNT_LISTED_V4
                                                   : XDP_COUNT_LISTED_V6;
}

/* Dropping takes that it is enforced and that somebody still looks after it. */
static __always_inline __u32 held_back(struct judgement *judgement,
                                       __u32 action)
{
    if (action < XDP_DO_DROP)
        return action;
    if (judgement->now >= judgement->control->enforce_until_ns)
        note(judgement, XDP_COUNT_MONITORED);
    else if (judgement->now >= judgement->control->alive_until_ns)
        note(judgement, XDP_COUNT_STALE);
    else
        return action;
    return XDP_DO_REPORT;
}

static __always_inline void note_flags(struct judgement *judgement, __u32 flags,
                                       __u32 wanted)
{
    if (flags & IMAGE_SET_ALLOWED)
        note(judgement, XDP_COUNT_ALLOWED);
    if ((flags & IMAGE_SET_WARNED) && wanted < XDP_DO_DROP)
        note(judgement, XDP_COUNT_WARNED);
    if ((flags & IMAGE_SET_PROTECTED) && wanted < XDP_DO_DROP)
        note(judgement, XDP_COUNT_PROTECTED);
}

/* Returns the action. */
static __always_inline __u32 decide(struct judgement *judgement,
                                    enum packet_answer which, __u32 answer,
                                    __u32 place, struct decision *decision)
{
    union {
        __u32 word;
        struct image_answer answer;
    } known;
    const struct image_set *set;
    __u32 policy, flags;
    __u64 both;

    decision->wanted = decision->action = XDP_DO_IGNORE;
    if (!answer)
        return XDP_DO_IGNORE;
    /* The hit is on its way while the answer is looked at. */
    judgement->hits[which] = image_hit(&judgement->view, answer);
    if (judgement->hits[which])
        image_touch(judgement->hits[which]);
    known.word = image_answer_word(&judgement->view, answer);
    set = image_set(&judgement->view, known.answer.set);
    if (!set)
        return XDP_DO_IGNORE;
    /* One read: what is said, and by which policy. */
    both = *(const volatile __u64 *)set;
    policy = (__u32)both;
    flags = both >> 32;
    asm volatile("" : "+r"(policy), "+r"(flags));
    decision->policy = flags >> XDP_NUMBER_SHIFT;
    decision->wanted =
        policy >> XDP_POLICY_SHIFT(judgement->direction, place & 3) & 0xf;
    if (decision->wanted > XDP_DO_DROP_REPORT)
        decision->wanted = XDP_DO_REPORT;
    note_flags(judgement, flags, decision->wanted);
    if (decision->wanted == XDP_DO_IGNORE)
        return XDP_DO_IGNORE;
    note(judgement, XDP_COUNT_LISTED);
    note(judgement, listed_as(judgement, place));
    decision->action = decision->wanted;
    if (known.answer.until_hours != IMAGE_UNTIL_NEVER &&
        judgement->now >=
            judgement->header->base_ns + known.answer.until_hours * HOUR_NS) {
        note(judgement, XDP_COUNT_DOUBTFUL);
        if (decision->action > XDP_DO_REPORT)
            decision->action = XDP_DO_REPORT;
    }
    decision->action = held_back(judgement, decision->action);
    return decision->action;
}

#endif
