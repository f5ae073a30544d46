/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * The programs: a frame's addresses, ports and DNS name are asked of the
 * published generation; what its policy says is done. Everything that is in
 * doubt passes, and is counted.
 */
#include "kernel/hit.bpf.h"
#include "kernel/nxdomain_send.bpf.h"

#include <linux/pkt_cls.h>

enum outcome { OUTCOME_PASS, OUTCOME_DROP, OUTCOME_ANSWERED };

/* A test for each counter instead of a loop: nearly all are foreseen. */
static __always_inline void noted_count(const struct judgement *judgement)
{
    volatile __u32 *kept = &judgement->scratch->noted;
    __u32 noted;

    *kept = judgement->noted;
    noted = *kept;
#pragma unroll
    for (__u32 which = XDP_COUNT_LISTED; which < XDP_COUNTERS; which++) {
        if (!(noted >> which & 1))
            continue;
        judgement->counts->of[which].packets++;
        judgement->counts->of[which].bytes += judgement->size;
    }
}

/* Each event counts: a packet may have three. */
static __always_inline void event_count(struct judgement *judgement,
                                        __u32 which)
{
    asm volatile("" : "+r"(which));
    if (which < XDP_COUNT_EVENT || which >= XDP_COUNTERS)
        return;
    judgement->counts->of[which].packets++;
    judgement->counts->of[which].bytes += judgement->size;
}

/* The time, taken once a tick: to read the clock costs more than all else. */
static __always_inline __u64 time_now(struct scratch *room)
{
    __u64 tick = bpf_jiffies64();

    if (room->tick != tick) {
        room->tick = tick;
        room->now_ns = bpf_ktime_get_boot_ns();
    }
    return room->now_ns;
}

/* Decides about each answer; true where the packet may not pass. */
static __always_inline int packet_decide(struct judgement *judgement)
{
    struct scratch *room = judgement->scratch;
    const struct packet_answers *answers = &room->answers;
    __u32 verdict, action;

    judgement->now = time_now(room);
    verdict = decide(judgement, ANSWER_SOURCE, answers->source, XDP_AT_SOURCE,
                     &room->source);
    action = decide(judgement, ANSWER_DESTINATION, answers->destination,
                    XDP_AT_DESTINATION, &room->destination);
    if (action > verdict)
        verdict = action;
    action = decide(judgement, ANSWER_NAME, answers->name, answers->name_place,
                    &room->name);
    if (action > verdict)
        verdict = action;
    return verdict >= XDP_DO_DROP;
}

/* Counts and tells what was decided. */
static __always_inline void packet_record(struct judgement *judgement,
                                          enum outcome outcome)
{
    struct scratch *room = judgement->scratch;
    const struct packet_answers *answers = &room->answers;
    __u32 flags = outcome == OUTCOME_ANSWERED ? XDP_EVENT_ANSWERED : 0;

    if (outcome == OUTCOME_DROP)
        note(judgement, XDP_COUNT_DROPPED);
    if (outcome == OUTCOME_ANSWERED)
        note(judgement, XDP_COUNT_ANSWERED);
    event_count(judgement, hit_record(judgement, ANSWER_SOURCE, answers->source,
                                      XDP_AT_SOURCE, &room->source, 0));
    event_count(judgement,
                hit_record(judgement, ANSWER_DESTINATION, answers->destination,
                           XDP_AT_DESTINATION, &room->destination, 0));
    event_count(judgement, hit_record(judgement, ANSWER_NAME, answers->name,
                                      answers->name_place, &room->name, flags));
    noted_count(judgement);
}

/* A query that is dropped for its name alone may be answered instead. */
static __always_inline int is_for_answer(const struct judgement *judgement)
{
    const struct scratch *room = judgement->scratch;

    return judgement->control->flags & XDP_CONTROL_ANSWER_NXDOMAIN &&
           room->answers.name_place == XDP_AT_QUERY &&
           room->source.action < XDP_DO_DROP &&
           room->destination.action < XDP_DO_DROP;
}

/* Everything that is asked of a frame; its answers are in the scratch. True
 * when there is one. */
static __always_inline int frame_ask(struct frame *frame,
                                     const struct image_view *view,
                                     struct scratch *room)
{
    struct packet_answers *answers = &room->answers;

    __builtin_memset(&room->packet, 0, sizeof(room->packet));
    if (!packet_read(frame, &room->packet))
        return 0;
    frame_reload(frame);
    *answers = (struct packet_answers){0, 0, 0, XDP_PLACES};
    find_addresses(view, &room->packet, answers);
    if (view->tables->flags & IMAGE_HAS_NAMES) {
        answers->name_place =
            dns_read(frame, &room->packet, room, view->secret);
        if (answers->name_place < XDP_PLACES)
            answers->name = find_name(view, room);
    }
    return (answers->source | answers->destination | answers->name) != 0;
}

static __always_inline int frame_judge(struct frame *frame, __u32 interface)
{
    struct judgement judgement = {};
    struct image_chunks chunks;
    struct image_view view;
    struct scratch *room;
    enum outcome outcome = OUTCOME_PASS;
    __u32 zero = 0;

    frame->counts = bpf_map_lookup_elem(&counters, &frame->direction);
    if (!frame->counts)
        return OUTCOME_PASS;
    frame_count(frame, XDP_COUNT_SEEN);
    chunks.map = bpf_map_lookup_elem(&image, &zero);
    chunks.first = chunks.map ? bpf_map_lookup_elem(chunks.map, &zero) : NULL;
    view.image = &chunks;
    view.secret = bpf_map_lookup_elem(&secret, &zero);
    room = bpf_map_lookup_elem(&scratch, &zero);
    if (!chunks.first || !view.secret || !room) {
        frame_count(frame, XDP_COUNT_NO_IMAGE);
        return OUTCOME_PASS;
    }
    view.tables = image_line(view.image, 1);
    if (!view.tables || !frame_ask(frame, &view, room))
        return OUTCOME_PASS;
    judgement.frame = frame;
    judgement.view = view;
    judgement.header = image_line(view.image, 0);
    judgement.control = bpf_map_lookup_elem(&control, &zero);
    if (!judgement.header || !judgement.control)
        return OUTCOME_PASS;
    judgement.scratch = room;
    judgement.counts = frame->counts;
    judgement.size = frame->size;
    judgement.interface = interface;
    judgement.direction = frame->direction;
    if (packet_decide(&judgement)) {
        outcome = OUTCOME_DROP;
        if (!frame->is_socket_buffer && is_for_answer(&judgement) &&
            nxdomain_send(frame, judgement.control, room))
            outcome = OUTCOME_ANSWERED;
    }
    packet_record(&judgement, outcome);
    return outcome;
}

static __always_inline int xdp_judge(struct xdp_md *context, __u32 size)
{
    struct frame frame = {
        .context = context, .size = size, .direction = XDP_INGRESS};

    frame_reload(&frame);
    switch (frame_judge(&frame, context->ingress_ifindex)) {
    case OUTCOME_DROP:
        return XDP_DROP;
    case OUTCOME_ANSWERED:
        return XDP_TX;
    default:
        return XDP_PASS;
    }
}

SEC("xdp")
int tamis_ingress(struct xdp_md *context)
{
    return xdp_judge(context, context->data_end - context->data);
}

SEC("xdp.frags")
int tamis_ingress_frags(struct xdp_md *context)
{
    return xdp_judge(context, bpf_xdp_get_buff_len(context));
}

/* Headers lie in one piece nearly always; else they are brought together. */
#define HEADERS_ENOUGH 128

SEC("tc")
int tamis_egress(struct __sk_buff *context)
{
    struct frame frame = {.context = context,
                          .size = context->len,
                          .direction = XDP_EGRESS,
                          .is_socket_buffer = 1};
    __u32 wanted = context->len;

    if (wanted > HEADERS_ENOUGH)
        wanted = HEADERS_ENOUGH;
    if (context->data_end - context->data < wanted)
        bpf_skb_pull_data(context, wanted);
    frame_reload(&frame);
    return frame_judge(&frame, context->ifindex) == OUTCOME_PASS ? TC_ACT_UNSPEC
                                                                 : TC_ACT_SHOT;
}

char licence[] SEC("license") = "Dual BSD/GPL";
