/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/merge_count.h"

#include "base/error.h"

void merge_count_begin(struct merge_count_names *names,
                       const tamis_compiler *compiler)
{
    intern_table_init(&names->table, &compiler->allocator,
                      compiler->profiles.profiles.seed);
}

uint32_t merge_count_find(struct merge_count_names *names,
                          const struct profile *profile)
{
    const struct merge_count_name name = {profile->feed, profile->label};

    return intern_table_add(&names->table, &name, sizeof name);
}

static tamis_status add_rows(tamis_compiler *compiler,
                             const struct merge_count_name *name,
                             const struct merge_count *count)
{
    struct accounting_key key = {.feed = name->feed, .label = name->label};

    for (uint32_t i = 0; i < TAMIS_OUTCOME_COUNT; i++) {
        if (i == TAMIS_OUTCOME_KEPT || count->outcomes[i] == 0)
            continue;
        key.outcome = i;
        key.reason = i == TAMIS_OUTCOME_REJECTED ? TAMIS_REASON_FEED_FAILED
                                                 : TAMIS_REASON_NONE;
        TRY(accounting_add(&compiler->accounting, &key, count->outcomes[i]));
    }
    key.outcome = TAMIS_OUTCOME_KEPT;
    key.reason = TAMIS_REASON_NONE;
    for (uint32_t i = 0; i < MERGE_MODE_COUNT; i++) {
        key.mode = i;
        if (count->kept[i] > 0)
            TRY(accounting_add(&compiler->accounting, &key, count->kept[i]));
    }
    return TAMIS_OK;
}

/* All statements were counted as kept when they were added. */
static void add_report(tamis_compile_report *report,
                       const struct merge_count *count)
{
    for (size_t i = 0; i < TAMIS_OUTCOME_COUNT; i++) {
        if (i == TAMIS_OUTCOME_KEPT)
            continue;
        report->outcomes[TAMIS_OUTCOME_KEPT] -= count->outcomes[i];
        report->outcomes[i] += count->outcomes[i];
    }
    report->reasons[TAMIS_REASON_FEED_FAILED] +=
        count->outcomes[TAMIS_OUTCOME_REJECTED];
    for (size_t i = 0; i < MERGE_MODE_COUNT; i++) {
        report->modes[i] += count->modes[i];
        report->auto_modes[i] += count->auto_modes[i];
    }
    report->pattern_count += count->pattern_count;
}

tamis_status merge_count_add(const struct merge_count_names *names,
                             tamis_compiler *compiler,
                             const struct merge_count *counts)
{
    for (uint32_t n = 0; n < names->table.count; n++) {
        struct merge_count_name name;

        memcpy(&name, intern_table_get(&names->table, n).data, sizeof name);
        TRY(add_rows(compiler, &name, &counts[n]));
        add_report(&compiler->feeds.feeds[name.feed].report, &counts[n]);
    }
    return TAMIS_OK;
}

void merge_count_end(struct merge_count_names *names)
{
    intern_table_release(&names->table);
}
