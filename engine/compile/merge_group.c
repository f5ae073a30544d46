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
static int compare_statements(const struct merge *merge, const uint8_t *a,
                              const uint8_t *b)
{
    const struct profile_table *table = &merge->question->compiler->profiles;
    const struct merge_profile *left = &merge->profiles[pending_get_profile(a)];
    const struct merge_profile *right =
        &merge->profiles[pending_get_profile(b)];
    struct pending a_numbers, b_numbers;
    int order = compare_numbers(left->profile.action, right->profile.action);

    if (order)
        return order;
    order = compare_numbers(left->feed_rank, right->feed_rank);
    if (order)
        return order;
    pending_decode(a, &a_numbers);
    pending_decode(b, &b_numbers);
    if (a_numbers.reference != b_numbers.reference)
        order = slice_compare(profile_table_string(table, a_numbers.reference),
                              profile_table_string(table, b_numbers.reference));
    return order ? order : compare_numbers(left->label_rank, right->label_rank);
}

int merge_group_compare(void *context, const uint8_t *a, const uint8_t *b)
{
    int order = compare_numbers(a[PENDING_KIND_AT], b[PENDING_KIND_AT]);

    if (!order)
        order = compare_numbers(pending_get_mode(a), pending_get_mode(b));
    return order ? order : compare_statements(context, a, b);
}

size_t merge_group_measure(struct merge *merge,
                           const struct pending_item *items, size_t count)
{
    size_t size = 1;

    while (size < count && items[size].order == items[0].order &&
           merge_is_same_value(items[0].code, items[size].code) &&
           compare_statements(merge, items[0].code, items[size].code) == 0)
        size++;
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

/* What a group says together; context is joined by its bytes. */
struct joined {
    struct profile profile;
    struct validity validity;
    uint32_t context;
};

/* Everything but tags, which join_tags() unites. The caller has the lock. */
static void join_statement(const struct merge *merge,
                           const struct pending *pending, struct joined *joined)
{
    const struct profile_table *table = &merge->question->compiler->profiles;
    const struct profile *other = &merge->profiles[pending->profile].profile;
    struct validity time = profile_table_validity(table, pending->validity);
    struct profile *profile = &joined->profile;

    profile->pap = other->pap > profile->pap ? other->pap : profile->pap;
    profile->caveats |= other->caveats;
    profile->fields = join_fields(profile->fields, other->fields);
    profile->confidence =
        join_confidence(profile->confidence, other->confidence);
    if (time.from_ns < joined->validity.from_ns)
        joined->validity.from_ns = time.from_ns;
    if (time.until_ns > joined->validity.until_ns)
        joined->validity.until_ns = time.until_ns;
    joined->context = join_context(table, joined->context, pending->context);
}

static uint32_t join_tags(const struct merge *merge,
                          const struct pending_item *items, size_t count)
{
    struct profile_table *table = &merge->question->compiler->profiles;
    uint32_t last = 0;

    profile_table_tags_begin(table);
    for (size_t i = 0; i < count; i++) {
        uint32_t profile = pending_get_profile(items[i].code);
        uint32_t tags = merge->profiles[profile].profile.tags;

        if (tags != last)
            profile_table_tags_put(table, tags);
        last = tags;
    }
    return profile_table_tags_end(table);
}

/* The caller has the lock. */
static tamis_status join_group(struct merge *merge,
                               const struct pending_item *items, size_t count,
                               struct database_input_entry *entry)
{
    struct profile_table *table = &merge->question->compiler->profiles;
    struct pending pending;
    struct joined joined;

    pending_decode(items[0].code, &pending);
    joined.profile = merge->profiles[pending.profile].profile;
    joined.validity = profile_table_validity(table, pending.validity);
    joined.context = pending.context;
    for (size_t i = 1; i < count; i++) {
        pending_decode(items[i].code, &pending);
        join_statement(merge, &pending, &joined);
    }
    joined.profile.tags = join_tags(merge, items, count);
    if (joined.profile.tags == INTERN_NONE)
        return TAMIS_ERROR_MEMORY;
    entry->profile = profile_table_add(table, &joined.profile);
    entry->validity = profile_table_add_validity(table, &joined.validity);
    entry->context = joined.context;
    return entry->profile == INTERN_NONE || entry->validity == INTERN_NONE
               ? TAMIS_ERROR_MEMORY
               : TAMIS_OK;
}

/* Feeds say the same thing many times over, in the same words: then there is
 * nothing to join. */
static bool is_repeated(const struct pending_item *items, size_t count)
{
    struct pending first, other;

    pending_decode(items[0].code, &first);
    for (size_t i = 1; i < count; i++) {
        pending_decode(items[i].code, &other);
        if (other.profile != first.profile ||
            other.validity != first.validity || other.context != first.context)
            return false;
    }
    return true;
}

static tamis_status append_entry(struct merge_worker *worker,
                                 const struct database_input_entry *entry)
{
    void *entries = worker->entries;

    if (memory_grow(worker->merge->allocator, &entries, &worker->entry_capacity,
                    worker->entry_count + 1, sizeof *worker->entries) != 0)
        return TAMIS_ERROR_MEMORY;
    worker->entries = entries;
    worker->entries[worker->entry_count++] = *entry;
    return TAMIS_OK;
}

/* The labels that one allow or warn entry is kept under. */
struct label_list {
    uint32_t *labels;
    uint32_t count;
};

/* Adds a label in its place. One that everybody sees who sees another makes
 * that other one needless. */
static void add_label(const struct label_table *table, struct label_list *list,
                      uint32_t label)
{
    uint32_t kept = 0, place;

    for (uint32_t i = 0; i < list->count; i++)
        if (label_table_covers(table, list->labels[i], label))
            return;
    for (uint32_t i = 0; i < list->count; i++)
        if (!label_table_covers(table, label, list->labels[i]))
            list->labels[kept++] = list->labels[i];
    for (place = kept;
         place > 0 &&
         label_table_compare(table, label, list->labels[place - 1]) < 0;
         place--)
        list->labels[place] = list->labels[place - 1];
    list->labels[place] = label;
    list->count = kept + 1;
}

/* An allow or warn entry: once under the label of each listed entry that it
 * can be met with, joined with its own (relevance.h tells why). The caller has
 * the lock. */
static tamis_status append_other(struct merge_worker *worker,
                                 const struct database_input_entry *entry,
                                 const uint64_t *bits)
{
    struct merge *merge = worker->merge;
    tamis_compiler *compiler = merge->question->compiler;
    struct label_list list = {merge->joined_labels, 0};
    struct profile profile =
        profile_table_get(&compiler->profiles, entry->profile);
    uint32_t own = profile.label;

    for (uint32_t i = 0; i < merge->question->relevance->label_count; i++) {
        uint32_t met = merge->labels[i], label;

        if (!(bits[met / 64] >> (met % 64) & 1))
            continue;
        TRY(label_table_join(&compiler->labels, own, met, &label));
        add_label(&compiler->labels, &list, label);
    }
    for (uint32_t i = 0; i < list.count; i++) {
        struct database_input_entry joined = *entry;

        profile.label = list.labels[i];
        joined.profile = profile_table_add(&compiler->profiles, &profile);
        if (joined.profile == INTERN_NONE)
            return TAMIS_ERROR_MEMORY;
        TRY(append_entry(worker, &joined));
    }
    return TAMIS_OK;
}

void merge_group_count(struct merge_worker *worker, const uint8_t *code,
                       bool is_auto_mode)
{
    const struct merge *merge = worker->merge;
    uint32_t kind = code[PENDING_KIND_AT], mode = pending_get_mode(code);
    struct merge_count *count =
        &worker->counts[merge->profiles[pending_get_profile(code)].count];

    count->kept[mode]++;
    if (kind == TAMIS_KIND_DOMAIN || kind == TAMIS_KIND_IP) {
        count->modes[mode]++;
        count->auto_modes[mode] += is_auto_mode;
    }
    if (kind == TAMIS_KIND_LITERAL || kind == TAMIS_KIND_PATTERN)
        count->pattern_count++;
}

/* AUTO chose the mode of a group when nobody said it. */
static void count_group(struct merge_worker *worker,
                        const struct pending_item *items, size_t count)
{
    uint32_t profile = pending_get_profile(items[0].code);
    bool is_auto_mode = true;

    for (size_t i = 0; i < count; i++)
        is_auto_mode = is_auto_mode && pending_is_auto_mode(items[i].code);
    merge_group_count(worker, items[0].code, is_auto_mode);
    worker->counts[worker->merge->profiles[profile].count]
        .outcomes[TAMIS_OUTCOME_MERGED] += count - 1;
}

tamis_status merge_group_add(struct merge_worker *worker,
                             enum key_class key_class,
                             const struct pending_item *items, size_t count)
{
    struct merge *merge = worker->merge;
    bool is_other = pending_is_other(items[0].code);
    struct database_input_entry entry;
    const uint64_t *bits = NULL;
    struct pending pending;
    tamis_status status = TAMIS_OK;

    pending_decode(items[0].code, &pending);
    entry = (struct database_input_entry){pending.profile, pending.validity,
                                          pending.reference, pending.context};
    count_group(worker, items, count);
    if (is_other)
        bits = relevance_find(merge->question->relevance, worker->scratch,
                              key_class, items[0].code);
    else if (is_repeated(items, count))
        return append_entry(worker, &entry);
    pthread_mutex_lock(&merge->lock);
    if (count > 1)
        status = join_group(merge, items, count, &entry);
    if (status == TAMIS_OK)
        status = is_other ? append_other(worker, &entry, bits)
                          : append_entry(worker, &entry);
    pthread_mutex_unlock(&merge->lock);
    return status;
}
