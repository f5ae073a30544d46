/* SPDX-License-Identifier: BSD-2-Clause */
/* An image of nodes that a test made itself, to be searched. */
#ifndef TAMIS_TESTS_UNIT_EBPF_LAID_OUT_H
#define TAMIS_TESTS_UNIT_EBPF_LAID_OUT_H

#include "image/image_lines.h"
#include "image/image_plan.h"

struct laid_out {
    struct image_plan plan;
    struct image_secret secret; /* another each time */
    struct image_lines lines;
    struct image_view view;
};

/* nodes need answers, one for each number and 0. They may go afterwards. */
void laid_out_begin(struct laid_out *image, const struct image_nodes *nodes);
void laid_out_end(struct laid_out *image);

#endif
