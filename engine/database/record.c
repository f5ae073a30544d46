/* SPDX-License-Identifier: BSD-2-Clause */
/* Records, strings and lists of strings: following the numbers in a file. */
#include "base/slice.h"
#include "database/database.h"

#include <tamis/fingerprint.h>

bool database_locate(const tamis_database *database, tamis_record_id record,
                     enum key_class *key_class, uint32_t *slot)
{
    for (int n = 0; n < KEY_CLASS_COUNT; n++) {
        const struct database_class *records = &database->classes[n];
        uint32_t at = record - records->first_record;

        if (record >= records->first_record && at < records->count) {
            *key_class = (enum key_class)n;
            *slot = at;
            return true;
        }
    }
    return false;
}

/* Does the file keep to what every caller may rely on: a kind and a mode that
 * exist, a key no longer than keys can be, a prefix no longer than its
 * address? A hostile record that does not is no record. */
static bool is_sound(const tamis_record *record, enum key_class key_class)
{
    const uint8_t *key = (const uint8_t *)record->key.data;

    if (record->kind == TAMIS_KIND_AUTO || record->kind >= TAMIS_KIND_COUNT ||
        record->mode > TAMIS_MODE_PREFIX || record->key.size == 0 ||
        record->key.size > TAMIS_KEY_SIZE_MAX)
        return false;
    if (key_class == KEY_CLASS_IPV4)
        return key[4] <= 32;
    if (key_class == KEY_CLASS_IPV6)
        return key[16] <= 128;
    return true;
}

/* A fingerprint of such a key is of the whole, with the byte. */
static bool has_kind_byte(const struct database_class *records,
                          enum key_class key_class)
{
    return records->keys.form == KEY_FORM_WHOLE &&
           (key_class == KEY_CLASS_TEXT || key_class == KEY_CLASS_PATTERN);
}

bool database_record(const tamis_database *database, tamis_record_id record,
                     tamis_record *out)
{
    const struct database_class *records;
    enum key_class key_class;
    uint32_t slot;

    if (!database_locate(database, record, &key_class, &slot))
        return false;
    records = &database->classes[key_class];
    out->id = record;
    out->kind = number_column_get(&records->kinds, slot);
    out->mode = number_column_get(&records->modes, slot);
    out->entry_count = 0;
    out->key = key_store_get(&records->keys, slot);
    if (has_kind_byte(records, key_class))
        out->key = slice_from(out->key, 1);
    return is_sound(out, key_class);
}

int tamis_record_is_fingerprint(const tamis_database *database,
                                const tamis_record *record)
{
    enum key_class key_class;
    uint32_t slot;

    return database_locate(database, record->id, &key_class, &slot) &&
           database->classes[key_class].keys.form != KEY_FORM_WHOLE;
}

tamis_action database_feed_action(const tamis_database *database,
                                  uint32_t feed_id)
{
    const uint8_t *feed =
        database_item(&database->feeds, sizeof(struct feed_layout), feed_id);
    uint32_t action = feed ? LOAD32(feed, feed_layout, action) : 0;

    return action <= TAMIS_ACTION_WARN ? action : TAMIS_ACTION_LIST;
}

tamis_slice database_string(const tamis_database *database, uint32_t reference)
{
    const struct database_section *strings = &database->strings;
    uint64_t offset = (uint64_t)reference * DATABASE_STRING_UNIT;
    uint32_t size;

    if (offset + 4 > strings->size)
        return slice_make(NULL, 0);
    size = load_le32(strings->bytes + offset);
    if (size > strings->size - offset - 4)
        return slice_make(NULL, 0);
    return slice_make(strings->bytes + offset + 4, size);
}

uint32_t database_list_count(const tamis_database *database, uint32_t start,
                             uint32_t count)
{
    uint64_t held = database->lists.size / 4;

    if (start >= held)
        return 0;
    return count < held - start ? count : (uint32_t)(held - start);
}

tamis_slice database_list_string(const tamis_database *database, uint32_t start,
                                 uint32_t count, uint32_t n)
{
    if (n >= database_list_count(database, start, count))
        return slice_make(NULL, 0);
    return database_string(
        database, load_le32(database->lists.bytes + ((uint64_t)start + n) * 4));
}
