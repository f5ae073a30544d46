/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Which answer an IPv6 address has: as image_find_address.h says. */
#ifndef TAMIS_EBPF_IMAGE_FIND_V6_H
#define TAMIS_EBPF_IMAGE_FIND_V6_H

#include "image/image_find_address.h"

/* The length of the n-th bit among all three words, longest first: 128 to 65,
 * 64 to 32, 31 to 0. */
#define IMAGE_V6_LENGTH_COUNT 129u

IMAGE_INLINE int v6_has_length(const struct v6_lengths *lengths, __u32 length)
{
    if (length > 64)
        return lengths->long_words[0] >> (128 - length) & 1;
    if (length >= 32)
        return lengths->long_words[1] >> (64 - length) & 1;
    return lengths->short_word >> (31 - length) & 1;
}

/* high and low are the address's halves in host order. */
IMAGE_INLINE __u32 image_find_v6(const struct image_view *view, __u64 high,
                                 __u64 low, __u32 port)
{
    struct v6_lengths lengths = image_v6_lengths(view, high);
    __u32 answer;

    if (!(lengths.short_word | lengths.long_words[0] | lengths.long_words[1]))
        return IMAGE_ANSWER_NONE;
    if (port && (lengths.long_words[1] & IMAGE_V6_HAS_PORTS)) {
        answer = image_keyed_value(
            view, address_hash(view->secret, high, low, port, KEYED_V6_PORT));
        if (answer)
            return answer;
    }
    for (__u32 behind = 0; behind < IMAGE_V6_LENGTH_COUNT; behind++) {
        if (!v6_has_length(&lengths, 128 - behind))
            continue;
        answer = image_v6_prefix(view, high, low, 128 - behind);
        if (answer)
            return answer;
    }
    return IMAGE_ANSWER_NONE;
}

#endif
