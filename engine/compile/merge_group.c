/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/merge_group.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/slice.h"

static int compare_numbers(uint32_t a, uint32_t b)
{
    return (a > b) - (a < b);
}

/* By (action, feed name, reference, label): 0 when two statements say the same
 * of an equal value. */
static int compare_statements(const struct merge *merge,
                              const struct pending *a, const struct pending *b)
{
    const struct profile_table *profiles = &merge->compiler->profiles;
    struct profile left = profile_table_get(profiles, a->profile);
    struct profile right = profile_table_get(profiles, b->profile);
    int order = compare_numbers(left.action, right.action);

    if (order)
        return order;
    order = compare_numbers(merge->feed_ranks[left.feed],
                            merge->feed_ranks[right.feed]);
    if (order)
        return order;
    if (a->reference != b->reference)
        return slice_compare(profile_table_string(profiles, a->reference),
                             profile_table_string(profiles, b->reference));
    return compare_numbers(merge->label_ranks[left.label],
                           merge->label_ranks[right.label]);
}

int merge_group_compare(void *context, const struct pending *a,
                        const struct pending *b)
{
    int order = compare_numbers(a->kind, b->kind);

    if (!order)
        order = compare_numbers(a->mode, b->mode);
    return order ? order : compare_statements(context, a, b);
}

size_t merge_group_measure(const struct merge *merge,
                           const struct pending_list *list,
                           const struct pending_item *items, size_t count)
{
    const struct pending *first = pending_list_get(list, items[0].number);
    size_t size = 1;

    while (size < count) {
        const struct pending *next = pending_list_get(list, items[size].number);

        if (!pending_is_same_value(first, next) ||
            compare_statements(merge, first, next) != 0)
            break;
        size++;
    }
    return size;
}

static uint32_t join_confidence(uint32_t a, uint32_t b)
{
    if (a == TAMIS_CONFIDENCE_UNSET)
        return b;
    if (b == TAMIS_CONFIDENCE_UNSET)
        return a;
    return a > b ? a : b;
}

/* No bits: anywhere, which takes in everything. */
static uint32_t join_fields(uint32_t a, uint32_t b)
{
    return a && b ? a | b : 0;
}

/* The smaller one by bytes that is not empty. */
static uint32_t join_context(const struct profile_table *profiles, uint32_t a,
                             uint32_t b)
{
    if (a == b || b == 0)
        return a;
    if (a == 0)
        return b;
    return slice_compare(profile_table_string(profiles, a),
                         profile_table_string(profiles, b)) < 0
               ? a
               : b;
}

/* Everything but tags, which join_tags() unites. */
static void join_statement(struct merge *merge, const struct pending *pending,
                           struct profile *profile, struct validity *validity,
                           uint32_t *context)
{
    const struct profile_table *profiles = &merge->compiler->profiles;
    struct profile other = profile_table_get(profiles, pending->profile);
    struct validity time = profile_table_validity(profiles, pending->validity);

    profile->pap = other.pap > profile->pap ? other.pap : profile->pap;
    profile->caveats |= other.caveats;
    profile->fields = join_fields(profile->fields, other.fields);
    profile->confidence =
        join_confidence(profile->confidence, other.confidence);
    if (time.from_ns < validity->from_ns)
        validity->from_ns = time.from_ns;
    if (time.until_ns > validity->until_ns)
        validity->until_ns = time.until_ns;
    *context = join_context(profiles, *context, pending->context);
}

static uint32_t join_tags(struct merge *merge, const struct pending_list *list,
                          const struct pending_item *items, size_t count)
{
    struct profile_table *profiles = &merge->compiler->profiles;
    uint32_t last = 0;

    profile_table_tags_begin(profiles);
    for (size_t i = 0; i < count; i++) {
        const struct pending *pending = pending_list_get(list, items[i].number);
        uint32_t tags = profile_table_get(profiles, pending->profile).tags;

        if (tags != last)
            profile_table_tags_put(profiles, tags);
        last = tags;
    }
    return profile_table_tags_end(profiles);
}

static tamis_status join_group(struct merge *merge,
                               const struct pending_list *list,
                               const struct pending_item *items, size_t count,
                               struct merged_entry *entry)
{
    struct profile_table *profiles = &merge->compiler->profiles;
    const struct pending *first = pending_list_get(list, items[0].number);
    struct profile profile = profile_table_get(profiles, first->profile);
    struct validity validity =
        profile_table_validity(profiles, first->validity);

    *entry = (struct merged_entry){first->profile, first->validity,
                                   first->reference, first->context};
    if (count == 1)
        return TAMIS_OK;
    for (size_t i = 1; i < count; i++)
        join_statement(merge, pending_list_get(list, items[i].number), &profile,
                       &validity, &entry->context);
    profile.tags = join_tags(merge, list, items, count);
    if (profile.tags == INTERN_NONE)
        return TAMIS_ERROR_MEMORY;
    entry->profile = profile_table_add(profiles, &profile);
    entry->validity = profile_table_add_validity(profiles, &validity);
    return entry->profile == INTERN_NONE || entry->validity == INTERN_NONE
               ? TAMIS_ERROR_MEMORY
               : TAMIS_OK;
}

static tamis_status append_entry(struct merge *merge,
                                 struct merged_class *merged,
                                 const struct merged_entry *entry)
{
    void *entries = merged->entries;

    if (merged->entry_count == UINT32_MAX)
        return TAMIS_ERROR_LIMIT;
    if (memory_grow(&merge->compiler->allocator, &entries,
                    &merged->entry_capacity, (size_t)merged->entry_count + 1,
                    sizeof *merged->entries) != 0)
        return TAMIS_ERROR_MEMORY;
    merged->entries = entries;
    merged->entries[merged->entry_count++] = *entry;
    return TAMIS_OK;
}

/* Adds a label to those under which an entry is kept, in their order. One that
 * everybody sees who sees another makes that other one needless. */
static void add_joined(struct merge *merge, uint32_t label)
{
    const struct label_table *table = &merge->compiler->labels;
    uint32_t *joined = merge->relevance->joined;
    uint32_t count = merge->relevance->joined_count, kept = 0, place;

    for (uint32_t i = 0; i < count; i++)
        if (label_table_covers(table, joined[i], label))
            return;
    for (uint32_t i = 0; i < count; i++)
        if (!label_table_covers(table, label, joined[i]))
            joined[kept++] = joined[i];
    for (place = kept;
         place > 0 && label_table_compare(table, label, joined[place - 1]) < 0;
         place--)
        joined[place] = joined[place - 1];
    joined[place] = label;
    merge->relevance->joined_count = kept + 1;
}

/* An allow or warn entry: once under the label of each listed entry that it
 * can be met with, joined with its own (relevance.h tells why). */
static tamis_status append_other(struct merge *merge,
                                 struct merged_class *merged,
                                 const struct merged_entry *entry)
{
    struct relevance *relevance = merge->relevance;
    struct profile_table *profiles = &merge->compiler->profiles;
    struct profile profile = profile_table_get(profiles, entry->profile);
    uint32_t own = profile.label;

    relevance->joined_count = 0;
    for (uint32_t i = 0; i < relevance->label_count; i++) {
        uint32_t met = merge->labels[i], label;

        if (!(relevance->bits[met / 64] >> (met % 64) & 1))
            continue;
        TRY(label_table_join(&merge->compiler->labels, own, met, &label));
        add_joined(merge, label);
    }
    for (uint32_t i = 0; i < relevance->joined_count; i++) {
        struct merged_entry joined = *entry;

        profile.label = relevance->joined[i];
        joined.profile = profile_table_add(profiles, &profile);
        if (joined.profile == INTERN_NONE)
            return TAMIS_ERROR_MEMORY;
        TRY(append_entry(merge, merged, &joined));
    }
    return TAMIS_OK;
}

static tamis_status count_group(struct merge *merge,
                                const struct pending *first, size_t count)
{
    struct accounting *accounting = &merge->compiler->accounting;
    struct profile profile =
        profile_table_get(&merge->compiler->profiles, first->profile);
    tamis_compile_report *report =
        &merge->compiler->feeds.feeds[profile.feed].report;
    struct accounting_key key = {profile.feed, profile.label,
                                 TAMIS_OUTCOME_KEPT, TAMIS_REASON_NONE,
                                 first->mode};

    TRY(accounting_add(accounting, &key, 1));
    if (first->kind == TAMIS_KIND_DOMAIN || first->kind == TAMIS_KIND_IP) {
        report->modes[first->mode]++;
        if (first->flags & PENDING_AUTO_MODE)
            report->auto_modes[first->mode]++;
    }
    if (first->kind == TAMIS_KIND_LITERAL || first->kind == TAMIS_KIND_PATTERN)
        report->not_matched_yet++;
    if (count == 1)
        return TAMIS_OK;
    key.outcome = TAMIS_OUTCOME_MERGED;
    key.mode = 0;
    TRY(accounting_add(accounting, &key, count - 1));
    report->outcomes[TAMIS_OUTCOME_KEPT] -= count - 1;
    report->outcomes[TAMIS_OUTCOME_MERGED] += count - 1;
    return TAMIS_OK;
}

tamis_status merge_group_add(struct merge *merge, enum key_class key_class,
                             const struct pending_item *items, size_t count,
                             struct merged_class *merged)
{
    const struct pending_list *list =
        &merge->compiler->pending.lists[key_class];
    const struct pending *first = pending_list_get(list, items[0].number);
    struct merged_entry entry;
    struct profile profile;

    TRY(join_group(merge, list, items, count, &entry));
    TRY(count_group(merge, first, count));
    profile = profile_table_get(&merge->compiler->profiles, entry.profile);
    if (profile.action == TAMIS_ACTION_LIST)
        return append_entry(merge, merged, &entry);
    relevance_find(merge->relevance, key_class, first);
    return append_other(merge, merged, &entry);
}
