/* SPDX-License-Identifier: BSD-2-Clause */
/* From a value as a feed wrote it to one in normal form. */
#ifndef TAMIS_COMPILE_INTAKE_H
#define TAMIS_COMPILE_INTAKE_H

#include "compile/stencil.h"
#include "indicator/plain_view.h"

struct shard;

/* A value in normal form. */
struct intake {
    /* Kind, mode, notes and key; the rest when it was plain. The key is in the
     * value, here, or in the shard, where the next value's may go. */
    struct plain_view view;
    bool is_plain;     /* the key is not in the shard */
    bool is_auto_mode; /* the name itself decided */
};

/* Parses, applies url_nopath and the domain mode, and guards. The value and
 * its marks are as value_run says. */
tamis_reason intake_read(struct intake *intake, struct shard *shard,
                         const struct stencil *stencil, tamis_slice value,
                         tamis_mode stated, const struct text_marks *marks);

#endif
