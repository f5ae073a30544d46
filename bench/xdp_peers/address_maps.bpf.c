/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Filters as they are written today: the source and the destination of a
 * packet are looked up in a map of the kernel's, and what is found there is
 * counted and dropped. No tags, no extension headers, no ports, no names.
 */
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/in6.h>
#include <linux/ip.h>
#include <linux/ipv6.h>

#include <bpf/bpf_endian.h>
#include <bpf/bpf_helpers.h>

const char licence[] SEC("license") = "Dual BSD/GPL";

struct prefix4 {
    __u32 length;
    __u32 address;
};

struct prefix6 {
    __u32 length;
    struct in6_addr address;
};

/* User space says how many entries there are. */
#define ADDRESSES(map_type, name, key_type, flags)                             \
    struct {                                                                   \
        __uint(type, map_type);                                                \
        __uint(max_entries, 1);                                                \
        __uint(map_flags, flags);                                              \
        __type(key, key_type);                                                 \
        __type(value, __u64);                                                  \
    } name SEC(".maps")

ADDRESSES(BPF_MAP_TYPE_LPM_TRIE, trie4, struct prefix4, BPF_F_NO_PREALLOC);
ADDRESSES(BPF_MAP_TYPE_LPM_TRIE, trie6, struct prefix6, BPF_F_NO_PREALLOC);
ADDRESSES(BPF_MAP_TYPE_HASH, hash4, __u32, 0);
ADDRESSES(BPF_MAP_TYPE_HASH, hash6, struct in6_addr, 0);

/* The kernel's own filter, with the five hashes that it has by default. */
#define BLOOM(name, value_type)                                                \
    struct {                                                                   \
        __uint(type, BPF_MAP_TYPE_BLOOM_FILTER);                               \
        __uint(max_entries, 1);                                                \
        __uint(map_extra, 5);                                                  \
        __type(value, value_type);                                             \
    } name SEC(".maps")

BLOOM(bloom4, __u32);
BLOOM(bloom6, struct in6_addr);

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, 1);
    __type(key, __u32);
    __type(value, __u64);
} dropped SEC(".maps");

#define INLINE static __attribute__((always_inline)) inline

/* A count for each entry, as tamis has, and one of all. */
INLINE int drop(__u64 *count)
{
    __u32 zero = 0;
    __u64 *all = bpf_map_lookup_elem(&dropped, &zero);

    __sync_fetch_and_add(count, 1);
    if (all)
        ++*all;
    return XDP_DROP;
}

/* The header behind Ethernet's when the packet has this protocol and so many
 * bytes of it; NULL when not. */
INLINE void *header_of(const struct xdp_md *context, __u16 protocol,
                       unsigned long size)
{
    char *data = (char *)(unsigned long)context->data;
    char *end = (char *)(unsigned long)context->data_end;
    struct ethhdr *ethernet = (struct ethhdr *)data;

    if (data + sizeof *ethernet + size > end ||
        ethernet->h_proto != bpf_htons(protocol))
        return 0;
    return ethernet + 1;
}

INLINE __u64 *trie_find4(__u32 address)
{
    struct prefix4 prefix = {32, address};

    return bpf_map_lookup_elem(&trie4, &prefix);
}

INLINE __u64 *trie_find6(const struct in6_addr *address)
{
    struct prefix6 prefix = {128, *address};

    return bpf_map_lookup_elem(&trie6, &prefix);
}

INLINE __u64 *hash_find4(__u32 address)
{
    return bpf_map_lookup_elem(&hash4, &address);
}

INLINE __u64 *hash_find6(const struct in6_addr *address)
{
    struct in6_addr key = *address;

    return bpf_map_lookup_elem(&hash6, &key);
}

INLINE __u64 *bloom_find4(__u32 address)
{
    return bpf_map_peek_elem(&bloom4, &address) ? 0 : hash_find4(address);
}

INLINE __u64 *bloom_find6(const struct in6_addr *address)
{
    struct in6_addr key = *address;

    return bpf_map_peek_elem(&bloom6, &key) ? 0 : hash_find6(address);
}

/* The ways to look an address up. */
typedef __u64 *find4(__u32 address);
typedef __u64 *find6(const struct in6_addr *address);

INLINE int judge4(const struct xdp_md *context, find4 *find)
{
    struct iphdr *header = header_of(context, ETH_P_IP, sizeof *header);
    __u64 *count;

    if (!header)
        return XDP_PASS;
    count = find(header->saddr);
    if (!count)
        count = find(header->daddr);
    return count ? drop(count) : XDP_PASS;
}

INLINE int judge6(const struct xdp_md *context, find6 *find)
{
    struct ipv6hdr *header = header_of(context, ETH_P_IPV6, sizeof *header);
    __u64 *count;

    if (!header)
        return XDP_PASS;
    count = find(&header->saddr);
    if (!count)
        count = find(&header->daddr);
    return count ? drop(count) : XDP_PASS;
}

SEC("xdp")
int judge_trie4(struct xdp_md *context)
{
    return judge4(context, trie_find4);
}

SEC("xdp")
int judge_trie6(struct xdp_md *context)
{
    return judge6(context, trie_find6);
}

SEC("xdp")
int judge_hash4(struct xdp_md *context)
{
    return judge4(context, hash_find4);
}

SEC("xdp")
int judge_hash6(struct xdp_md *context)
{
    return judge6(context, hash_find6);
}

SEC("xdp")
int judge_bloom4(struct xdp_md *context)
{
    return judge4(context, bloom_find4);
}

SEC("xdp")
int judge_bloom6(struct xdp_md *context)
{
    return judge6(context, bloom_find6);
}
