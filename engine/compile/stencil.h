/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What statements have in common besides their values: label, profile and the
 * like, looked up once and then used for every value.
 */
#ifndef TAMIS_COMPILE_STENCIL_H
#define TAMIS_COMPILE_STENCIL_H

#include "compile/pending.h"

#include <tamis/compile.h>

#include <stdbool.h>

struct stencil {
    /* Its numbers; key, kind, mode and flags are the value's. */
    struct pending pending;
    uint32_t feed, label;
    tamis_kind kind; /* as stated */
    tamis_action action;
    tamis_reason reason; /* the reader's; NONE: the value decides */
    bool is_withheld;    /* by its label */
    bool has_bad_time;
    int64_t time_ns;  /* for the label's newest; TAMIS_TIME_MIN: none */
    tamis_slice file; /* borrowed from the statement */
};

/*
 * Touches the compiler's tables, so that one thread at a time may; numbers are
 * given in the order of the calls. reason is why a reader refused it, or NONE.
 * Errors: MEMORY, LIMIT.
 */
tamis_status stencil_cut(struct stencil *stencil, tamis_compiler *compiler,
                         uint32_t feed_id, const tamis_statement *statement,
                         tamis_reason reason);

#endif
