/* SPDX-License-Identifier: BSD-2-Clause */
/* From a value as a feed wrote it to one in normal form. */
#ifndef TAMIS_COMPILE_INTAKE_H
#define TAMIS_COMPILE_INTAKE_H

#include "compile/shard.h"

/* A value in normal form; its key is in the value or in the shard. */
struct intake {
    tamis_kind kind;
    tamis_mode mode;
    uint32_t notes;
    bool is_auto_mode;
    tamis_slice key;
};

/* Parses, applies url_nopath and the domain mode, and guards. The value and
 * its marks are as value_run says. */
tamis_reason intake_read(struct shard *shard, const struct stencil *stencil,
                         tamis_slice value, tamis_mode stated,
                         const struct text_marks *marks, struct intake *intake);

#endif
