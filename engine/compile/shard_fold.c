/* SPDX-License-Identifier: BSD-2-Clause */
/* The counts of threads into the compiler's, as one thread would have made
 * them. */
#include "base/crew.h"
#include "base/error.h"
#include "compile/compiler.h"
#include "compile/shard.h"

static void fold_feeds(struct shard *shard, tamis_compiler *compiler)
{
    for (size_t n = 0; n < shard->feed_count; n++) {
        struct shard_feed *counts = &shard->feeds[n];
        tamis_compile_report *report = &compiler->feeds.feeds[n].report;

        report->read += counts->kept + counts->withheld;
        report->outcomes[TAMIS_OUTCOME_KEPT] += counts->kept;
        report->outcomes[TAMIS_OUTCOME_WITHHELD] += counts->withheld;
        report->host_bits_cleared += counts->host_bits_cleared;
        report->defanged += counts->defanged;
        *counts = (struct shard_feed){0, 0, 0, 0};
    }
    for (size_t n = 0; n < shard->label_count; n++)
        label_table_meet_time(&compiler->labels, (uint32_t)n,
                              shard->newest_ns[n]);
}

/* Labels that are not kept leave no row, so that no byte tells of them. */
static tamis_status fold_rejected(struct shard *shard, tamis_compiler *compiler)
{
    for (uint32_t n = 0; n < shard->rejected.keys.count; n++) {
        struct accounting_key key = accounting_get(&shard->rejected, n);
        tamis_compile_report *report = &compiler->feeds.feeds[key.feed].report;
        uint64_t count = shard->rejected.counts[n];

        if (count == 0)
            continue;
        if (!compiler->labels.labels[key.label].is_withheld)
            TRY(accounting_add(&compiler->accounting, &key, count));
        report->read += count;
        report->outcomes[TAMIS_OUTCOME_REJECTED] += count;
        report->reasons[key.reason] += count;
        shard->rejected.counts[n] = 0;
    }
    return TAMIS_OK;
}

/* The shard whose next example was met first; count when all are done. */
static size_t find_first(struct shard *const *shards, size_t count,
                         const size_t *places)
{
    uint64_t first = UINT64_MAX;
    size_t found = count;

    for (size_t i = 0; i < count; i++) {
        const struct rejection_list *list = &shards[i]->examples;

        if (places[i] < list->count && list->numbers[places[i]] < first) {
            first = list->numbers[places[i]];
            found = i;
        }
    }
    return found;
}

/* Each shard has its first ones of each reason, so that the first ones of all
 * are among them. Their text stays in the shard. */
static tamis_status fold_examples(struct shard *const *shards, size_t count,
                                  tamis_compiler *compiler)
{
    size_t places[CREW_SIZE_MAX] = {0}, n;

    while ((n = find_first(shards, count, places)) < count) {
        struct rejection_list *list = &shards[n]->examples;
        const tamis_rejection *example = &list->items[places[n]++];
        uint8_t *known = &compiler->feeds.feeds[example->feed_id]
                              .example_counts[example->reason];

        if (*known == REJECTION_EXAMPLES)
            continue;
        TRY(rejection_list_append(&compiler->rejections, example,
                                  list->numbers[places[n] - 1]));
        ++*known;
    }
    for (n = 0; n < count; n++)
        shards[n]->examples.count = 0;
    return TAMIS_OK;
}

tamis_status shard_fold(struct shard *const *shards, size_t count,
                        tamis_compiler *compiler)
{
    for (size_t n = 0; n < count; n++) {
        fold_feeds(shards[n], compiler);
        TRY(fold_rejected(shards[n], compiler));
    }
    return fold_examples(shards, count, compiler);
}
