/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Which answer an IPv6 address has: one search, as for IPv4
 * (image_find_address.h). Nearly every address ends at what is known of its
 * /32: that nothing is listed there. Others have the lengths that their /16,
 * their /32 and their /48 are known to have, longest first: the filter is asked
 * for each, and what it lets through is looked for in the slots.
 */
#ifndef TAMIS_EBPF_IMAGE_FIND_V6_H
#define TAMIS_EBPF_IMAGE_FIND_V6_H

#include "image/image_find_address.h"
#include "image/image_v6_lengths.h"

/* An IPv6 address as two words in host order, cut to its first bits. */
struct v6_bits {
    __u64 high, low;
};

IMAGE_INLINE struct v6_bits v6_cut(__u64 high, __u64 low, __u32 length)
{
    struct v6_bits bits = {high, low};

    if (length < 64) {
        bits.high = length ? high & ~0ull << (64 - length) : 0;
        bits.low = 0;
    } else if (length < 128) {
        bits.low = length > 64 ? low & ~0ull << (128 - length) : 0;
    }
    return bits;
}

/* The answer of the prefix of so many bits around an address. */
IMAGE_INLINE __u32 image_v6_prefix(const struct image_view *view, __u64 high,
                                   __u64 low, __u32 length)
{
    struct v6_bits bits = v6_cut(high, low, length);

    return image_keyed_find(view,
                            address_hash(view->secret, bits.high, bits.low,
                                         length, KEYED_V6_PREFIX));
}

struct v6_search {
    const struct image_view *view;
    struct v6_lengths lengths; /* those that are left */
    __u64 high, low;
    __u32 answer;
};

static inline long v6_search_step(__u32 n, void *context)
{
    struct v6_search *search = context;
    __u32 length = v6_next_length(&search->lengths);

    (void)n;
    if (length >= IMAGE_V6_LENGTH_COUNT)
        return 1;
    search->answer =
        image_v6_prefix(search->view, search->high, search->low, length);
    return search->answer != IMAGE_ANSWER_NONE;
}

/* Of an address whose block has its bit. */
IMAGE_INLINE __u32 image_v6_answer(const struct image_view *view, __u64 high,
                                   __u64 low, __u32 port)
{
    struct v6_search search = {view, image_v6_lengths(view, high), high, low,
                               IMAGE_ANSWER_NONE};
    __u32 answer;

    if (port && search.lengths.has_ports) {
        answer = image_keyed_find(
            view, address_hash(view->secret, high, low, port, KEYED_V6_PORT));
        if (answer)
            return answer;
    }
    image_loop(IMAGE_V6_LENGTH_COUNT, v6_search_step, &search);
    return search.answer;
}

/* Of any address. */
IMAGE_INLINE __u32 image_find_v6(const struct image_view *view, __u64 high,
                                 __u64 low, __u32 port)
{
    return image_v6_block(view, high) ? image_v6_answer(view, high, low, port)
                                      : IMAGE_ANSWER_NONE;
}

#endif
