/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Which answer a name has. The caller hashes its labels from the left
 * (keyed_hash.h) and keeps the last IMAGE_NAME_LABELS of them; from the right
 * they become the hashes of the name's suffixes, and the filter lets few of
 * those through that are not listed. The deepest one that is listed answers.
 */
#ifndef TAMIS_EBPF_IMAGE_FIND_NAME_H
#define TAMIS_EBPF_IMAGE_FIND_NAME_H

#include "image/image_lines.h"

/* The four bits of a name in its word of the filter. */
IMAGE_INLINE __u64 image_filter_bits(__u64 name)
{
    return 1ull << (name >> 32 & 63) | 1ull << (name >> 38 & 63) |
           1ull << (name >> 44 & 63) | 1ull << (name >> 50 & 63);
}

IMAGE_INLINE __u32 image_filter_place(const struct image_view *view, __u64 name)
{
    return keyed_place((__u32)name, view->tables->filter_lines * 8);
}

IMAGE_INLINE int image_filter_has(const struct image_view *view, __u64 name)
{
    __u64 bits = image_filter_bits(name);

    return (image_word(view->image, view->tables->filter,
                       image_filter_place(view, name)) &
            bits) == bits;
}

/* The value of the name or suffix that has this hash; 0 when none has. */
IMAGE_INLINE __u32 image_name_value(const struct image_view *view, __u64 name)
{
    if (!image_filter_has(view, name))
        return 0;
    return image_keyed_value(view, name);
}

/* What a value answers for the listed name itself, or for one under it. */
IMAGE_INLINE __u32 image_name_answer(__u32 value, int is_whole)
{
    __u32 answer = value & (IMAGE_ANSWER_LIMIT - 1);

    if (is_whole)
        return value & IMAGE_NAME_AT ? answer : IMAGE_ANSWER_NONE;
    if (!(value & IMAGE_NAME_UNDER))
        return IMAGE_ANSWER_NONE;
    return value & IMAGE_NAME_TWO ? answer + 1 : answer;
}

/*
 * One step from the right: joins the label at this depth to *suffix and looks
 * it up. is_whole says that this is the first label of the name. Returns its
 * answer, or NONE: then the answer of the step before stays.
 */
IMAGE_INLINE __u32 image_name_step(const struct image_view *view, __u32 depth,
                                   __u64 label, int is_whole, __u64 *suffix)
{
    *suffix = name_join(view->secret, depth, *suffix, label);
    return image_name_answer(image_name_value(view, *suffix), is_whole);
}

#endif
