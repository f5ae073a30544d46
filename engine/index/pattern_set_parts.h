/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading the parts of an image into a set. */
#ifndef TAMIS_INDEX_PATTERN_SET_PARTS_H
#define TAMIS_INDEX_PATTERN_SET_PARTS_H

#include "index/pattern_set_compile.h"
#include "index/pattern_set_state.h"

/* "compiled patterns: <what>"; CORRUPT. */
tamis_status pattern_image_refuse(tamis_error *error, const char *what);
struct pattern_image_part
pattern_image_part_get(tamis_slice image,
                       const struct pattern_image_header *header,
                       uint32_t index);

/* Databases and literals; parts lie inside of the image. Errors: MEMORY,
 * CORRUPT. */
tamis_status pattern_set_open_parts(struct pattern_set *set, tamis_slice image,
                                    const struct pattern_image_header *header,
                                    const struct pattern_selection *selection,
                                    const struct pattern_set_options *options,
                                    tamis_error *error);

#endif
