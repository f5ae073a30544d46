/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/outcome_judge.h"

#include "base/memory.h"
#include "compile/outcome.h"

static bool fill_rules(struct outcome_judge *judge,
                       const tamis_compiler *compiler)
{
    uint32_t count = compiler->profiles.profiles.count;
    uint32_t labels = compiler->labels.count;
    int64_t *times =
        memory_allocate_array(judge->allocator, labels, sizeof *times);

    judge->rules =
        memory_allocate_array(judge->allocator, count, sizeof *judge->rules);
    if (!times || !judge->rules) {
        memory_release(judge->allocator, times);
        return false;
    }
    for (uint32_t n = 0; n < labels; n++)
        times[n] = outcome_time(compiler, n);
    for (uint32_t n = 0; n < count; n++) {
        struct profile profile = profile_table_get(&compiler->profiles, n);

        judge->rules[n].time_ns = times[profile.label];
        /* What was read of a feed that is damaged further on says nothing
         * reliable. */
        judge->rules[n].is_rejected =
            compiler->feeds.feeds[profile.feed].failure != NULL;
    }
    memory_release(judge->allocator, times);
    return true;
}

tamis_status outcome_judge_begin(struct outcome_judge *judge,
                                 const tamis_compiler *compiler)
{
    uint32_t count = compiler->profiles.validities.count;

    *judge = (struct outcome_judge){.allocator = &compiler->allocator};
    judge->ends =
        memory_allocate_array(judge->allocator, count, sizeof *judge->ends);
    if (!judge->ends || !fill_rules(judge, compiler))
        return TAMIS_ERROR_MEMORY;
    for (uint32_t n = 0; n < count; n++)
        judge->ends[n] =
            profile_table_validity(&compiler->profiles, n).until_ns;
    return TAMIS_OK;
}

void outcome_judge_end(struct outcome_judge *judge)
{
    if (!judge->allocator)
        return;
    memory_release(judge->allocator, judge->rules);
    memory_release(judge->allocator, judge->ends);
    *judge = (struct outcome_judge){.allocator = NULL};
}
