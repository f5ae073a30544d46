/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The work that a build is: units to compile, taken one by one by whoever
 * compiles them, given back with what came out. A unit that does not compile is
 * taken apart, so that the pattern at fault is found and the others are kept;
 * whether one is refused depends on nothing but itself.
 */
#ifndef TAMIS_INDEX_PATTERN_SET_WORK_H
#define TAMIS_INDEX_PATTERN_SET_WORK_H

#include "index/pattern_set_compile.h"

/* A unit as a run of work.members. */
struct pattern_span {
    uint32_t first, count;
    uint32_t kind;  /* PATTERN_PART_* that it becomes */
    uint32_t class; /* of what it costs: pattern_source_class() */
};

struct pattern_work {
    const struct pattern_source *sources;
    size_t count;
    uint32_t mode;
    uint32_t literals_together_max, regexes_together_max;
    bool is_check; /* every pattern by itself, and nothing kept */
    uint32_t *members;
    uint8_t *classes;       /* of the sources */
    struct buffer spans;    /* to be taken, last first */
    struct buffer later;    /* when none of these is left, the cheapest first */
    struct buffer refusals; /* struct pattern_image_refusal */
    struct pattern_image image;
    uint64_t done, total; /* patterns */
    tamis_allocator allocator;
};

/* Errors of these: MEMORY, LIMIT. The selection must outlive the work. */
tamis_status pattern_work_begin(struct pattern_work *work,
                                const tamis_allocator *allocator,
                                const struct pattern_selection *selection,
                                const struct pattern_set_options *options,
                                bool is_check);
/* False when nothing is left to take; what is out may still come back. */
bool pattern_work_take(struct pattern_work *work, struct pattern_span *span);
void pattern_work_unit(const struct pattern_work *work,
                       const struct pattern_span *span,
                       struct pattern_unit *unit);
/* Back into the work, as it was taken; it is the next to be. */
tamis_status pattern_work_return(struct pattern_work *work,
                                 const struct pattern_span *span);
/* compiled->bytes stays the caller's. */
tamis_status pattern_work_give(struct pattern_work *work,
                               const struct pattern_span *span,
                               const struct pattern_compiled *compiled);
/* Refuses what nobody compiles any more; everything came back before. */
tamis_status pattern_work_refuse_rest(struct pattern_work *work,
                                      const struct pattern_refusal *refusal);
/* When everything came back: the image is then whole. */
tamis_status pattern_work_finish(struct pattern_work *work,
                                 const uint64_t key[2]);
void pattern_work_release(struct pattern_work *work);

#endif
