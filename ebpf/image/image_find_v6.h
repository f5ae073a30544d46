/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Which answer an IPv6 address has: as image_find_address.h says. */
#ifndef TAMIS_EBPF_IMAGE_FIND_V6_H
#define TAMIS_EBPF_IMAGE_FIND_V6_H

#include "image/image_find_address.h"

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

/* The lengths below 32 of the /16 of a /32. */
IMAGE_INLINE __u32 image_v6_shorts(const struct image_view *view, __u32 block)
{
    return image_first_half(view->image, IMAGE_V6_SHORT, block >> 16);
}

/* May anything be listed around or in the /32 of this address? */
IMAGE_INLINE int image_v6_block(const struct image_view *view, __u64 high)
{
    __u32 block = (__u32)(high >> 32);
    __u32 bit = image_v6_block_bit(v6_block_hash(view->secret, block));
    __u64 word = image_first_word(view->image, IMAGE_V6_BLOCKS, bit / 64);

    return (image_v6_shorts(view, block) | (word >> bit % 64 & 1)) != 0;
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
    const struct image_v6_long(*line)[IMAGE_V6_LONG_A_LINE] = image_line(
        view->image, view->tables->v6_long + place / IMAGE_V6_LONG_A_LINE);
    struct v6_lengths lengths = {image_v6_shorts(view, block), {0, 0}};

    if (line) {
        lengths.long_words[0] = (*line)[place % IMAGE_V6_LONG_A_LINE].words[0];
        lengths.long_words[1] = (*line)[place % IMAGE_V6_LONG_A_LINE].words[1];
    }
    return lengths;
}

#define IMAGE_V6_LENGTH_COUNT 129u
struct v6_search {
    const struct image_view *view;
    struct v6_lengths lengths; /* those that are left */
    __u64 high, low;
    __u32 answer;
};

/* Takes the longest length of those that are left; 129 when none is. */
IMAGE_INLINE __u32 v6_next_length(struct v6_lengths *lengths)
{
    __u64 word = lengths->long_words[0];

    if (word) {
        lengths->long_words[0] = word & (word - 1);
        return 128 - lowest_bit(word);
    }
    word = lengths->long_words[1];
    if (word) {
        lengths->long_words[1] = word & (word - 1);
        return 64 - lowest_bit(word);
    }
    word = lengths->short_word;
    if (word) {
        lengths->short_word = (__u32)(word & (word - 1));
        return 31 - lowest_bit(word);
    }
    return IMAGE_V6_LENGTH_COUNT;
}

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

    if (port && (search.lengths.long_words[1] & IMAGE_V6_HAS_PORTS)) {
        answer = image_keyed_find(
            view, address_hash(view->secret, high, low, port, KEYED_V6_PORT));
        if (answer)
            return answer;
    }
    search.lengths.long_words[1] &= ~IMAGE_V6_HAS_PORTS;
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
