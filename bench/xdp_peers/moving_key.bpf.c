/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Writes the next key into the packet and goes on with the program that is
 * measured, so that a run of many repeats meets another key each time. What
 * this costs is measured with the program `empty` and subtracted.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

const char licence[] SEC("license") = "Dual BSD/GPL";

struct {
    __uint(type, BPF_MAP_TYPE_PROG_ARRAY);
    __uint(max_entries, 1);
    __uint(key_size, sizeof(__u32));
    __uint(value_size, sizeof(__u32));
} measured SEC(".maps");

/* Keys of one size; user space says how many there are. */
#define KEYS(name, words)                                                      \
    struct {                                                                   \
        __uint(type, BPF_MAP_TYPE_ARRAY);                                      \
        __uint(map_flags, BPF_F_MMAPABLE);                                     \
        __uint(max_entries, 1);                                                \
        __uint(key_size, sizeof(__u32));                                       \
        __uint(value_size, (words) * sizeof(__u64));                           \
    } name SEC(".maps")

#define ADDRESS4_OFFSET 26 /* Ethernet, up to IPv4's source */
#define ADDRESS6_OFFSET 22
#define NAME_OFFSET     54 /* Ethernet, IPv4, UDP, the head of DNS */
#define NAME_WORDS      12

KEYS(addresses4, 1);
KEYS(addresses6, 2);
KEYS(names, NAME_WORDS);

const volatile __u32 key_count = 1;
__u32 next_key;

static __attribute__((always_inline)) inline __u32 take_turn(void)
{
    __u32 turn = next_key;

    next_key = turn + 1 < key_count ? turn + 1 : 0;
    return turn;
}

/* The place of a key in the packet; NULL where it does not fit. */
static __attribute__((always_inline)) inline void *
key_place(const struct xdp_md *context, __u32 offset, __u32 size)
{
    char *data = (char *)(unsigned long)context->data;
    char *end = (char *)(unsigned long)context->data_end;

    return data + offset + size <= end ? data + offset : 0;
}

SEC("xdp")
int move_address4(struct xdp_md *context)
{
    __u32 turn = take_turn();
    const __u32 *key = bpf_map_lookup_elem(&addresses4, &turn);
    __u32 *place = key_place(context, ADDRESS4_OFFSET, sizeof *place);

    if (key && place)
        *place = *key;
    bpf_tail_call_static(context, &measured, 0);
    return XDP_ABORTED;
}

SEC("xdp")
int move_address6(struct xdp_md *context)
{
    __u32 turn = take_turn();
    const __u32 *key = bpf_map_lookup_elem(&addresses6, &turn);
    __u32 *place = key_place(context, ADDRESS6_OFFSET, 4 * sizeof *place);

    if (key && place) {
        place[0] = key[0];
        place[1] = key[1];
        place[2] = key[2];
        place[3] = key[3];
    }
    bpf_tail_call_static(context, &measured, 0);
    return XDP_ABORTED;
}

SEC("xdp")
int move_name(struct xdp_md *context)
{
    __u32 turn = take_turn();
    const __u64 *key = bpf_map_lookup_elem(&names, &turn);
    __u64 *place = key_place(context, NAME_OFFSET, NAME_WORDS * sizeof *place);

    if (key && place)
        __builtin_memcpy(place, key, NAME_WORDS * sizeof *place);
    bpf_tail_call_static(context, &measured, 0);
    return XDP_ABORTED;
}

SEC("xdp")
int empty(struct xdp_md *context)
{
    (void)context;
    return XDP_PASS;
}
