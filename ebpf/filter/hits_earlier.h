/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What was met before a swap of the same database, for readers from whom
 * something is hidden: that a statement which they do not see begins or ends
 * changes nothing of what they are told.
 */
#ifndef TAMIS_EBPF_FILTER_HITS_EARLIER_H
#define TAMIS_EBPF_FILTER_HITS_EARLIER_H

#include "filter/filter.h"
#include "filter/hits_carried.h"
#include "filter/hits_carry.h"

/* More are not kept: counts begin anew then, as with another database. */
#define HITS_EARLIER_MAX (1u << 20)

/* The zeroed structure is empty: nothing goes on. */
struct hits_past {
    struct image_state state; /* of the generation that is published */
    struct hits_carried carried;
    int goes_on; /* the next one is of the same database */
};

/* hits_past_read() reads what is known of the published generation, where the
 * next one is of the same file. What cannot be read does not go on. */
void hits_past_read(struct hits_past *past, const tamis_xdp *filter,
                    const struct image_state *next);
void hits_past_release(struct hits_past *past, const tamis_allocator *heap);

/* hits_past_add() makes *carried of what carry took along, which stays carry's,
 * and of what was met until now, as after hits_carry_rest(): earlier is given
 * back to carry's heap. */
void hits_past_add(const struct hits_past *past, const struct hits_carry *carry,
                   struct hits_carried *carried);

#endif
