/* SPDX-License-Identifier: BSD-2-Clause */
#include "database_keys.h"
#include "prefix_oracle.h"

#include <tamis/cursor.h>

#include <stdio.h>
#include <string.h>

static bool is_of_kind(const tamis_record *record, enum key_kind kind)
{
    switch (kind) {
    case KEY_SHA256:
        return record->kind == TAMIS_KIND_SHA256;
    case KEY_DOMAIN:
        return record->kind == TAMIS_KIND_DOMAIN &&
               record->mode != TAMIS_MODE_SUBDOMAINS;
    case KEY_IPV4:
        return record->kind == TAMIS_KIND_IP && record->key.size == 5;
    case KEY_IPV6:
        return record->kind == TAMIS_KIND_IP && record->key.size == 17;
    case KEY_KIND_COUNT:
    default:
        return false;
    }
}

static void set_address(struct key_list *list, size_t n, tamis_slice key)
{
    tamis_address *address = &list->addresses[n];
    uint32_t length = (uint8_t)key.data[key.size - 1];

    if (list->kind == KEY_IPV4) {
        memset(address->bytes + 10, 0xff, 2);
        memcpy(address->bytes + 12, key.data, 4);
        list->ipv4[n] = (uint32_t)address_number(address).low;
    } else {
        memcpy(address->bytes, key.data, 16);
    }
    list->lengths[n] = (uint8_t)length;
    list->values[n] = key_value_of_address(
        address, length + (list->kind == KEY_IPV4 ? 96u : 0u));
}

/* The walk is in the order of keys, so a name that is listed in two modes
 * comes twice in a row; the first, exact, takes both. */
static bool is_repeated(const struct key_list *list, size_t n, tamis_slice name)
{
    return n > 0 && list->names[n - 1].size == name.size &&
           !memcmp(list->text + list->text_size - name.size, name.data,
                   name.size);
}

static void take_record(struct key_list *list, const tamis_record *record)
{
    size_t n = list->count;

    if (list->kind == KEY_DOMAIN) {
        if (is_repeated(list, n, record->key)) {
            list->modes[n - 1] = TAMIS_MODE_SUFFIX;
            return;
        }
        key_list_add_name(list, n, record->key.data, record->key.size);
        list->modes[n] = (uint8_t)record->mode;
        list->values[n] = key_value(record->key.data, record->key.size);
    } else if (list->kind == KEY_SHA256) {
        memcpy(list->digests + n * KEY_DIGEST_SIZE, record->key.data,
               KEY_DIGEST_SIZE);
        list->values[n] = key_value(record->key.data, KEY_DIGEST_SIZE);
    } else {
        set_address(list, n, record->key);
    }
    list->count++;
}

/* Walks the database; list NULL only counts. */
static size_t walk(tamis_database *database, enum key_kind kind,
                   struct key_list *list)
{
    tamis_cursor *cursor;
    tamis_record record;
    tamis_error error;
    size_t count = 0;

    if (tamis_cursor_create(&cursor, database, NULL, &error) < 0) {
        fprintf(stderr, "tamis bench: %s\n", error.message);
        return 0;
    }
    while (tamis_cursor_next(cursor, &record)) {
        if (!is_of_kind(&record, kind))
            continue;
        count++;
        if (list)
            take_record(list, &record);
    }
    tamis_cursor_destroy(cursor);
    return count;
}

bool database_keys_read(struct key_list *list, enum key_kind kind,
                        const char *path)
{
    tamis_database *database;
    tamis_error error;

    if (tamis_database_open(&database, path, NULL, &error) < 0) {
        fprintf(stderr, "tamis bench: %s: %s\n", path, error.message);
        return false;
    }
    key_list_open(list, kind, walk(database, kind, NULL), true);
    list->is_foreign = true;
    list->count = 0;
    walk(database, kind, list);
    if (kind == KEY_DOMAIN)
        key_list_finish_names(list);
    tamis_database_release(database);
    return true;
}
