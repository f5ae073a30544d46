/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Taking counts along from one generation to the next. Both are built with one
 * secret, so that what is listed in both is found by its fingerprint, without
 * the databases that they were made of.
 *
 * It is done twice: before the new one is shown, so that packets find when an
 * indicator was last met and nothing is told twice; and when no packet is left
 * in the old one, with what it counted meanwhile. Nothing is counted twice or
 * lost, but for what the new one no longer lists.
 */
#ifndef TAMIS_EBPF_FILTER_HITS_CARRY_H
#define TAMIS_EBPF_FILTER_HITS_CARRY_H

#include <tamis/allocator.h>
#include <tamis/status.h>

#include "image/image_lines.h"

/* One answer that was met: where its hits go, and what has been taken. */
struct hits_move {
    __u32 from, to; /* to is NONE: no longer listed */
    __u64 taken;
};

struct hits_carry {
    tamis_allocator heap;
    struct image_view from;
    struct image_view listed; /* the next image, wherever it lies */
    image_handle to;          /* its lines that count */
    __u32 last;               /* old answer */
    __u64 *known;             /* a bit for each old answer that has a move */
    __u64 *wanted;            /* a bit for each one that is to get one */
    __u64 *under;             /* of those with a move: under a listed name */
    struct hits_move *moves;
    __u64 *carried; /* by new answer: how much was added to it */
    size_t count;
    int is_last; /* moves are made at once, not kept */
};

/*
 * hits_carry_begin() needs both views until hits_carry_end(), which also takes
 * what is zero. hits_carry_find() finds where what was met so far goes, once:
 * the new lines need not be there yet. Errors of both: MEMORY.
 */
tamis_status hits_carry_begin(struct hits_carry *carry,
                              const tamis_allocator *heap,
                              const struct image_view *from,
                              const struct image_view *listed,
                              tamis_error *error);
tamis_status hits_carry_find(struct hits_carry *carry, tamis_error *error);
void hits_carry_end(struct hits_carry *carry);

/* hits_carry_first() takes what was found; hits_carry_rest() what came since,
 * whatever was met, as packets of the new generation count too. */
void hits_carry_first(struct hits_carry *carry, image_handle to);
void hits_carry_rest(struct hits_carry *carry);

#endif
