/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every item of every section: does each number point at something, is each
 * value one that the format knows? Readers do not rely on this; `verify`
 * tells with it what a writer did wrong, or somebody's hand.
 */
#include "base/error.h"
#include "base/slice.h"
#include "database/database.h"

/* A fault in item n of a section. */
static tamis_status fault(const tamis_database *database, const uint8_t *item,
                          tamis_error *error, const char *sentence, uint64_t n)
{
    uint64_t offset = (uint64_t)(item - database->file.bytes);

    error_set(error, TAMIS_ERROR_CORRUPT,
              "%s (item %llu, byte %llu of the file); the file is damaged, "
              "compile it again",
              sentence, (unsigned long long)n, (unsigned long long)offset);
    error_set_place(error, 0, offset);
    return TAMIS_ERROR_CORRUPT;
}

/* Walks a section: for each item, with its number in n. */
#define EACH_ITEM(item, n, section, type)                                      \
    for (n = 0;                                                                \
         (item = database_item((section), sizeof(struct type), n)) != NULL;    \
         n++)

static bool is_string(const tamis_database *database, uint32_t reference)
{
    const struct database_section *strings = &database->strings;
    uint64_t offset = (uint64_t)reference * DATABASE_STRING_UNIT;

    return offset + 4 <= strings->size &&
           load_le32(strings->bytes + offset) <= strings->size - offset - 4;
}

/* The pool is a row of strings, each padded with zeroes, the first empty. */
static tamis_status check_strings(const tamis_database *database,
                                  tamis_error *error)
{
    const struct database_section *strings = &database->strings;
    uint64_t offset = 0, n = 0;

    if (strings->size < 4 || load_le32(strings->bytes) != 0)
        return fault(database, strings->bytes, error,
                     "the strings do not begin with the empty one", 0);
    for (; offset < strings->size; n++) {
        const uint8_t *at = strings->bytes + offset;
        uint32_t size = load_le32(at);
        uint64_t padded = ((uint64_t)size + 3) & ~UINT64_C(3);

        if (padded > strings->size - offset - 4)
            return fault(database, at, error,
                         "a string reaches past the strings section", n);
        for (uint64_t byte = size; byte < padded; byte++)
            if (at[4 + byte] != 0)
                return fault(database, at, error,
                             "the bytes behind a string are not zero", n);
        offset += 4 + padded;
    }
    return TAMIS_OK;
}

static tamis_status check_lists(const tamis_database *database,
                                tamis_error *error)
{
    for (uint64_t n = 0; n < database->lists.size / 4; n++) {
        const uint8_t *word = database->lists.bytes + n * 4;

        if (!is_string(database, load_le32(word)))
            return fault(database, word, error,
                         "a list names a string that is not there", n);
    }
    return TAMIS_OK;
}

static bool is_list(const tamis_database *database, uint32_t start,
                    uint32_t count)
{
    return database_list_count(database, start, count) == count;
}

static tamis_status check_feeds(const tamis_database *database,
                                tamis_error *error)
{
    const uint8_t *item;
    uint32_t n;

    EACH_ITEM(item, n, &database->feeds, feed_layout)
    {
        if (!is_string(database, LOAD32(item, feed_layout, name)) ||
            !is_string(database, LOAD32(item, feed_layout, producer)) ||
            !is_string(database, LOAD32(item, feed_layout, format)))
            return fault(database, item, error,
                         "a feed names a string that is not there", n);
        if (LOAD32(item, feed_layout, label) >= database->info.label_count)
            return fault(database, item, error,
                         "a feed has a label that is not there", n);
        if (LOAD32(item, feed_layout, action) > TAMIS_ACTION_WARN)
            return fault(database, item, error,
                         "a feed has an action that does not exist", n);
    }
    return TAMIS_OK;
}

static tamis_status check_labels(const tamis_database *database,
                                 tamis_error *error)
{
    const uint8_t *item;
    uint32_t n;

    EACH_ITEM(item, n, &database->labels, label_layout)
    {
        if (LOAD32(item, label_layout, tlp) > TAMIS_TLP_RED)
            return fault(database, item, error,
                         "a label has a rank that does not exist", n);
        if (!is_list(database, LOAD32(item, label_layout, names_start),
                     LOAD32(item, label_layout, names_count)) ||
            !is_list(database, LOAD32(item, label_layout, organisations_start),
                     LOAD32(item, label_layout, organisations_count)))
            return fault(database, item, error,
                         "a label has a list that is not there", n);
    }
    EACH_ITEM(item, n, &database->audiences, audience_layout)
    {
        if (!is_string(database, LOAD32(item, audience_layout, name)) ||
            !is_list(database,
                     LOAD32(item, audience_layout, organisations_start),
                     LOAD32(item, audience_layout, organisations_count)))
            return fault(database, item, error,
                         "an audience has a name or a list that is not there",
                         n);
    }
    return TAMIS_OK;
}

static tamis_status check_profiles(const tamis_database *database,
                                   tamis_error *error)
{
    uint64_t tag_lists = database->tags.size / sizeof(struct tags_layout);
    const uint8_t *item;
    uint32_t n;

    EACH_ITEM(item, n, &database->tags, tags_layout)
    {
        if (!is_list(database, LOAD32(item, tags_layout, start),
                     LOAD32(item, tags_layout, count)))
            return fault(database, item, error,
                         "tags have a list that is not there", n);
    }
    EACH_ITEM(item, n, &database->profiles, profile_layout)
    {
        uint32_t tags = LOAD32(item, profile_layout, tags);
        unsigned pap = LOAD8(item, profile_layout, pap);
        unsigned confidence = LOAD8(item, profile_layout, confidence);

        if (LOAD32(item, profile_layout, feed) >= database->info.feed_count)
            return fault(database, item, error,
                         "a profile has a feed that is not there", n);
        if (LOAD32(item, profile_layout, label) >= database->info.label_count)
            return fault(database, item, error,
                         "a profile has a label that is not there", n);
        if (tags != DATABASE_TAGS_NONE && tags >= tag_lists)
            return fault(database, item, error,
                         "a profile has tags that are not there", n);
        if (LOAD8(item, profile_layout, action) > TAMIS_ACTION_WARN ||
            (pap > TAMIS_PAP_RED && pap != TAMIS_PAP_UNMARKED) ||
            (confidence > 100 && confidence != TAMIS_CONFIDENCE_UNSET))
            return fault(database, item, error,
                         "a profile has an action, PAP or confidence that "
                         "does not exist",
                         n);
    }
    return TAMIS_OK;
}

static tamis_status check_accounting(const tamis_database *database,
                                     tamis_error *error)
{
    const uint8_t *item;
    uint32_t n;

    EACH_ITEM(item, n, &database->accounting, accounting_layout)
    {
        if (LOAD32(item, accounting_layout, feed) >=
                database->info.feed_count ||
            LOAD32(item, accounting_layout, label) >=
                database->info.label_count)
            return fault(database, item, error,
                         "a count is of a feed or label that is not there", n);
        if (LOAD8(item, accounting_layout, outcome) >= TAMIS_OUTCOME_COUNT ||
            LOAD8(item, accounting_layout, mode) > TAMIS_MODE_PREFIX ||
            LOAD16(item, accounting_layout, reason) >= TAMIS_REASON_COUNT)
            return fault(database, item, error,
                         "a count has an outcome, mode or reason that does "
                         "not exist",
                         n);
    }
    return TAMIS_OK;
}

static bool is_profile(const tamis_database *database, uint32_t profile)
{
    return database_item(&database->profiles, sizeof(struct profile_layout),
                         profile) != NULL;
}

static bool is_entry(const tamis_database *database, const uint8_t *item)
{
    uint32_t validity = LOAD32(item, entry_layout, validity);

    return is_profile(database, LOAD32(item, entry_layout, profile)) &&
           is_string(database, LOAD32(item, entry_layout, reference)) &&
           is_string(database, LOAD32(item, entry_layout, context)) &&
           (validity == 0 ||
            database_item(&database->validities, sizeof(struct validity_layout),
                          validity - 1));
}

/* Entries, and heads each followed by as many entries as it counts. One pass:
 * records share lists, so they are not followed from there. */
static tamis_status check_entries(const tamis_database *database,
                                  tamis_error *error)
{
    uint32_t n, listed = 0;
    const uint8_t *item;

    EACH_ITEM(item, n, &database->entries, entry_layout)
    {
        uint32_t head = LOAD32(item, entry_list_layout, count);

        if (listed == 0 && (head & ENTRY_HEAD) != 0) {
            listed = head & ~ENTRY_HEAD;
            if (listed == 0)
                return fault(database, item, error,
                             "a list of entries is empty", n);
            continue;
        }
        if (!is_entry(database, item))
            return fault(database, item, error,
                         "an entry has a profile, a string or times that are "
                         "not there",
                         n);
        listed -= listed > 0;
    }
    if (listed > 0)
        return fault(database, database->entries.bytes, error,
                     "the last list of entries reaches past its section", n);
    return TAMIS_OK;
}

/* Do the entries of a record begin where entries can? Adds how many they are
 * to *total. */
static bool is_entry_word(const tamis_database *database, uint32_t word,
                          uint64_t *total)
{
    const uint8_t *item;
    uint32_t head;

    if (!(word & ENTRY_STORED)) {
        ++*total;
        return is_profile(database, word);
    }
    item = database_item(&database->entries, sizeof(struct entry_layout),
                         word & ENTRY_INDEX);
    if (!item)
        return false;
    head = LOAD32(item, entry_list_layout, count);
    *total += word & ENTRY_LIST ? head & ~ENTRY_HEAD : 1;
    return ((word & ENTRY_LIST) != 0) == ((head & ENTRY_HEAD) != 0);
}

static tamis_status check_records(const tamis_database *database,
                                  enum key_class key_class, uint64_t *total,
                                  tamis_error *error)
{
    const struct database_class *records = &database->classes[key_class];
    bool has_kind_byte =
        records->keys.form == KEY_FORM_WHOLE &&
        (key_class == KEY_CLASS_TEXT || key_class == KEY_CLASS_PATTERN);

    for (uint32_t slot = 0; slot < records->count; slot++) {
        const uint8_t *word = records->words.bytes;
        tamis_slice key = key_store_get(&records->keys, slot);
        tamis_record record;

        if (!database_record(database, database_record_id(records, slot),
                             &record))
            return fault(database, word, error,
                         "a record has a kind, a mode or a key that cannot be",
                         slot);
        if (has_kind_byte && (uint8_t)key.data[0] != record.kind)
            return fault(database, (const uint8_t *)key.data, error,
                         "a key does not begin with its kind", slot);
        if (!is_entry_word(database, number_column_get(&records->words, slot),
                           total))
            return fault(database, word, error,
                         "a record has entries that are not there", slot);
    }
    return TAMIS_OK;
}

static tamis_status check_index(const tamis_database *database,
                                enum key_class key_class, tamis_error *error)
{
    const struct database_class *records = &database->classes[key_class];

    if (records->count == 0)
        return TAMIS_OK;
    TRY(key_store_check(&records->keys, error));
    if (key_class == KEY_CLASS_IPV4 || key_class == KEY_CLASS_IPV6)
        return prefix_table_check(&records->prefix, error);
    if (key_class == KEY_CLASS_DOMAIN)
        return suffix_table_check(&records->suffix, &database->allocator,
                                  error);
    if (key_class == KEY_CLASS_PATTERN)
        return TAMIS_OK;
    if (key_class == KEY_CLASS_URL && records->keys.form == KEY_FORM_WHOLE)
        TRY(host_filter_check(&database->host_filter, &records->keys, error));
    return exact_table_check(&records->exact, &database->allocator, error);
}

tamis_status database_check_items(const tamis_database *database,
                                  tamis_error *error)
{
    uint64_t total = 0;

    TRY(check_strings(database, error));
    TRY(check_lists(database, error));
    TRY(check_feeds(database, error));
    TRY(check_labels(database, error));
    TRY(check_profiles(database, error));
    TRY(check_accounting(database, error));
    TRY(check_entries(database, error));
    for (int n = 0; n < KEY_CLASS_COUNT; n++) {
        TRY(check_records(database, (enum key_class)n, &total, error));
        TRY(check_index(database, (enum key_class)n, error));
    }
    if (total != database->info.entry_count)
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "the records hold %llu entries and the meta section "
                         "tells of %llu; the file is damaged, compile it again",
                         (unsigned long long)total,
                         (unsigned long long)database->info.entry_count);
    return TAMIS_OK;
}
