/* SPDX-License-Identifier: BSD-2-Clause */
/* The compiler's insides, shared by the files of this folder. */
#ifndef TAMIS_COMPILE_COMPILER_H
#define TAMIS_COMPILE_COMPILER_H

#include "base/key_class.h"
#include "compile/accounting.h"
#include "compile/adder.h"
#include "compile/feed_table.h"
#include "compile/pending_store.h"
#include "compile/profile_table.h"
#include "compile/public_suffix.h"
#include "compile/rejection_list.h"

#include <tamis/compile.h>
#include <tamis/fingerprint.h>

struct tamis_compiler {
    tamis_allocator allocator;
    uint32_t flags;
    unsigned threads;
    /* The caller's allocator is asked from the caller's thread alone. */
    bool adds_alone;
    struct adder *adder;
    int64_t time_ns;     /* TAMIS_TIME_MIN: the newest seen */
    int64_t clock_ns;    /* TAMIS_TIME_MIN: the same as the time */
    tamis_status broken; /* OK until a call ran out of something */
    bool is_written;
    bool is_limited; /* labels.audience was set */
    tamis_tlp tlp_max;
    tamis_slice *audience; /* --for, as given */
    size_t audience_count;
    const char *previous;
    uint32_t fingerprint_size; /* bytes, 0: values */
    struct arena arena;
    struct audience_book *book;
    struct public_suffix_list *suffixes;
    struct label_table labels;
    struct feed_table feeds;
    struct profile_table profiles;
    struct accounting accounting;
    struct rejection_list rejections;
    struct pending_store pending;
    /* A value at hand; too large for the stack of somebody's thread. */
    tamis_indicator indicator, host;
};

/* Says why the compiler takes nothing more, and remembers it. */
tamis_status compiler_break(tamis_compiler *compiler, tamis_status status,
                            tamis_error *error);
/* Waits until all statements that were taken are added. Errors: theirs. */
tamis_status compiler_settle(tamis_compiler *compiler, tamis_error *error);
/* The error of a compiler that broke or was written; OK else. */
tamis_status compiler_check(const tamis_compiler *compiler, tamis_error *error);

#endif
