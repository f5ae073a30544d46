/* SPDX-License-Identifier: BSD-2-Clause */
#include "database/view.h"

#include "base/slice.h"

static bool is_label_visible(const struct view *view, uint32_t label)
{
    return label < view->label_count &&
           (view->labels[label / 64] >> (label % 64) & 1) != 0;
}

/* The visible profile of that number; NULL hides the entry, and whatever is
 * wrong with a hostile file's numbers hides it too. */
static inline const uint8_t *find_profile(const struct view *view,
                                          uint32_t number)
{
    const uint8_t *profile = database_item(
        &view->database->profiles, sizeof(struct profile_layout), number);

    if (!profile ||
        !is_label_visible(view, LOAD32(profile, profile_layout, label)) ||
        LOAD8(profile, profile_layout, action) > TAMIS_ACTION_WARN)
        return NULL;
    return profile;
}

static bool read_inline(const struct view *view, uint32_t profile,
                        struct view_entry *entry)
{
    entry->profile = find_profile(view, profile);
    entry->id = profile;
    entry->reference = 0;
    entry->context = 0;
    entry->valid_from_ns = TAMIS_TIME_MIN;
    entry->valid_until_ns = TAMIS_TIME_MAX;
    return entry->profile != NULL;
}

/* False hides the entry. */
static bool read_times(const struct view *view, uint32_t validity,
                       struct view_entry *entry)
{
    const uint8_t *times =
        database_item(&view->database->validities,
                      sizeof(struct validity_layout), validity - 1);

    if (!times)
        return false;
    entry->valid_from_ns =
        (int64_t)LOAD64(times, validity_layout, valid_from_ns);
    entry->valid_until_ns =
        (int64_t)LOAD64(times, validity_layout, valid_until_ns);
    return true;
}

static bool read_item(const struct view *view, uint32_t number,
                      struct view_entry *entry)
{
    const uint8_t *item = database_item(&view->database->entries,
                                        sizeof(struct entry_layout), number);
    uint32_t validity;

    if (!item || !read_inline(view, LOAD32(item, entry_layout, profile), entry))
        return false;
    entry->id = number | ENTRY_STORED;
    entry->reference = LOAD32(item, entry_layout, reference);
    entry->context = LOAD32(item, entry_layout, context);
    validity = LOAD32(item, entry_layout, validity);
    return validity == 0 || read_times(view, validity, entry);
}

tamis_action view_entry_action(const struct view_entry *entry)
{
    return LOAD8(entry->profile, profile_layout, action);
}

uint32_t view_entry_feed(const struct view_entry *entry)
{
    return LOAD32(entry->profile, profile_layout, feed);
}

bool view_entry_is_in_time(const struct view *view,
                           const struct view_entry *entry)
{
    return view->any_time || (entry->valid_from_ns <= view->time_ns &&
                              view->time_ns < entry->valid_until_ns);
}

static uint32_t load_word(const struct database_class *records, uint32_t slot)
{
    return number_column_get(&records->words, slot);
}

/* The items that a word means, from walk->next to walk->end. */
static void begin_stored(struct view_walk *walk, uint32_t word)
{
    const struct database_section *entries = &walk->view->database->entries;
    uint64_t held = entries->size / sizeof(struct entry_layout);
    uint32_t count = 1;

    walk->inline_profile = ENTRY_STORED;
    walk->next = walk->end = word & ENTRY_INDEX;
    if (walk->next >= held)
        return;
    if (word & ENTRY_LIST) {
        count = LOAD32(entries->bytes +
                           (size_t)walk->next * sizeof(struct entry_layout),
                       entry_list_layout, count);
        count = count & ENTRY_HEAD ? count & ~ENTRY_HEAD : 0;
        walk->next++;
    }
    if (count > held - walk->next)
        count = (uint32_t)(held - walk->next);
    walk->end = walk->next + count;
}

void view_walk_begin_slot(struct view_walk *walk, const struct view *view,
                          const struct database_class *records, uint32_t slot)
{
    uint32_t word = load_word(records, slot);

    walk->view = view;
    if (word & ENTRY_STORED) {
        begin_stored(walk, word);
        return;
    }
    walk->next = walk->end = 0;
    walk->inline_profile = word;
}

void view_walk_begin(struct view_walk *walk, const struct view *view,
                     tamis_record_id record)
{
    enum key_class key_class;
    uint32_t slot;

    walk->view = view;
    walk->next = walk->end = 0;
    walk->inline_profile = ENTRY_STORED;
    if (database_locate(view->database, record, &key_class, &slot))
        view_walk_begin_slot(walk, view, &view->database->classes[key_class],
                             slot);
}

static inline bool find_entry(struct view_walk *walk, struct view_entry *entry)
{
    if (!(walk->inline_profile & ENTRY_STORED)) {
        uint32_t profile = walk->inline_profile;

        walk->inline_profile = ENTRY_STORED;
        return read_inline(walk->view, profile, entry);
    }
    while (walk->next < walk->end)
        if (read_item(walk->view, walk->next++, entry))
            return true;
    return false;
}

bool view_walk_entry(struct view_walk *walk, struct view_entry *entry)
{
    return find_entry(walk, entry);
}

/* What a hostile file holds beyond the scale is taken for the strictest. */
static tamis_pap read_pap(const uint8_t *profile)
{
    tamis_pap pap = LOAD8(profile, profile_layout, pap);

    return pap <= TAMIS_PAP_RED || pap == TAMIS_PAP_UNMARKED ? pap
                                                             : TAMIS_PAP_RED;
}

static uint32_t read_confidence(const uint8_t *profile)
{
    uint32_t confidence = LOAD8(profile, profile_layout, confidence);

    return confidence <= 100 ? confidence : TAMIS_CONFIDENCE_UNSET;
}

/* Of a label that is visible, so it is there. */
static const uint8_t *visible_label(const struct view *view, uint32_t label)
{
    return view->database->labels.bytes +
           (size_t)label * sizeof(struct label_layout);
}

static void fill_feed(const tamis_database *database, tamis_entry *entry)
{
    const uint8_t *feed = database_item(
        &database->feeds, sizeof(struct feed_layout), entry->feed_id);

    entry->feed =
        database_string(database, feed ? LOAD32(feed, feed_layout, name) : 0);
    entry->producer = database_string(
        database, feed ? LOAD32(feed, feed_layout, producer) : 0);
}

static void fill_tags(const tamis_database *database, tamis_entry *entry)
{
    const uint8_t *tags = database_item(
        &database->tags, sizeof(struct tags_layout), entry->tags_id);

    entry->tag_count =
        tags ? database_list_count(database, LOAD32(tags, tags_layout, start),
                                   LOAD32(tags, tags_layout, count))
             : 0;
}

void view_entry_fill(const struct view *view, const struct view_entry *entry,
                     tamis_entry *filled)
{
    const tamis_database *database = view->database;
    const uint8_t *profile = entry->profile;
    const uint8_t *label;

    filled->label_id = LOAD32(profile, profile_layout, label);
    label = visible_label(view, filled->label_id);
    filled->id = entry->id;
    filled->feed_id = view_entry_feed(entry);
    filled->action = view_entry_action(entry);
    filled->tlp = LOAD32(label, label_layout, tlp);
    filled->pap = read_pap(profile);
    filled->caveats = LOAD32(profile, profile_layout, caveats);
    filled->fields = LOAD32(profile, profile_layout, fields);
    filled->confidence = read_confidence(profile);
    filled->tags_id = LOAD32(profile, profile_layout, tags);
    filled->audience_count =
        database_list_count(database, LOAD32(label, label_layout, names_start),
                            LOAD32(label, label_layout, names_count));
    filled->valid_from_ns = entry->valid_from_ns;
    filled->valid_until_ns = entry->valid_until_ns;
    filled->reference = database_string(database, entry->reference);
    filled->context = database_string(database, entry->context);
    fill_tags(database, filled);
    fill_feed(database, filled);
}

static void fill_brief(const struct view *view, const struct view_entry *entry,
                       tamis_entry_brief *brief)
{
    const uint8_t *profile = entry->profile;
    uint32_t label = LOAD32(profile, profile_layout, label);

    brief->feed_id = view_entry_feed(entry);
    brief->label_id = label;
    brief->action = view_entry_action(entry);
    brief->tlp = LOAD32(visible_label(view, label), label_layout, tlp);
    brief->pap = read_pap(profile);
    brief->caveats = LOAD32(profile, profile_layout, caveats);
    brief->fields = LOAD32(profile, profile_layout, fields);
    brief->confidence = read_confidence(profile);
    brief->valid_from_ns = entry->valid_from_ns;
    brief->valid_until_ns = entry->valid_until_ns;
}

/* The next entry that is visible now; false at the end. */
static inline bool find_valid(struct view_walk *walk, struct view_entry *entry)
{
    while (find_entry(walk, entry))
        if (view_entry_is_in_time(walk->view, entry))
            return true;
    return false;
}

size_t view_walk_read(struct view_walk *walk, size_t capacity,
                      tamis_entry_brief *entries)
{
    struct view_entry met;
    size_t count = 0;

    while (count < capacity && find_valid(walk, &met))
        fill_brief(walk->view, &met, &entries[count++]);
    return count;
}

size_t view_walk_read_slot(struct view_walk *walk, struct view_known *known,
                           const struct database_class *records, uint32_t slot,
                           size_t capacity, tamis_entry_brief *entries)
{
    view_walk_begin_slot(walk, known->view, records, slot);
    if (walk->inline_profile & ENTRY_STORED || capacity == 0)
        return view_walk_read(walk, capacity, entries);
    /* Most records have one entry, and it is in the word. */
    if (walk->inline_profile != known->profile) {
        struct view_entry entry;

        if (!read_inline(known->view, walk->inline_profile, &entry))
            return 0;
        fill_brief(known->view, &entry, &known->entry);
        known->profile = walk->inline_profile;
    }
    walk->inline_profile = ENTRY_STORED;
    *entries = known->entry;
    return 1;
}

bool view_walk_has_more(const struct view_walk *walk)
{
    struct view_walk rest = *walk;
    struct view_entry met;

    return find_valid(&rest, &met);
}

uint32_t view_count_entries(const struct view *view,
                            const struct database_class *records, uint32_t slot)
{
    struct view_walk walk;
    struct view_entry met;
    uint32_t count = 0;

    view_walk_begin_slot(&walk, view, records, slot);
    while (find_valid(&walk, &met))
        count++;
    return count;
}

enum view_answer view_walk_next(struct view_walk *walk, tamis_entry *entry)
{
    struct view_entry met;

    if (!view_walk_entry(walk, &met))
        return VIEW_END;
    view_entry_fill(walk->view, &met, entry);
    return view_entry_is_in_time(walk->view, &met) ? VIEW_VISIBLE
                                                   : VIEW_OUT_OF_TIME;
}

/* The actions of what is stored apart from its record. */
static uint32_t stored_actions(const struct view *view, uint32_t word)
{
    struct view_entry entry;
    struct view_walk walk;
    uint32_t actions = 0;

    walk.view = view;
    begin_stored(&walk, word);
    while (view_walk_entry(&walk, &entry))
        if (view_entry_is_in_time(view, &entry))
            actions |= 1u << view_entry_action(&entry);
    return actions;
}

uint32_t view_actions(const struct view *view,
                      const struct database_class *records, uint32_t slot)
{
    uint32_t word = load_word(records, slot);
    const uint8_t *profile;

    if (word & ENTRY_STORED)
        return stored_actions(view, word);
    profile = find_profile(view, word);
    return profile ? 1u << LOAD8(profile, profile_layout, action) : 0;
}

void view_prefetch_entry(const struct view *view,
                         const struct database_class *records, uint32_t slot)
{
    uint32_t word = load_word(records, slot);

    if (word & ENTRY_STORED)
        __builtin_prefetch(view->database->entries.bytes +
                           (size_t)(word & ENTRY_INDEX) *
                               sizeof(struct entry_layout));
}

bool view_has_any(const struct view *view, tamis_record_id record)
{
    enum key_class key_class;
    uint32_t slot;

    return database_locate(view->database, record, &key_class, &slot) &&
           view_actions(view, &view->database->classes[key_class], slot) != 0;
}

tamis_slice tamis_entry_tag(const tamis_database *database,
                            const tamis_entry *entry, uint32_t n)
{
    const uint8_t *tags = database_item(
        &database->tags, sizeof(struct tags_layout), entry->tags_id);

    if (!tags)
        return slice_make(NULL, 0);
    return database_list_string(database, LOAD32(tags, tags_layout, start),
                                LOAD32(tags, tags_layout, count), n);
}

tamis_slice tamis_entry_audience(const tamis_database *database,
                                 const tamis_entry *entry, uint32_t n)
{
    const uint8_t *label = database_item(
        &database->labels, sizeof(struct label_layout), entry->label_id);

    if (!label)
        return slice_make(NULL, 0);
    return database_list_string(database,
                                LOAD32(label, label_layout, names_start),
                                LOAD32(label, label_layout, names_count), n);
}
