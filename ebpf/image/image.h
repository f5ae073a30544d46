/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An image in memory, for what publishes it (filter) and what tells of it
 * (report). xdp_image.h is the public face.
 */
#ifndef TAMIS_EBPF_IMAGE_IMAGE_H
#define TAMIS_EBPF_IMAGE_IMAGE_H

#include <tamis/xdp_image.h>

#include "image/image_find_name.h"
#include "image/image_find_v6.h"
#include "image/image_secret.h"
#include "image/image_state.h"

/*
 * lines are those that are written out: all but the hits, which come last and
 * begin as zeroes, as a new map does. line_count are all of them.
 * lines.lines[0] is a struct image_header whose generation is 0: whoever
 * publishes sets it there.
 */
struct tamis_xdp_image {
    tamis_allocator heap;
    struct image_lines lines;
    __u32 line_count;
    void *block; /* of lines */
    struct image_secret secret;
    tamis_database *database;
    struct image_state state;
};

/* A filter begins with its secret: a tamis_xdp * is a pointer to this. */
struct image_secret_owner {
    struct image_secret secret;
};

IMAGE_INLINE struct image_header *image_header(const tamis_xdp_image *image)
{
    return (struct image_header *)&image->lines.lines[0];
}

IMAGE_INLINE struct image_tables *image_tables(const tamis_xdp_image *image)
{
    return (struct image_tables *)&image->lines.lines[1];
}

/* What a search of the image in memory reads. */
IMAGE_INLINE struct image_view image_view(const tamis_xdp_image *image)
{
    return (struct image_view){&image->lines, image_tables(image),
                               &image->secret};
}

/* image_set_policy() makes the words of the image's sets anew, as policy
 * says (NULL: everything is reported); in lines too. */
tamis_status image_set_policy(tamis_xdp_image *image,
                              const tamis_xdp_policy *policy,
                              tamis_error *error);

#endif
