/* SPDX-License-Identifier: BSD-2-Clause */
#include "database/view.h"

#include "base/slice.h"

/* One entry, as far as visibility needs it. */
struct stored_entry {
    const uint8_t *profile, *label;
    uint32_t id, reference, context;
    int64_t valid_from_ns, valid_until_ns;
};

static bool is_label_visible(const struct view *view, uint32_t label)
{
    return label < view->label_count &&
           (view->labels[label / 64] >> (label % 64) & 1) != 0;
}

/* The visible profile of that number; false hides the entry, and whatever is
 * wrong with a hostile file's numbers hides it too. */
static bool read_profile(const struct view *view, uint32_t number,
                         struct stored_entry *entry)
{
    const tamis_database *database = view->database;
    const uint8_t *profile = database_item(
        &database->profiles, sizeof(struct profile_layout), number);
    uint32_t label;

    if (!profile)
        return false;
    label = LOAD32(profile, profile_layout, label);
    if (!is_label_visible(view, label) ||
        LOAD8(profile, profile_layout, action) > TAMIS_ACTION_WARN)
        return false;
    entry->profile = profile;
    entry->label =
        database_item(&database->labels, sizeof(struct label_layout), label);
    return entry->label != NULL;
}

static bool read_inline(const struct view *view, uint32_t profile,
                        struct stored_entry *entry)
{
    entry->id = profile;
    entry->reference = 0;
    entry->context = 0;
    entry->valid_from_ns = TAMIS_TIME_MIN;
    entry->valid_until_ns = TAMIS_TIME_MAX;
    return read_profile(view, profile, entry);
}

static bool read_item(const struct view *view, uint32_t number,
                      struct stored_entry *entry)
{
    const tamis_database *database = view->database;
    const uint8_t *item =
        database_item(&database->entries, sizeof(struct entry_layout), number);
    uint32_t validity;

    if (!item || !read_inline(view, LOAD32(item, entry_layout, profile), entry))
        return false;
    entry->id = number | ENTRY_STORED;
    entry->reference = LOAD32(item, entry_layout, reference);
    entry->context = LOAD32(item, entry_layout, context);
    validity = LOAD32(item, entry_layout, validity);
    if (validity > 0) {
        const uint8_t *times =
            database_item(&database->validities, sizeof(struct validity_layout),
                          validity - 1);

        if (!times)
            return false;
        entry->valid_from_ns =
            (int64_t)LOAD64(times, validity_layout, valid_from_ns);
        entry->valid_until_ns =
            (int64_t)LOAD64(times, validity_layout, valid_until_ns);
    }
    return true;
}

static bool is_in_time(const struct view *view,
                       const struct stored_entry *entry)
{
    return view->any_time || (entry->valid_from_ns <= view->time_ns &&
                              view->time_ns < entry->valid_until_ns);
}

void view_walk_begin(struct view_walk *walk, const struct view *view,
                     tamis_record_id record)
{
    const struct database_section *entries = &view->database->entries;
    uint64_t held = entries->size / sizeof(struct entry_layout);
    uint32_t count = 1, slot, word;
    enum key_class key_class;

    walk->view = view;
    walk->next = walk->end = 0;
    walk->inline_profile = ENTRY_STORED;
    if (!database_locate(view->database, record, &key_class, &slot))
        return;
    word = load_le32(view->database->classes[key_class].entries +
                     (size_t)slot * 4);
    if (!(word & ENTRY_STORED)) {
        walk->inline_profile = word;
        return;
    }
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

/* The next entry whose label is visible, whatever the time. */
static bool walk_stored(struct view_walk *walk, struct stored_entry *entry)
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

/* What a hostile file holds beyond the scale is taken for the strictest. */
static tamis_pap read_pap(const uint8_t *profile)
{
    tamis_pap pap = LOAD8(profile, profile_layout, pap);

    return pap <= TAMIS_PAP_RED || pap == TAMIS_PAP_UNMARKED ? pap
                                                             : TAMIS_PAP_RED;
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

static void fill_entry(const tamis_database *database,
                       const struct stored_entry *stored, tamis_entry *entry)
{
    const uint8_t *profile = stored->profile, *label = stored->label;
    uint32_t confidence = LOAD8(profile, profile_layout, confidence);

    entry->id = stored->id;
    entry->feed_id = LOAD32(profile, profile_layout, feed);
    entry->action = LOAD8(profile, profile_layout, action);
    entry->tlp = LOAD32(label, label_layout, tlp);
    entry->pap = read_pap(profile);
    entry->caveats = LOAD32(profile, profile_layout, caveats);
    entry->fields = LOAD32(profile, profile_layout, fields);
    entry->confidence = confidence <= 100 ? confidence : TAMIS_CONFIDENCE_UNSET;
    entry->label_id = LOAD32(profile, profile_layout, label);
    entry->tags_id = LOAD32(profile, profile_layout, tags);
    entry->audience_count =
        database_list_count(database, LOAD32(label, label_layout, names_start),
                            LOAD32(label, label_layout, names_count));
    entry->valid_from_ns = stored->valid_from_ns;
    entry->valid_until_ns = stored->valid_until_ns;
    entry->reference = database_string(database, stored->reference);
    entry->context = database_string(database, stored->context);
    fill_tags(database, entry);
    fill_feed(database, entry);
}

enum view_answer view_walk_next(struct view_walk *walk, tamis_entry *entry)
{
    struct stored_entry stored;

    if (!walk_stored(walk, &stored))
        return VIEW_END;
    fill_entry(walk->view->database, &stored, entry);
    return is_in_time(walk->view, &stored) ? VIEW_VISIBLE : VIEW_OUT_OF_TIME;
}

bool view_has(const struct view *view, tamis_record_id record,
              tamis_action action)
{
    struct stored_entry stored;
    struct view_walk walk;

    view_walk_begin(&walk, view, record);
    while (walk_stored(&walk, &stored))
        if (LOAD8(stored.profile, profile_layout, action) == action &&
            is_in_time(view, &stored))
            return true;
    return false;
}

bool view_has_any(const struct view *view, tamis_record_id record)
{
    struct stored_entry stored;
    struct view_walk walk;

    view_walk_begin(&walk, view, record);
    while (walk_stored(&walk, &stored))
        if (is_in_time(view, &stored))
            return true;
    return false;
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
