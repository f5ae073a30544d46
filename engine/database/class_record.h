/* SPDX-License-Identifier: BSD-2-Clause */
/* A record by class and slot, for walks over all of them. */
#ifndef TAMIS_DATABASE_CLASS_RECORD_H
#define TAMIS_DATABASE_CLASS_RECORD_H

#include "base/slice.h"
#include "database/database.h"

/* Does the file keep to what every caller may rely on: a kind and a mode that
 * exist, a key no longer than keys can be, a prefix no longer than its
 * address? A hostile record that does not is no record. */
static inline bool class_record_is_sound(const tamis_record *record,
                                         enum key_class key_class)
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
static inline bool class_record_has_kind_byte(const struct key_store *keys,
                                              enum key_class key_class)
{
    return keys->form == KEY_FORM_WHOLE &&
           (key_class == KEY_CLASS_TEXT || key_class == KEY_CLASS_PATTERN);
}

/* database_record() by class and slot, which must be below records->count. */
static inline bool class_record_get(const struct database_class *records,
                                    enum key_class key_class, uint32_t slot,
                                    tamis_record *record)
{
    record->id = database_record_id(records, slot);
    record->kind = number_column_get(&records->kinds, slot);
    record->mode = number_column_get(&records->modes, slot);
    record->entry_count = 0;
    record->key = key_store_get(&records->keys, slot);
    if (class_record_has_kind_byte(&records->keys, key_class))
        record->key = slice_from(record->key, 1);
    return class_record_is_sound(record, key_class);
}

#endif
