/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is written, in the form that the database layer takes: only what is
 * used, numbered by what it is and not by when it was met. So the bytes of a
 * file do not tell of anything that was withheld, nor of the order in which
 * statements came.
 */
#ifndef TAMIS_COMPILE_ASSEMBLY_H
#define TAMIS_COMPILE_ASSEMBLY_H

#include "compile/merge.h"
#include "database/database_write.h"

struct assembly {
    tamis_compiler *compiler;
    struct arena arena;
    struct database_input input;
    struct merged *merged;
    struct database_input_validity *validities;
    /* By number of the compiler's tables: the number in the file, or
     * INTERN_NONE. */
    uint32_t *feeds, *labels, *profiles, *tag_lists;
    uint32_t *profile_order; /* by number in the file: the profile's */
    uint32_t profile_count;
    bool is_above_green; /* a label above GREEN is used */
};

/* Numbers the profiles of `merged` anew and points to its arrays.
 * Errors: MEMORY, LIMIT. */
tamis_status assembly_begin(struct assembly *assembly, tamis_compiler *compiler,
                            struct merged *merged);
void assembly_end(struct assembly *assembly);

#endif
