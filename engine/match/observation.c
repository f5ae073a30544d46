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

static void add_found(struct observation *observation, const struct view *view,
                      const struct database_class *key_class, uint32_t slot)
{
    struct observation_found *found;
    tamis_record record;

    if (observation->found_count == OBSERVATION_FOUND_MAX)
        return; /* only a hostile file chains so many */
    if (!database_record(view->database, database_record_id(key_class, slot),
                         &record))
        return;
    found = &observation->found[observation->found_count++];
    found->record = record.id;
    found->kind = record.kind;
    found->mode = record.mode;
    found->key = record.key;
}

static void gather_exact(struct observation *observation,
                         const struct view *view,
                         const struct database_class *key_class,
                         tamis_slice key)
{
    struct exact_search search;
    uint32_t slot =
        exact_table_find(&key_class->exact, key.data, key.size, &search);

    while (slot != SLOT_NONE &&
           observation->found_count < OBSERVATION_FOUND_MAX) {
        add_found(observation, view, key_class, slot);
        slot = exact_table_find_next(&key_class->exact, key.data, key.size,
                                     &search);
    }
}

static void gather_names(struct observation *observation,
                         const struct view *view,
                         const struct database_class *key_class,
                         tamis_slice key)
{
    struct suffix_match matches[SUFFIX_MATCH_MAX];
    size_t count =
        suffix_table_find(&key_class->suffix, key.data, key.size, matches);

    for (size_t i = 0; i < count; i++)
        add_found(observation, view, key_class, matches[i].slot);
}

static void gather_prefixes(struct observation *observation,
                            const struct view *view,
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
        add_found(observation, view, key_class, slot);
        slot = prefix_table_parent(table, slot);
    }
}

/* TEXT keys carry their kind in front, so that a mutex is never a filename. */
static void gather_text(struct observation *observation,
                        const struct view *view,
                        const struct database_class *key_class, tamis_kind kind,
                        tamis_slice key)
{
    char prefixed[TAMIS_KEY_SIZE_MAX + 1];

    if (key.size > TAMIS_KEY_SIZE_MAX)
        return;
    prefixed[0] = (char)kind;
    memcpy(prefixed + 1, key.data, key.size);
    gather_exact(observation, view, key_class,
                 slice_make(prefixed, key.size + 1));
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
        gather_prefixes(observation, view, key_class, key);
    else if (number == KEY_CLASS_DOMAIN)
        gather_names(observation, view, key_class, key);
    else if (number == KEY_CLASS_TEXT)
        gather_text(observation, view, key_class, kind, key);
    else if (number != KEY_CLASS_PATTERN)
        gather_exact(observation, view, key_class, key);
}

size_t observation_ask(struct observation *observation, const struct view *view,
                       const struct observation_part *part)
{
    struct observation_part *added =
        &observation->parts[observation->part_count++];

    *added = *part;
    added->found_first = observation->found_count;
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

static void judge_entry(struct observation *observation,
                        const struct view *view, const tamis_entry *entry,
                        uint8_t level)
{
    if (entry->action == TAMIS_ACTION_WARN) {
        add_warning(observation,
                    entry->reference.size ? entry->reference : entry->feed,
                    level);
    } else if (entry->action == TAMIS_ACTION_ALLOW) {
        if (database_feed_action(view->database, entry->feed_id) ==
            TAMIS_ACTION_ALLOW) {
            if (level > observation->operator_level)
                observation->operator_level = level;
        } else if (entry->feed_id < observation->feed_count) {
            observation->has_feed_allows = true;
            if (level > observation->feed_levels[entry->feed_id])
                observation->feed_levels[entry->feed_id] = level;
        }
    }
}

/* What the visible entries of one record that list nothing say. */
static void judge_record(struct observation *observation,
                         const struct view *view, tamis_record_id record,
                         uint8_t level)
{
    struct view_walk walk;
    tamis_entry entry;
    enum view_answer answer;

    view_walk_begin(&walk, view, record);
    while ((answer = view_walk_next(&walk, &entry)) != VIEW_END)
        if (answer == VIEW_VISIBLE && entry.action != TAMIS_ACTION_LIST)
            judge_entry(observation, view, &entry, level);
}

void observation_judge(struct observation *observation, const struct view *view)
{
    for (size_t i = 0; i < observation->part_count; i++) {
        const struct observation_part *part = &observation->parts[i];

        for (size_t f = part->found_first; f < part->found_end; f++)
            judge_record(observation, view, observation->found[f].record,
                         (uint8_t)(i + 1));
    }
}

bool observation_allows(const struct observation *observation, size_t part,
                        const tamis_entry *entry)
{
    if (observation->operator_level > part)
        return true;
    return observation->has_feed_allows &&
           entry->feed_id < observation->feed_count &&
           observation->feed_levels[entry->feed_id] > part;
}

/* Is there an entry of the record that lists it and that no allow covers? */
static bool counts(const struct observation *observation,
                   const struct view *view, tamis_record_id record, size_t part)
{
    struct view_walk walk;
    tamis_entry entry;
    enum view_answer answer;

    view_walk_begin(&walk, view, record);
    while ((answer = view_walk_next(&walk, &entry)) != VIEW_END)
        if (answer == VIEW_VISIBLE && entry.action == TAMIS_ACTION_LIST &&
            !observation_allows(observation, part, &entry))
            return true;
    return false;
}

tamis_record_id observation_first(const struct observation *observation,
                                  const struct view *view)
{
    for (size_t i = 0; i < observation->part_count; i++) {
        const struct observation_part *part = &observation->parts[i];

        for (size_t f = part->found_first; f < part->found_end; f++)
            if (counts(observation, view, observation->found[f].record, i))
                return observation->found[f].record;
    }
    return TAMIS_RECORD_NONE;
}
