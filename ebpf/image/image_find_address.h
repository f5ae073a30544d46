/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Which answer an address has, with a port or without: one search, compiled
 * for the kernel and for whoever builds, checks and tests an image.
 *
 * Nearly every IPv4 address ends at its bit among the /22s, most others at that
 * among the /24s. For what is left the filter is asked for the address itself,
 * then for the lengths that its /16 is known to have, longest first; what it
 * lets through is looked for in the slots, and the first that is found is the
 * answer.
 */
#ifndef TAMIS_EBPF_IMAGE_FIND_ADDRESS_H
#define TAMIS_EBPF_IMAGE_FIND_ADDRESS_H

#include "image/image_find_keyed.h"
#include "image/lowest_bit.h"

/* Ports are 1 to 65535; an address without one, or a later fragment. */
#define IMAGE_NO_PORT 0u

IMAGE_INLINE __u32 image_v4_bucket(const struct image_line *line, __u64 wanted)
{
    for (int slot = 0; slot < IMAGE_V4_SLOTS; slot++)
        if (line->words[slot] >> IMAGE_ANSWER_BITS == wanted)
            return line->words[slot] & (IMAGE_ANSWER_LIMIT - 1);
    return IMAGE_ANSWER_NONE;
}

/* The answer of one prefix of this hash, whose bits behind its length are 0.
 * Its lines come as in image_keyed_value(). */
IMAGE_INLINE __u32 image_v4_slots(const struct image_view *view, __u64 hash,
                                  __u32 address, __u32 length)
{
    __u64 wanted = (__u64)address << 6 | length;
    __u32 first = view->tables->v4_slots, count = view->tables->v4_slot_lines;
    const struct image_line *line =
        image_line(view->image, first + keyed_place((__u32)hash, count));
    const struct image_line *other = image_line(
        view->image, first + keyed_place((__u32)(hash >> 32), count));
    __u32 answer;

    if (!line || !other)
        return IMAGE_ANSWER_NONE;
    image_touch(other);
    answer = image_v4_bucket(line, wanted);
    return answer ? answer : image_v4_bucket(other, wanted);
}

IMAGE_INLINE __u32 image_v4_prefix(const struct image_view *view, __u32 address,
                                   __u32 length)
{
    return image_v4_slots(view, v4_hash(view->secret, address, length), address,
                          length);
}

/* Is anything listed in the /24 of this address, or around it? The bits of the
 * /22s are a quarter: of random addresses most end in the nearer cache. */
IMAGE_INLINE int image_v4_block(const struct image_view *view, __u32 address)
{
    __u64 word = image_first_word(view->image, IMAGE_V4_REGIONS, address >> 16);

    if (!(word >> (address >> 10 & 63) & 1))
        return 0;
    word = image_first_word(view->image, IMAGE_V4_BLOCKS, address >> 14);
    return word >> (address >> 8 & 63) & 1;
}

/* The answer of one prefix, asked of the filter first. */
IMAGE_INLINE __u32 image_v4_find(const struct image_view *view, __u32 address,
                                 __u32 length)
{
    __u64 hash = v4_hash(view->secret, address, length);

    if (!image_filter_has(view, view->tables->v4_filter,
                          view->tables->v4_filter_lines, hash))
        return IMAGE_ANSWER_NONE;
    return image_v4_slots(view, hash, address, length);
}

/* A search along lengths, and the lengths that are left. */
struct v4_search {
    const struct image_view *view;
    __u32 lengths, address, answer;
};

static inline long v4_search_step(__u32 n, void *context)
{
    struct v4_search *search = context;
    __u32 behind;

    (void)n;
    if (!search->lengths)
        return 1;
    behind = 1 + (lowest_bit(search->lengths) & 31);
    search->lengths &= search->lengths - 1;
    search->answer = image_v4_find(
        search->view, (__u32)(search->address & ~0ull << behind), 32 - behind);
    return search->answer != IMAGE_ANSWER_NONE;
}

/* The answer of the longest prefix, up to /31, around an address. */
IMAGE_INLINE __u32 image_v4_around(const struct image_view *view, __u32 address)
{
    struct v4_search search = {
        view, image_first_half(view->image, IMAGE_V4_LENGTHS, address >> 16),
        address, IMAGE_ANSWER_NONE};

    image_loop(33, v4_search_step, &search);
    return search.answer;
}

/* Of an address whose block has its bit; in host order. */
IMAGE_INLINE __u32 image_v4_answer(const struct image_view *view, __u32 address,
                                   __u32 port)
{
    __u32 answer = IMAGE_ANSWER_NONE;

    if (port && (view->tables->flags & IMAGE_HAS_V4_PORTS))
        answer = image_keyed_find(
            view, address_hash(view->secret, 0, address, port, KEYED_V4_PORT));
    if (!answer)
        answer = image_v4_find(view, address, 32);
    return answer ? answer : image_v4_around(view, address);
}

/* Of any address. */
IMAGE_INLINE __u32 image_find_v4(const struct image_view *view, __u32 address,
                                 __u32 port)
{
    return image_v4_block(view, address) ? image_v4_answer(view, address, port)
                                         : IMAGE_ANSWER_NONE;
}

#endif
