/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A database file from anywhere: open, ask everything, verify. Checksums are
 * made right first, so that the fuzzer gets past them; a byte of the input's
 * end decides whether it does so, since wrong ones must be refused as well.
 */
#include "base/hash.h"
#include "database/database.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void seal(uint8_t *bytes, size_t size)
{
    uint32_t header_size, count;
    size_t end;

    if (size < DATABASE_HEADER_SIZE)
        return;
    STORE64(bytes, database_header_layout, file_size, size);
    header_size = LOAD32(bytes, database_header_layout, header_size);
    count = LOAD32(bytes, database_header_layout, section_count);
    if (header_size > DATABASE_HEADER_MAX || count > DATABASE_SECTION_MAX)
        return;
    end = header_size + count * sizeof(struct section_layout);
    if (end > size || header_size < DATABASE_HEADER_SIZE)
        return;
    for (uint32_t n = 0; n < count; n++) {
        uint8_t *line = bytes + header_size + n * sizeof(struct section_layout);
        uint64_t offset = LOAD64(line, section_layout, offset);
        uint64_t section_size = LOAD64(line, section_layout, size);

        if (offset <= size && section_size <= size - offset)
            STORE64(line, section_layout, hash,
                    hash_bytes(bytes + offset, (size_t)section_size, 0));
    }
    STORE64(bytes, database_header_layout, header_hash, 0);
    STORE64(bytes, database_header_layout, header_hash,
            hash_bytes(bytes, end, 0));
}

static volatile uint64_t touched;

static void touch(tamis_slice slice)
{
    if (slice.size > 0)
        touched += (uint8_t)slice.data[0] + (uint8_t)slice.data[slice.size - 1];
}

static void ask_index(const tamis_database *database, int n, tamis_slice key)
{
    const struct database_class *records = &database->classes[n];
    struct suffix_match matches[SUFFIX_MATCH_MAX];
    struct exact_search search;
    uint32_t slot;

    if (records->count == 0 || n == KEY_CLASS_PATTERN)
        return;
    if (n == KEY_CLASS_IPV4 || n == KEY_CLASS_IPV6) {
        uint8_t address[16] = {0};

        memcpy(address, key.data, key.size < 16 ? key.size : 16);
        slot = prefix_table_find(&records->prefix, address);
        while (slot != SLOT_NONE)
            slot = prefix_table_parent(&records->prefix, slot);
    } else if (n == KEY_CLASS_DOMAIN) {
        touched +=
            suffix_table_find(&records->suffix, key.data, key.size, matches);
    } else {
        slot = exact_table_find(&records->exact, key.data, key.size, &search);
        while (slot != SLOT_NONE)
            slot = exact_table_find_next(&records->exact, key.data, key.size,
                                         &search);
    }
}

static void ask_cursor(tamis_database *database, const char *audience)
{
    tamis_clearance clearance = TAMIS_CLEARANCE_INIT;
    const tamis_slice name = {audience, strlen(audience)};
    tamis_cursor *cursor;
    tamis_record record;
    tamis_feed_summary summary;

    clearance.audience = &name;
    clearance.audience_count = 1;
    if (tamis_cursor_create(&cursor, database, &clearance, NULL) < 0)
        return;
    while (tamis_cursor_next(cursor, &record)) {
        tamis_entry entries[4];
        size_t count = tamis_cursor_entries(cursor, 0, 4, entries);

        touch(record.key);
        for (size_t n = 0; n < count; n++) {
            touch(entries[n].feed);
            touch(entries[n].reference);
            touch(entries[n].context);
            touch(tamis_entry_tag(database, &entries[n], 0));
            touch(tamis_entry_audience(database, &entries[n], 0));
        }
        for (int n = 0; n < KEY_CLASS_COUNT; n++)
            ask_index(database, n, record.key);
    }
    for (uint32_t n = 0; tamis_cursor_feed(cursor, n, &summary) && n < 16; n++)
        touch(summary.name);
    tamis_cursor_destroy(cursor);
}

static void ask_batches(tamis_database *database)
{
    tamis_cursor_options options = TAMIS_CURSOR_OPTIONS_INIT;
    tamis_cursor *cursor;
    tamis_record records[4];
    tamis_entry_brief entries[4];
    size_t count;

    options.flags = TAMIS_CURSOR_UNORDERED;
    if (tamis_cursor_create_with(&cursor, database, &options, NULL) < 0)
        return;
    while ((count = tamis_cursor_read(cursor, 4, records, 4, entries)) > 0)
        for (size_t n = 0; n < count; n++)
            touch(records[n].key);
    tamis_cursor_destroy(cursor);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    tamis_database *database;
    void *bytes;

    if (size == 0 || posix_memalign(&bytes, 64, size) != 0)
        return 0;
    memcpy(bytes, data, size);
    if (data[size - 1] % 16 != 15)
        seal(bytes, size);
    if (tamis_database_open_memory(&database, bytes, size, NULL, NULL) ==
        TAMIS_OK) {
        ask_cursor(database, "self");
        ask_cursor(database, "circle:a");
        ask_batches(database);
        tamis_database_verify(database, NULL);
        tamis_database_release(database);
    }
    free(bytes);
    return 0;
}
