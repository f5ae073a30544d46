/* SPDX-License-Identifier: BSD-2-Clause OR GPL-2.0-only */
/* Which value a fingerprint has. */
#ifndef TAMIS_EBPF_IMAGE_FIND_KEYED_H
#define TAMIS_EBPF_IMAGE_FIND_KEYED_H

#include "image/image_lines.h"

/* The answer slot of a fingerprint in one bucket, 0 when it is not there. */
IMAGE_INLINE __u32 image_keyed_bucket(const struct image_keyed_line *line,
                                      __u64 fingerprint)
{
    for (int slot = 0; slot < IMAGE_KEYED_SLOTS; slot++)
        if (line->fingerprints[slot] == fingerprint && line->values[slot])
            return line->values[slot];
    return 0;
}

/* The value of a fingerprint, 0 when it is not listed. Both lines are on their
 * way before one is looked at: what waits for memory waits once. */
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

#endif
