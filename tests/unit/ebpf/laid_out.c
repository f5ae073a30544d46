/* SPDX-License-Identifier: BSD-2-Clause */
#include "laid_out.h"

#include "image/image_fill.h"
#include "image/image_secret.h"

#include <criterion/criterion.h>
#include <stdlib.h>

void laid_out_begin(struct laid_out *image, const struct image_nodes *nodes)
{
    struct image_fill fill = {
        .nodes = nodes, .plan = &image->plan, .secret = &image->secret};

    cr_assert_eq(image_secret_draw(&image->secret, NULL), TAMIS_OK);
    image->plan = image_plan_make(nodes, BUCKET_LOAD_PERCENT);
    fill.lines = aligned_alloc(IMAGE_LINE_SIZE,
                               (size_t)image->plan.written * IMAGE_LINE_SIZE);
    fill.v4_used = malloc(image->plan.tables.v4_slot_lines);
    fill.keyed_used = malloc(image->plan.tables.keyed_lines);
    fill.hashes = calloc(nodes->name_count + 1u, sizeof *fill.hashes);
    cr_assert(fill.lines && fill.v4_used && fill.keyed_used && fill.hashes);
    cr_assert_eq(image_fill_run(&fill, 2), IMAGE_FILLED);
    free(fill.v4_used);
    free(fill.keyed_used);
    free(fill.hashes);
    image->lines = (struct image_lines){fill.lines, image->plan.written};
    image->view =
        (struct image_view){&image->lines, &image->plan.tables, &image->secret};
}

void laid_out_end(struct laid_out *image)
{
    free(image->lines.lines);
}
