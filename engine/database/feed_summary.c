/* SPDX-License-Identifier: BSD-2-Clause */
/* Accounting: what the counts in a file tell a clearance about a feed. */
#include "base/slice.h"
#include "database/database.h"

static bool is_label_visible(const tamis_database *database,
                             const uint64_t *labels, uint32_t label)
{
    return label < database->info.label_count &&
           (labels[label / 64] >> (label % 64) & 1) != 0;
}

/* Is this a count of the feed that the clearance may see? */
static bool is_row_visible(const tamis_database *database, const uint8_t *row,
                           uint32_t feed_id, const uint64_t *labels)
{
    return LOAD32(row, accounting_layout, feed) == feed_id &&
           is_label_visible(database, labels,
                            LOAD32(row, accounting_layout, label));
}

static uint32_t feed_label(const tamis_database *database, uint32_t feed_id)
{
    const uint8_t *feed =
        database_item(&database->feeds, sizeof(struct feed_layout), feed_id);

    return feed ? LOAD32(feed, feed_layout, label) : UINT32_MAX;
}

void database_feeds_visible(const tamis_database *database,
                            const uint64_t *labels, uint64_t *feeds)
{
    const uint8_t *row;

    for (uint32_t n = 0; n < database->info.feed_count; n++)
        if (is_label_visible(database, labels, feed_label(database, n)))
            feeds[n / 64] |= UINT64_C(1) << (n % 64);
    for (uint32_t n = 0;
         (row = database_item(&database->accounting,
                              sizeof(struct accounting_layout), n)) != NULL;
         n++) {
        uint32_t feed = LOAD32(row, accounting_layout, feed);

        if (feed < database->info.feed_count &&
            is_row_visible(database, row, feed, labels))
            feeds[feed / 64] |= UINT64_C(1) << (feed % 64);
    }
}

static void add_row(tamis_feed_summary *summary, const uint8_t *row)
{
    uint64_t count = LOAD64(row, accounting_layout, count);
    uint32_t outcome = LOAD8(row, accounting_layout, outcome);
    uint32_t reason = LOAD16(row, accounting_layout, reason);
    uint32_t mode = LOAD8(row, accounting_layout, mode);

    if (outcome >= TAMIS_OUTCOME_COUNT)
        return;
    summary->read += count;
    summary->outcomes[outcome] += count;
    if (outcome == TAMIS_OUTCOME_REJECTED && reason < TAMIS_REASON_COUNT)
        summary->reasons[reason] += count;
    if (outcome == TAMIS_OUTCOME_KEPT && mode <= TAMIS_MODE_PREFIX)
        summary->modes[mode] += count;
}

void database_feed_summary(const tamis_database *database, uint32_t feed_id,
                           const uint64_t *labels, tamis_feed_summary *summary)
{
    const uint8_t *feed =
        database_item(&database->feeds, sizeof(struct feed_layout), feed_id);
    uint32_t label = feed_label(database, feed_id);
    const uint8_t *item, *row;

    memset(summary, 0, sizeof *summary);
    summary->feed_id = feed_id;
    summary->action = database_feed_action(database, feed_id);
    summary->tlp = TAMIS_TLP_UNMARKED;
    if (!feed)
        return;
    item = database_item(&database->labels, sizeof(struct label_layout), label);
    if (item && is_label_visible(database, labels, label))
        summary->tlp = LOAD32(item, label_layout, tlp);
    summary->name = database_string(database, LOAD32(feed, feed_layout, name));
    summary->producer =
        database_string(database, LOAD32(feed, feed_layout, producer));
    summary->format =
        database_string(database, LOAD32(feed, feed_layout, format));
    for (uint32_t n = 0;
         (row = database_item(&database->accounting,
                              sizeof(struct accounting_layout), n)) != NULL;
         n++)
        if (is_row_visible(database, row, feed_id, labels))
            add_row(summary, row);
}
