/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Which answer an address has, with a port or without: one search, compiled
 * for the kernel and for whoever builds, checks and tests an image.
 *
 * Nearly every address ends at its bit among the /24s. The others ask for the
 * lengths that the address's /16 (or /32) is known to have, longest first;
 * the first that is found is the answer.
 */
#ifndef TAMIS_EBPF_IMAGE_FIND_ADDRESS_H
#define TAMIS_EBPF_IMAGE_FIND_ADDRESS_H

#include "image/image_lines.h"

/* Ports are 1 to 65535; an address without one, or a later fragment. */
#define IMAGE_NO_PORT 0u

IMAGE_INLINE __u32 image_v4_bucket(image_handle image, __u32 line_number,
                                   __u64 wanted)
{
    const struct image_line *line = image_line(image, line_number);

    if (!line)
        return IMAGE_ANSWER_NONE;
    for (int slot = 0; slot < IMAGE_V4_SLOTS; slot++)
        if (line->words[slot] >> IMAGE_ANSWER_BITS == wanted)
            return line->words[slot] & (IMAGE_ANSWER_LIMIT - 1);
    return IMAGE_ANSWER_NONE;
}

/* The answer of one prefix, whose bits behind its length are 0. */
IMAGE_INLINE __u32 image_v4_prefix(const struct image_view *view, __u32 address,
                                   __u32 length)
{
    __u64 hash = v4_hash(view->secret, address, length);
    __u64 wanted = (__u64)address << 6 | length;
    __u32 answer = image_v4_bucket(
        view->image,
        view->tables->v4_slots +
            keyed_place((__u32)hash, view->tables->v4_slot_lines),
        wanted);

    if (answer)
        return answer;
    return image_v4_bucket(
        view->image,
        view->tables->v4_slots +
            keyed_place((__u32)(hash >> 32), view->tables->v4_slot_lines),
        wanted);
}

/* Is anything listed in the /24 of this address, or around it? */
IMAGE_INLINE int image_v4_block(const struct image_view *view, __u32 address)
{
    __u64 word =
        image_word(view->image, view->tables->v4_blocks, address >> 14);

    return word >> (address >> 8 & 63) & 1;
}

/* address in host order. */
IMAGE_INLINE __u32 image_find_v4(const struct image_view *view, __u32 address,
                                 __u32 port)
{
    __u64 lengths;
    __u32 answer;

    if (!image_v4_block(view, address))
        return IMAGE_ANSWER_NONE;
    lengths = image_word(view->image, view->tables->v4_lengths, address >> 16);
    if (port && (lengths & IMAGE_V4_HAS_PORTS)) {
        answer = image_keyed_value(
            view, address_hash(view->secret, 0, address, port, KEYED_V4_PORT));
        if (answer)
            return answer;
    }
    for (__u32 behind = 0; behind <= 32; behind++) {
        if (lengths >> behind & 1) {
            __u32 mask = behind < 32 ? ~0u << behind : 0;

            answer = image_v4_prefix(view, address & mask, 32 - behind);
            if (answer)
                return answer;
        }
    }
    return IMAGE_ANSWER_NONE;
}

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

    return image_keyed_value(view,
                             address_hash(view->secret, bits.high, bits.low,
                                          length, KEYED_V6_PREFIX));
}

/* The words that say which lengths to ask for: short, and the long pair. */
struct v6_lengths {
    __u32 short_word;
    __u64 long_words[2];
};

IMAGE_INLINE struct v6_lengths image_v6_lengths(const struct image_view *view,
                                                __u64 high)
{
    __u32 block = (__u32)(high >> 32);
    __u32 place =
        keyed_place((__u32)v6_block_hash(view->secret, block),
                    view->tables->v6_long_lines * IMAGE_V6_LONG_A_LINE);
    __u64 shorts = image_word(view->image, view->tables->v6_short, block >> 17);
    const struct image_v6_long(*line)[IMAGE_V6_LONG_A_LINE] = image_line(
        view->image, view->tables->v6_long + place / IMAGE_V6_LONG_A_LINE);
    struct v6_lengths lengths = {(__u32)(shorts >> (block >> 16 & 1) * 32),
                                 {0, 0}};

    if (line) {
        lengths.long_words[0] = (*line)[place % IMAGE_V6_LONG_A_LINE].words[0];
        lengths.long_words[1] = (*line)[place % IMAGE_V6_LONG_A_LINE].words[1];
    }
    return lengths;
}

#endif
