/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/*
 * Which answer a name has. The caller hashes its labels from the left
 * (keyed_hash.h) and keeps the last IMAGE_NAME_LABELS of them; from the right
 * they become the hashes of the name's suffixes, and the filter lets few of
 * those through that are not listed. The deepest one that is listed answers.
 */
#ifndef TAMIS_EBPF_IMAGE_FIND_NAME_H
#define TAMIS_EBPF_IMAGE_FIND_NAME_H

#include "image/image_find_keyed.h"

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
 * One step from the right: joins the label at this depth to *suffix. Returns
 * the depth's bit where the filter lets the suffix through; nothing waits for
 * that, so that the filter's words come from memory together.
 */
IMAGE_INLINE __u32 image_name_pass(const struct image_view *view, __u32 depth,
                                   __u64 label, __u64 *suffix)
{
    *suffix = name_join(view->secret, depth, *suffix, label);
    return (__u32)image_keyed_passes(view, *suffix) << depth;
}

/* Suffixes by depth, the bits of those that the filter lets through, how many
 * labels the name has, and the depths that are left. */
struct name_search {
    const struct image_view *view;
    const __u64 *suffixes;
    __u32 passed, labels, left, answer;
};

/* The depth comes from the name and not from the bits: so the processor goes
 * on with the slot that it guesses while the filter's words are on the way. */
static inline long name_search_step(__u32 n, void *context)
{
    struct name_search *search = context;
    __u32 depth = (search->left - 1) & (IMAGE_NAME_LABELS - 1);

    (void)n;
    if (!search->left)
        return 1;
    search->left--;
    if (!(search->passed >> depth & 1))
        return 0;
    search->answer = image_name_answer(
        image_keyed_value(search->view, search->suffixes[depth]),
        depth + 1 == search->labels);
    return search->answer != IMAGE_ANSWER_NONE;
}

/* The answer of the deepest one of the suffixes that passed. */
IMAGE_INLINE __u32 image_find_name(const struct image_view *view,
                                   const __u64 *suffixes, __u32 passed,
                                   __u32 labels)
{
    struct name_search search = {view,   suffixes, passed,
                                 labels, labels,   IMAGE_ANSWER_NONE};

    if (search.left > IMAGE_NAME_LABELS)
        search.left = IMAGE_NAME_LABELS;
    if (passed)
        image_loop(IMAGE_NAME_LABELS + 1, name_search_step, &search);
    return search.answer;
}

#endif
