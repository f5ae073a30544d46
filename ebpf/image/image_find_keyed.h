/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Which value a fingerprint has; and the filters in front of slots, which let
 * few of those through that are not listed.
 */
#ifndef TAMIS_EBPF_IMAGE_FIND_KEYED_H
#define TAMIS_EBPF_IMAGE_FIND_KEYED_H

#include "image/image_lines.h"

/* The four bits of a hash in its word of a filter. */
IMAGE_INLINE __u64 image_filter_bits(__u64 hash)
{
    return 1ull << (hash >> 32 & 63) | 1ull << (hash >> 38 & 63) |
           1ull << (hash >> 44 & 63) | 1ull << (hash >> 50 & 63);
}

/* Which word that is, of a filter of so many lines. */
IMAGE_INLINE __u32 image_filter_place(__u64 hash, __u32 lines)
{
    return keyed_place((__u32)hash, lines * 8);
}

/* Does the filter of lines from first let the hash through? */
IMAGE_INLINE int image_filter_has(const struct image_view *view, __u32 first,
                                  __u32 lines, __u64 hash)
{
    __u64 bits = image_filter_bits(hash);

    return (image_word(view->image, first, image_filter_place(hash, lines)) &
            bits) == bits;
}

IMAGE_INLINE int image_keyed_passes(const struct image_view *view,
                                    __u64 fingerprint)
{
    return image_filter_has(view, view->tables->keyed_filter,
                            view->tables->keyed_filter_lines, fingerprint);
}

/* The answer slot of a fingerprint in one bucket, 0 when it is not there. */
IMAGE_INLINE __u32 image_keyed_bucket(const struct image_keyed_line *line,
                                      __u64 fingerprint)
{
    for (int slot = 0; slot < IMAGE_KEYED_SLOTS; slot++)
        if (line->fingerprints[slot] == fingerprint && line->values[slot])
            return line->values[slot];
    return 0;
}

/* The value of a fingerprint, 0 when it is not in the slots. Both lines are on
 * their way before one is looked at: what waits for memory waits once. */
IMAGE_INLINE __u32 image_keyed_value(const struct image_view *view,
                                     __u64 fingerprint)
{
    __u32 first = view->tables->keyed, count = view->tables->keyed_lines;
    const struct image_keyed_line *line =
        image_line(view->image, first + keyed_place((__u32)fingerprint, count));
    const struct image_keyed_line *other = image_line(
        view->image, first + keyed_place((__u32)(fingerprint >> 32), count));
    __u32 value;

    if (!line || !other)
        return 0;
    image_touch(other);
    value = image_keyed_bucket(line, fingerprint);
    return value ? value : image_keyed_bucket(other, fingerprint);
}

/* The same, asked of the filter first. */
IMAGE_INLINE __u32 image_keyed_find(const struct image_view *view,
                                    __u64 fingerprint)
{
    if (!image_keyed_passes(view, fingerprint))
        return 0;
    return image_keyed_value(view, fingerprint);
}

#endif
