/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One generation in the kernel: a map of an image's lines, mapped here too.
 * Programs meet the one that is in the outer map.
 */
#ifndef TAMIS_EBPF_FILTER_GENERATION_H
#define TAMIS_EBPF_FILTER_GENERATION_H

#include <tamis/status.h>

#include "image/image_lines.h"

struct generation {
    int map;                  /* -1: none */
    __u32 id;                 /* the kernel's, of the map */
    struct image_lines lines; /* mapped; the kernel counts hits in them */
};

extern const struct generation generation_none;

/* generation_make() makes a map of line_count lines and copies the first ones
 * of them from *from; the others are zero. Errors: SYSTEM. */
tamis_status generation_make(struct generation *made,
                             const struct image_lines *from, __u32 line_count,
                             tamis_error *error);

/* generation_map() maps the map that is open, which then belongs to *mapped;
 * on failure it is closed. Errors: SYSTEM; CORRUPT for a map of another kind,
 * UNSUPPORTED for an image of another layout. */
tamis_status generation_map(struct generation *mapped, int map,
                            tamis_error *error);

/* generation_show() has all packets from now on meet it. When it returns none
 * is left in the one before. Errors: SYSTEM. */
tamis_status generation_show(const struct generation *generation, int outer,
                             tamis_error *error);

/* The id of a map that is open; 0: it is none. */
__u32 generation_map_id(int map);

/* The id of the one that packets meet now; 0: none. */
__u32 generation_shown_id(int outer);

/* The kernel's memory for it. */
size_t generation_size(const struct generation *generation);

void generation_close(struct generation *generation);

/* Its two first lines, and what a search in it reads. */
IMAGE_INLINE struct image_header *
generation_header(const struct generation *generation)
{
    return (struct image_header *)&generation->lines.lines[0];
}

IMAGE_INLINE struct image_view
generation_view(const struct generation *generation,
                const struct image_secret *secret)
{
    return (struct image_view){
        &generation->lines,
        (const struct image_tables *)&generation->lines.lines[1], secret};
}

#endif
