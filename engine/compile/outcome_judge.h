/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What becomes of one statement once all are in, by what was read of its feed
 * and by its time. Nothing is remembered, so that statements can be judged
 * wherever they are met, by any thread.
 */
#ifndef TAMIS_COMPILE_OUTCOME_JUDGE_H
#define TAMIS_COMPILE_OUTCOME_JUDGE_H

#include "compile/compiler.h"
#include "compile/pending_code.h"

/* Of a profile. */
struct outcome_rule {
    int64_t time_ns;  /* what its statements expire against */
    bool is_rejected; /* its feed failed */
};

struct outcome_judge {
    const tamis_allocator *allocator;
    struct outcome_rule *rules; /* by profile */
    int64_t *ends;              /* by validity: its until_ns */
};

/* Errors: MEMORY. */
tamis_status outcome_judge_begin(struct outcome_judge *judge,
                                 const tamis_compiler *compiler);
void outcome_judge_end(struct outcome_judge *judge);

/* KEPT, EXPIRED or REJECTED (as FEED_FAILED). */
static inline tamis_outcome outcome_find(const struct outcome_judge *judge,
                                         const uint8_t *code)
{
    const struct outcome_rule *rule = &judge->rules[pending_get_profile(code)];

    if (rule->is_rejected)
        return TAMIS_OUTCOME_REJECTED;
    if (!(code[PENDING_BITS_AT] & PENDING_BITS_VALIDITY))
        return TAMIS_OUTCOME_KEPT;
    /* The first of the numbers behind the head. */
    return judge->ends[pending_load32(code + PENDING_HEAD_SIZE)] <=
                   rule->time_ns
               ? TAMIS_OUTCOME_EXPIRED
               : TAMIS_OUTCOME_KEPT;
}

#endif
