/* SPDX-License-Identifier: BSD-2-Clause */
#include "match/observation.h"

#include "base/slice.h"
#include "indicator/kind.h"

#include <string.h>

void observation_begin(struct observation *observation)
{
    observation->part_count = 0;
    observation->found_count = 0;
    observation->warning_count = 0;
    observation->hit_count = 0;
    observation->operator_level = 0;
    if (observation->has_feed_allows) {
        memset(observation->feed_levels, 0, observation->feed_count);
        observation->has_feed_allows = false;
    }
}

/* asked: the part of the question that the record's key equals, for records
 * that keep only a fingerprint of theirs. */
static void add_found(struct observation *observation,
                      const struct database_class *records, uint32_t slot,
                      tamis_slice asked)
{
    struct observation_found *found =
        &observation->found[observation->found_count];

    /* Only a hostile file chains so many, or has slots without a record. */
    if (observation->found_count == observation->found_capacity ||
        slot >= records->count)
        return;
    view_prefetch_word(records, slot);
    found->records = records;
    found->slot = slot;
    found->key = asked;
    observation->found_count++;
}

static void gather_exact(struct observation *observation,
                         const struct database_class *key_class,
                         tamis_slice key, tamis_slice asked)
{
    struct exact_search search;
    uint32_t slot =
        exact_table_find(&key_class->exact, key.data, key.size, &search);

    while (slot != SLOT_NONE &&
           observation->found_count < observation->found_capacity) {
        add_found(observation, key_class, slot, asked);
        slot = exact_table_find_next(&key_class->exact, key.data, key.size,
                                     &search);
    }
}

static void gather_names(struct observation *observation,
                         const struct database_class *key_class,
                         tamis_slice key)
{
    struct suffix_match matches[SUFFIX_MATCH_MAX];
    size_t count =
        suffix_table_find(&key_class->suffix, key.data, key.size, matches);

    for (size_t i = 0; i < count; i++)
        add_found(observation, key_class, matches[i].slot,
                  slice_from(key, key.size - matches[i].suffix_size));
}

static void gather_prefixes(struct observation *observation,
                            const struct database_class *key_class,
                            tamis_slice key)
{
    const struct prefix_table *table = &key_class->prefix;
    const uint8_t *address = (const uint8_t *)key.data;
    unsigned length = (uint8_t)key.data[key.size - 1];
    uint32_t slot = length == (key.size - 1) * 8
                        ? prefix_table_find(table, address)
                        : prefix_table_find_prefix(table, address, length);

    /* A chain has at most one prefix of each length; the bound holds for
     * hostile files too. */
    for (unsigned step = 0; slot != SLOT_NONE && step <= 128; step++) {
        add_found(observation, key_class, slot, key);
        slot = prefix_table_parent(table, slot);
    }
}

/* TEXT keys carry their kind in front, so that a mutex is never a filename. */
static void gather_text(struct observation *observation,
                        const struct database_class *key_class, tamis_kind kind,
                        tamis_slice key)
{
    char prefixed[TAMIS_KEY_SIZE_MAX + 1];

    if (key.size > TAMIS_KEY_SIZE_MAX)
        return;
    prefixed[0] = (char)kind;
    memcpy(prefixed + 1, key.data, key.size);
    gather_exact(observation, key_class, slice_make(prefixed, key.size + 1),
                 key);
}

static void gather(struct observation *observation, const struct view *view,
                   tamis_kind kind, tamis_slice key)
{
    enum key_class number = kind_key_class(kind, key.size);
    const struct database_class *key_class;

    if (number >= KEY_CLASS_COUNT || key.size == 0)
        return;
    key_class = &view->database->classes[number];
    if (key_class->count == 0)
        return;
    if (number == KEY_CLASS_IPV4 || number == KEY_CLASS_IPV6)
        gather_prefixes(observation, key_class, key);
    else if (number == KEY_CLASS_DOMAIN)
        gather_names(observation, key_class, key);
    else if (number == KEY_CLASS_TEXT)
        gather_text(observation, key_class, kind, key);
    else if (number != KEY_CLASS_PATTERN)
        gather_exact(observation, key_class, key, key);
}

static struct observation_part *add_part(struct observation *observation)
{
    struct observation_part *part =
        &observation->parts[observation->part_count++];

    part->found_first = part->found_end = observation->found_count;
    return part;
}

size_t observation_ask(struct observation *observation, const struct view *view,
                       const struct observation_part *part)
{
    struct observation_part *added = add_part(observation);

    added->kind = part->kind;
    added->offset = part->offset;
    added->length = part->length;
    added->is_reported = part->is_reported;
    added->key = part->key;
    gather(observation, view, part->kind, part->key);
    added->found_end = observation->found_count;
    return added->found_end - added->found_first;
}

void observation_ask_more(struct observation *observation,
                          const struct view *view, tamis_kind kind,
                          tamis_slice key)
{
    struct observation_part *part =
        &observation->parts[observation->part_count - 1];

    gather(observation, view, kind, key);
    part->found_end = observation->found_count;
}

void observation_add_part(struct observation *observation)
{
    add_part(observation);
}

void observation_add_slot(struct observation *observation,
                          const struct database_class *records, uint32_t slot)
{
    add_found(observation, records, slot, slice_make(NULL, 0));
    observation->parts[observation->part_count - 1].found_end =
        observation->found_count;
}

/* Keeps the list sorted by name and each name once, at its innermost level. */
static void add_warning(struct observation *observation, tamis_slice name,
                        uint8_t level)
{
    struct observation_warning *warnings = observation->warnings;
    size_t place = 0;
    size_t count = observation->warning_count;

    while (place < count && slice_compare(warnings[place].name, name) < 0)
        place++;
    if (place < count && slice_equal(warnings[place].name, name)) {
        if (level > warnings[place].level)
            warnings[place].level = level;
        return;
    }
    if (place == OBSERVATION_WARNINGS_MAX)
        return;
    if (count == OBSERVATION_WARNINGS_MAX)
        count--; /* the last name makes room for an earlier one */
    memmove(warnings + place + 1, warnings + place,
            (count - place) * sizeof *warnings);
    warnings[place].name = name;
    warnings[place].level = level;
    observation->warning_count = count + 1;
}

/* An allow that covers a part, on behalf of the operator or of a feed. */
static void note_allow(struct observation *observation, const struct view *view,
                       uint32_t feed_id, uint8_t level)
{
    if (database_feed_action(view->database, feed_id) == TAMIS_ACTION_ALLOW) {
        if (level > observation->operator_level)
            observation->operator_level = level;
    } else if (feed_id < observation->feed_count) {
        observation->has_feed_allows = true;
        if (level > observation->feed_levels[feed_id])
            observation->feed_levels[feed_id] = level;
    }
}

static void note_allows(struct observation *observation,
                        const struct view *view,
                        const struct observation_found *found, uint8_t level)
{
    struct view_entry entry;
    struct view_walk walk;

    view_walk_begin_slot(&walk, view, found->records, found->slot);
    while (view_walk_entry(&walk, &entry))
        if (view_entry_action(&entry) == TAMIS_ACTION_ALLOW &&
            view_entry_is_in_time(view, &entry))
            note_allow(observation, view, view_entry_feed(&entry), level);
}

static void judge_entry(struct observation *observation,
                        const struct view *view, const struct view_entry *met,
                        uint8_t level)
{
    tamis_entry entry;

    if (!view_entry_is_in_time(view, met))
        return;
    if (view_entry_action(met) == TAMIS_ACTION_ALLOW)
        note_allow(observation, view, view_entry_feed(met), level);
    if (view_entry_action(met) != TAMIS_ACTION_WARN)
        return;
    view_entry_fill(view, met, &entry);
    add_warning(observation,
                entry.reference.size ? entry.reference : entry.feed, level);
}

/* What the visible entries of one record that list nothing say. */
static void judge_record(struct observation *observation,
                         const struct view *view,
                         const struct observation_found *found, uint8_t level)
{
    struct view_entry entry;
    struct view_walk walk;

    view_walk_begin_slot(&walk, view, found->records, found->slot);
    while (view_walk_entry(&walk, &entry))
        judge_entry(observation, view, &entry, level);
}

/* Reads what a report needs of a record; false when it is not sound. */
static bool describe(const struct view *view, struct observation_found *found)
{
    tamis_record record;

    if (!database_record(view->database,
                         database_record_id(found->records, found->slot),
                         &record))
        return false;
    found->record = record.id;
    found->kind = record.kind;
    found->mode = record.mode;
    if (found->records->keys.form == KEY_FORM_WHOLE)
        found->key = record.key;
    return true;
}

void observation_judge(struct observation *observation, const struct view *view)
{
    size_t kept = 0;

    for (size_t i = 0; i < observation->part_count; i++) {
        struct observation_part *part = &observation->parts[i];
        size_t first = kept;

        for (size_t f = part->found_first; f < part->found_end; f++) {
            struct observation_found found = observation->found[f];

            if (!describe(view, &found))
                continue;
            judge_record(observation, view, &found, (uint8_t)(i + 1));
            observation->found[kept++] = found;
        }
        part->found_first = first;
        part->found_end = kept;
    }
    observation->found_count = kept;
}

/* Does an allow record cover what a feed says of a part? */
static bool covers(const struct observation *observation, size_t part,
                   uint32_t feed_id)
{
    if (observation->operator_level > part)
        return true;
    return observation->has_feed_allows && feed_id < observation->feed_count &&
           observation->feed_levels[feed_id] > part;
}

bool observation_allows(const struct observation *observation, size_t part,
                        const tamis_entry *entry)
{
    return covers(observation, part, entry->feed_id);
}

/* Is there an entry of the record that lists it and that no allow covers? */
static bool counts(const struct observation *observation,
                   const struct view *view,
                   const struct observation_found *found, size_t part)
{
    struct view_entry entry;
    struct view_walk walk;

    view_walk_begin_slot(&walk, view, found->records, found->slot);
    while (view_walk_entry(&walk, &entry))
        if (view_entry_action(&entry) == TAMIS_ACTION_LIST &&
            view_entry_is_in_time(view, &entry) &&
            !covers(observation, part, view_entry_feed(&entry)))
            return true;
    return false;
}

/* The first record of all that lists something, or found_count. With allows
 * among its entries it is not the answer yet. */
static size_t find_listed(struct observation *observation,
                          const struct view *view, uint32_t *actions)
{
    size_t count = observation->found_count, listed = count;

    for (size_t f = 0; f < count; f++)
        view_prefetch_entry(view, observation->found[f].records,
                            observation->found[f].slot);
    for (size_t f = count; f-- > 0;) {
        struct observation_found *found = &observation->found[f];

        found->actions = view_actions(view, found->records, found->slot);
        *actions |= found->actions;
        if (found->actions & VIEW_LISTS)
            listed = f;
    }
    return listed;
}

static void note_all_allows(struct observation *observation,
                            const struct view *view)
{
    for (size_t i = 0; i < observation->part_count; i++) {
        const struct observation_part *part = &observation->parts[i];

        for (size_t f = part->found_first; f < part->found_end; f++)
            if (observation->found[f].actions & VIEW_ALLOWS)
                note_allows(observation, view, &observation->found[f],
                            (uint8_t)(i + 1));
    }
}

tamis_record_id observation_first(struct observation *observation,
                                  const struct view *view)
{
    uint32_t actions = 0;
    size_t listed = find_listed(observation, view, &actions);
    const struct observation_found *found = &observation->found[listed];

    if (listed == observation->found_count)
        return TAMIS_RECORD_NONE;
    if (!(actions & VIEW_ALLOWS))
        return database_record_id(found->records, found->slot);
    note_all_allows(observation, view);
    for (size_t i = 0; i < observation->part_count; i++) {
        const struct observation_part *part = &observation->parts[i];

        for (size_t f = part->found_first; f < part->found_end; f++) {
            found = &observation->found[f];
            if (found->actions & VIEW_LISTS &&
                counts(observation, view, found, i))
                return database_record_id(found->records, found->slot);
        }
    }
    return TAMIS_RECORD_NONE;
}
