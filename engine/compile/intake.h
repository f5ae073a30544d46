/* SPDX-License-Identifier: BSD-2-Clause */
/* From a statement as a feed made it to a value in normal form. */
#ifndef TAMIS_COMPILE_INTAKE_H
#define TAMIS_COMPILE_INTAKE_H

#include "compile/compiler.h"

/* A value in normal form; indicator points into the compiler. */
struct intake {
    const tamis_indicator *indicator;
    tamis_mode mode;
    tamis_action action;
    bool is_auto_mode;
};

/* Parses, applies url_nopath and the domain mode, and guards. */
tamis_reason intake_read(tamis_compiler *compiler, const struct feed *feed,
                         const tamis_statement *statement,
                         struct intake *intake);

#endif
