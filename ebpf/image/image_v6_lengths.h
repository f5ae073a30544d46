/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Which lengths of IPv6 prefixes to ask for, around an address. */
#ifndef TAMIS_EBPF_IMAGE_IMAGE_V6_LENGTHS_H
#define TAMIS_EBPF_IMAGE_IMAGE_V6_LENGTHS_H

#include "image/image_lines.h"
#include "image/lowest_bit.h"

/* Which of the short words is a /16's. All of 2000::/3 have their own; others,
 * which are few, share these. */
IMAGE_INLINE __u32 image_v6_short_place(__u32 block)
{
    return block >> 16 & (IMAGE_V6_SHORT_LINES * 16 - 1);
}

/* The lengths below 32 of the /16 of a /32. */
IMAGE_INLINE __u32 image_v6_shorts(const struct image_view *view, __u32 block)
{
    return image_first_half(view->image, IMAGE_V6_SHORT,
                            image_v6_short_place(block));
}

/* Which of the middle words is a /32's. */
IMAGE_INLINE __u32 image_v6_middle_place(const struct image_secret *secret,
                                         __u32 block)
{
    return (__u32)(v6_block_hash(secret, block, V6_BLOCK_ALONE) >>
                   (64 - IMAGE_V6_MIDDLE_BITS));
}

IMAGE_INLINE __u32 image_v6_middle(const struct image_view *view, __u32 block)
{
    __u32 place = image_v6_middle_place(view->secret, block);

    return image_first_half(view->image, IMAGE_V6_MIDDLE, place / 2) >>
               (place & 1) * 16 &
           0xffff;
}

/* May anything be listed around or in the /32 of this address? */
IMAGE_INLINE int image_v6_block(const struct image_view *view, __u64 high)
{
    __u32 block = (__u32)(high >> 32);

    return (image_v6_shorts(view, block) | image_v6_middle(view, block)) != 0;
}

/* Which of the long words is a /48's. */
IMAGE_INLINE __u32 image_v6_long_place(const struct image_secret *secret,
                                       __u64 high, __u32 lines)
{
    __u64 hash = v6_block_hash(secret, (__u32)(high >> 32), (__u32)high >> 16);

    return keyed_place((__u32)hash, lines * IMAGE_V6_LONG_A_LINE);
}

IMAGE_INLINE __u32 image_v6_long(const struct image_view *view, __u64 high)
{
    __u32 place =
        image_v6_long_place(view->secret, high, view->tables->v6_long_lines);
    const __u32(*line)[IMAGE_V6_LONG_A_LINE] = image_line(
        view->image, view->tables->v6_long + place / IMAGE_V6_LONG_A_LINE);

    return line ? (*line)[place % IMAGE_V6_LONG_A_LINE] : 0;
}

/* Lengths to ask for: bit n of the first word is 128 - n, of the second 64 - n;
 * and the whole of IPv6. */
struct v6_lengths {
    __u64 words[2];
    __u32 has_all, has_ports;
};

IMAGE_INLINE struct v6_lengths image_v6_lengths(const struct image_view *view,
                                                __u64 high)
{
    __u32 block = (__u32)(high >> 32);
    __u32 shorts = image_v6_shorts(view, block);
    __u32 middle = image_v6_middle(view, block), longs = 0;
    struct v6_lengths lengths = {{0, 0}, shorts >> 31, 0};

    if (middle & IMAGE_V6_HAS_LONG)
        longs = image_v6_long(view, high);
    if (longs & IMAGE_V6_HAS_DEEP)
        lengths.words[0] = view->tables->v6_deep;
    lengths.words[0] |= (longs & IMAGE_V6_HAS_WHOLE) != 0;
    lengths.words[1] = (longs & IMAGE_V6_LONG_LENGTHS) |
                       (__u64)(middle & IMAGE_V6_MIDDLE_LENGTHS) << (64 - 46) |
                       (__u64)shorts << (64 - 31);
    lengths.has_ports = longs & IMAGE_V6_HAS_PORTS;
    return lengths;
}

#define IMAGE_V6_LENGTH_COUNT 129u
/* Takes the longest length of those that are left; 129 when none is. */
IMAGE_INLINE __u32 v6_next_length(struct v6_lengths *lengths)
{
    __u64 word = lengths->words[0];

    if (word) {
        lengths->words[0] = word & (word - 1);
        return 128 - lowest_bit(word);
    }
    word = lengths->words[1];
    if (word) {
        lengths->words[1] = word & (word - 1);
        return 64 - lowest_bit(word);
    }
    if (lengths->has_all) {
        lengths->has_all = 0;
        return 0;
    }
    return IMAGE_V6_LENGTH_COUNT;
}

#endif
