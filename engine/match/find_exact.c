/* SPDX-License-Identifier: BSD-2-Clause */
/* From the keys of a step that passed their filter to records. Rounds, each of
 * which asks for the cache lines of the next. */
#include "match/find.h"

uint64_t find_exact_keys(const tamis_matcher *matcher,
                         const struct database_class *records,
                         struct exact_step *step)
{
    const struct exact_table *table = &records->exact;
    uint64_t listed;

    for (uint64_t rest = exact_step_guess(table, step); rest; rest &= rest - 1)
        view_prefetch_word(records, step->slots[__builtin_ctzll(rest)]);
    listed = exact_step_find(table, step);
    for (uint64_t rest = listed; rest; rest &= rest - 1)
        view_prefetch_entry(&matcher->view, records,
                            step->slots[__builtin_ctzll(rest)]);
    return listed;
}

void find_add_key(tamis_matcher *matcher, const struct database_class *records,
                  const struct exact_step *step, unsigned n)
{
    struct observation *observation = &matcher->observation;

    for (uint32_t slot = step->slots[n];
         slot != SLOT_NONE &&
         observation->found_count < observation->found_capacity;
         slot = exact_step_next(&records->exact, step, n, slot))
        observation_add_slot(observation, records, slot);
}

/* One digest may be listed as several kinds: slots with the same key. */
static tamis_record_id find_shared(tamis_matcher *matcher,
                                   const struct database_class *records,
                                   const struct exact_step *step, unsigned n)
{
    if (exact_step_next(&records->exact, step, n, step->slots[n]) == SLOT_NONE)
        return find_slot(matcher, records, step->slots[n]);
    observation_begin(&matcher->observation);
    observation_add_part(&matcher->observation);
    find_add_key(matcher, records, step, n);
    return observation_first(&matcher->observation, &matcher->view);
}

size_t find_exact_step(tamis_matcher *matcher,
                       const struct database_class *records,
                       struct exact_step *step, tamis_record_id *found)
{
    size_t hits = 0;

    for (uint64_t rest = find_exact_keys(matcher, records, step); rest;
         rest &= rest - 1) {
        unsigned n = (unsigned)__builtin_ctzll(rest);

        found[n] = step->shared & rest & -rest
                       ? find_shared(matcher, records, step, n)
                       : find_slot(matcher, records, step->slots[n]);
        hits += found[n] != TAMIS_RECORD_NONE;
    }
    return hits;
}
