/* SPDX-License-Identifier: BSD-2-Clause */
/* Records, strings and lists of strings: following the numbers in a file. */
#include "base/slice.h"
#include "database/class_record.h"

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

bool database_record(const tamis_database *database, tamis_record_id record,
                     tamis_record *out)
{
    enum key_class key_class;
    uint32_t slot;

    return database_locate(database, record, &key_class, &slot) &&
           class_record_get(&database->classes[key_class], key_class, slot,
                            out);
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
