/* SPDX-License-Identifier: BSD-2-Clause */
/* Asking tamis-pattern-compiler: the side that asks. */
#ifndef TAMIS_INDEX_PATTERN_SPAWN_H
#define TAMIS_INDEX_PATTERN_SPAWN_H

#include "index/pattern_cache.h"
#include "index/pattern_set_compile.h"

/* What is asked for besides what the options say. */
struct pattern_question {
    const struct pattern_cache_options *options; /* limits are not 0 */
    const struct pattern_selection *selection;
    uint64_t key[2];
    int descriptor; /* of the file to write, but for a check */
    bool is_check;
    bool is_unwritten; /* answer: it failed because that file did */
};

/* Starts the program, asks, and waits until it is gone. Errors: see
 * pattern_cache_open(). */
tamis_status pattern_spawn_ask(struct pattern_question *question,
                               tamis_error *error);

#endif
