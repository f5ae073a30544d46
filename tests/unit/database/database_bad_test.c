/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Broken files, each named by its fault. A fault of the frame (header,
 * directory, sizes) is refused by open; one inside a section opens, since the
 * readers bound themselves, and is told by verify. Checksums are made right
 * again after each change, as somebody who means harm would.
 */
#include "base/memory.h"
#include "base/slice.h"
#include "built_database.h"
#include "database/view.h"

#include <criterion/criterion.h>

#include <stdio.h>
#include <stdlib.h>

struct broken {
    uint8_t *bytes;
    size_t size;
};

static uint8_t *section_line(const struct broken *file, unsigned kind,
                             unsigned key_class)
{
    uint8_t *line = file->bytes + DATABASE_HEADER_SIZE;

    while (LOAD16(line, section_layout, kind) != kind ||
           LOAD8(line, section_layout, key_class) != key_class)
        line += sizeof(struct section_layout);
    return line;
}

static uint8_t *section_bytes(const struct broken *file, unsigned kind,
                              unsigned key_class)
{
    return file->bytes +
           LOAD64(section_line(file, kind, key_class), section_layout, offset);
}

#define GLOBAL(kind) section_bytes(file, kind, DATABASE_CLASS_NONE)
#define LINE(kind)   section_line(file, kind, DATABASE_CLASS_NONE)
#define DOMAIN(kind) section_bytes(file, kind, KEY_CLASS_DOMAIN)
#define DLINE(kind)  section_line(file, kind, KEY_CLASS_DOMAIN)
#define FAULT(name)  static void name(struct broken *file)
#define BUMP(line, field, by)                                                  \
    STORE64(line, section_layout, field,                                       \
            LOAD64(line, section_layout, field) + (uint64_t)(by))

FAULT(empty_file)
{
    file->size = 0;
}
FAULT(shorter_than_header)
{
    file->size = 63;
}
FAULT(no_magic)
{
    file->bytes[1] = 'X';
}
FAULT(magic_without_high_bit)
{
    file->bytes[0] = 0x09;
}
FAULT(magic_through_text_mode)
{
    memmove(file->bytes + 6, file->bytes + 7, file->size - 7);
    file->size--;
}
FAULT(major_version_unknown)
{
    STORE16(file->bytes, database_header_layout, format_major, 1);
}
FAULT(header_size_too_small)
{
    STORE32(file->bytes, database_header_layout, header_size, 56);
}
FAULT(header_size_huge)
{
    STORE32(file->bytes, database_header_layout, header_size, 0xfffffff8u);
}
FAULT(header_size_odd)
{
    STORE32(file->bytes, database_header_layout, header_size, 65);
}
FAULT(file_cut_in_half)
{
    file->size /= 2;
}
FAULT(file_cut_by_one_byte)
{
    file->size--;
}
FAULT(file_with_a_tail)
{
    file->size += 64;
}
FAULT(section_count_huge)
{
    STORE32(file->bytes, database_header_layout, section_count, 65);
}
FAULT(directory_past_the_end)
{
    file->size = 128;
    STORE64(file->bytes, database_header_layout, file_size, 128);
}
FAULT(header_hash_wrong)
{
    file->bytes[41] ^= 1;
}
FAULT(directory_changed)
{
    LINE(SECTION_FEEDS)[4] ^= 2;
}
FAULT(section_misaligned)
{
    BUMP(LINE(SECTION_STRINGS), offset, 4);
}
FAULT(section_past_end)
{
    BUMP(LINE(SECTION_STRINGS), size, file->size);
}
FAULT(section_offset_past_end)
{
    STORE64(LINE(SECTION_STRINGS), section_layout, offset,
            UINT64_C(0xffffffffffffffc0));
}
FAULT(section_size_overflows)
{
    STORE64(LINE(SECTION_STRINGS), section_layout, size, UINT64_MAX);
}
FAULT(section_overlaps_directory)
{
    STORE64(file->bytes + DATABASE_HEADER_SIZE, section_layout, offset, 64);
}
FAULT(section_overlaps_another)
{
    BUMP(LINE(SECTION_META), size, 64);
}
FAULT(sections_out_of_order)
{
    uint8_t *first = file->bytes + DATABASE_HEADER_SIZE;
    uint8_t kept[sizeof(struct section_layout)];

    memcpy(kept, first, sizeof kept);
    memcpy(first, first + sizeof kept, sizeof kept);
    memcpy(first + sizeof kept, kept, sizeof kept);
}
FAULT(section_twice)
{
    STORE16(LINE(SECTION_AUDIENCES), section_layout, kind, SECTION_LABELS);
}
FAULT(required_section_unknown)
{
    STORE16(LINE(SECTION_AUDIENCES), section_layout, kind, 999);
}
FAULT(required_section_of_another_version)
{
    STORE8(LINE(SECTION_LABELS), section_layout, version, 2);
}
FAULT(class_unknown)
{
    STORE8(DLINE(SECTION_KEYS), section_layout, key_class, KEY_CLASS_COUNT);
}
FAULT(strings_missing)
{
    STORE32(LINE(SECTION_STRINGS), section_layout, flags, 0);
    STORE16(LINE(SECTION_STRINGS), section_layout, kind, 999);
}
FAULT(labels_missing)
{
    STORE32(LINE(SECTION_LABELS), section_layout, flags, 0);
    STORE16(LINE(SECTION_LABELS), section_layout, kind, 999);
}
FAULT(meta_missing)
{
    STORE32(LINE(SECTION_META), section_layout, flags, 0);
    STORE16(LINE(SECTION_META), section_layout, kind, 999);
}
FAULT(meta_too_short)
{
    BUMP(LINE(SECTION_META), size, -8);
}
FAULT(records_not_as_many_as_told)
{
    uint8_t *meta = GLOBAL(SECTION_META);

    STORE64(meta, meta_layout, record_count, 1);
}
FAULT(labels_of_no_whole_size)
{
    BUMP(LINE(SECTION_LABELS), size, -1);
}
FAULT(entries_of_no_whole_size)
{
    BUMP(LINE(SECTION_ENTRIES), size, -4);
}
FAULT(keys_missing)
{
    STORE32(DLINE(SECTION_KEYS), section_layout, flags, 0);
    STORE16(DLINE(SECTION_KEYS), section_layout, kind, 999);
}
FAULT(records_missing)
{
    STORE32(DLINE(SECTION_RECORDS), section_layout, flags, 0);
    STORE16(DLINE(SECTION_RECORDS), section_layout, kind, 999);
}
FAULT(key_ends_missing)
{
    STORE32(DLINE(SECTION_KEY_ENDS), section_layout, flags, 0);
    STORE16(DLINE(SECTION_KEY_ENDS), section_layout, kind, 999);
}
FAULT(key_ends_where_none_can_be)
{
    STORE8(DLINE(SECTION_KEY_ENDS), section_layout, key_class,
           KEY_CLASS_DIGEST32);
}
FAULT(index_missing)
{
    STORE32(DLINE(SECTION_INDEX), section_layout, flags, 0);
    STORE16(DLINE(SECTION_INDEX), section_layout, kind, 999);
}
FAULT(index_where_none_can_be)
{
    STORE8(DLINE(SECTION_INDEX), section_layout, key_class, KEY_CLASS_PATTERN);
}
FAULT(index_too_short)
{
    STORE64(DLINE(SECTION_INDEX), section_layout, size, 8);
}
FAULT(prefix_index_too_short)
{
    STORE64(section_line(file, SECTION_INDEX, KEY_CLASS_IPV4), section_layout,
            size, 8);
}
FAULT(exact_index_too_short)
{
    STORE64(section_line(file, SECTION_INDEX, KEY_CLASS_URL), section_layout,
            size, 8);
}
FAULT(records_of_no_whole_size)
{
    BUMP(DLINE(SECTION_RECORDS), size, -1);
}
FAULT(fewer_key_ends_than_records)
{
    BUMP(DLINE(SECTION_KEY_ENDS), size, -4);
}
FAULT(fewer_keys_than_records)
{
    BUMP(section_line(file, SECTION_KEYS, KEY_CLASS_DIGEST32), size, -32);
}

/* Faults inside sections. */
FAULT(string_past_the_pool)
{
    store_le32(GLOBAL(SECTION_STRINGS) + 4, 1u << 30);
}
FAULT(first_string_not_empty)
{
    store_le32(GLOBAL(SECTION_STRINGS), 4);
}
FAULT(string_padding_not_zero)
{
    uint8_t *pool = GLOBAL(SECTION_STRINGS);
    uint64_t size = LOAD64(LINE(SECTION_STRINGS), section_layout, size);

    for (uint64_t at = 4; at < size;) {
        uint32_t length = load_le32(pool + at);

        if (length % 4 != 0) {
            pool[at + 4 + length] = 1;
            return;
        }
        at += 4 + length;
    }
}
FAULT(list_of_no_string)
{
    store_le32(GLOBAL(SECTION_LISTS), UINT32_MAX);
}
FAULT(feed_without_name)
{
    STORE32(GLOBAL(SECTION_FEEDS), feed_layout, name, UINT32_MAX);
}
FAULT(feed_without_label)
{
    STORE32(GLOBAL(SECTION_FEEDS), feed_layout, label, LABEL_COUNT);
}
FAULT(feed_without_action)
{
    STORE32(GLOBAL(SECTION_FEEDS), feed_layout, action, 3);
}
FAULT(label_without_rank)
{
    STORE32(GLOBAL(SECTION_LABELS), label_layout, tlp, 5);
}
FAULT(label_list_past_the_end)
{
    STORE32(GLOBAL(SECTION_LABELS) + 24, label_layout, organisations_count,
            UINT32_MAX);
}
FAULT(audience_list_past_the_end)
{
    STORE32(GLOBAL(SECTION_AUDIENCES), audience_layout, organisations_start,
            UINT32_MAX);
}
FAULT(tags_past_the_end)
{
    STORE32(GLOBAL(SECTION_TAGS), tags_layout, count, UINT32_MAX);
}
FAULT(profile_without_feed)
{
    STORE32(GLOBAL(SECTION_PROFILES), profile_layout, feed, FEED_COUNT);
}
FAULT(profile_without_label)
{
    STORE32(GLOBAL(SECTION_PROFILES), profile_layout, label, LABEL_COUNT);
}
FAULT(profile_without_tags)
{
    STORE32(GLOBAL(SECTION_PROFILES), profile_layout, tags, 99);
}
FAULT(profile_without_action)
{
    STORE8(GLOBAL(SECTION_PROFILES), profile_layout, action, 3);
}
FAULT(profile_without_pap)
{
    STORE8(GLOBAL(SECTION_PROFILES), profile_layout, pap, 4);
}
FAULT(profile_without_confidence)
{
    STORE8(GLOBAL(SECTION_PROFILES), profile_layout, confidence, 101);
}
FAULT(count_of_no_feed)
{
    STORE32(GLOBAL(SECTION_ACCOUNTING), accounting_layout, feed, 99);
}
FAULT(count_of_no_reason)
{
    STORE16(GLOBAL(SECTION_ACCOUNTING), accounting_layout, reason, 9999);
}
FAULT(count_of_no_outcome)
{
    STORE8(GLOBAL(SECTION_ACCOUNTING), accounting_layout, outcome, 99);
}
FAULT(entry_without_profile)
{
    uint64_t size = LOAD64(LINE(SECTION_ENTRIES), section_layout, size);

    STORE32(GLOBAL(SECTION_ENTRIES) + size - 16, entry_layout, profile, 999);
}
FAULT(entry_without_validity)
{
    uint64_t size = LOAD64(LINE(SECTION_ENTRIES), section_layout, size);

    STORE32(GLOBAL(SECTION_ENTRIES) + size - 16, entry_layout, validity, 999);
}
FAULT(entry_without_reference)
{
    uint64_t size = LOAD64(LINE(SECTION_ENTRIES), section_layout, size);

    STORE32(GLOBAL(SECTION_ENTRIES) + size - 16, entry_layout, reference,
            UINT32_MAX);
}
FAULT(entry_list_past_the_end)
{
    uint8_t *entries = GLOBAL(SECTION_ENTRIES);

    while (!(LOAD32(entries, entry_list_layout, count) & ENTRY_HEAD))
        entries += 16;
    STORE32(entries, entry_list_layout, count, ENTRY_HEAD | 1000);
}
FAULT(entry_list_empty)
{
    uint8_t *entries = GLOBAL(SECTION_ENTRIES);

    while (!(LOAD32(entries, entry_list_layout, count) & ENTRY_HEAD))
        entries += 16;
    STORE32(entries, entry_list_layout, count, ENTRY_HEAD);
}
FAULT(record_without_profile)
{
    store_le32(DOMAIN(SECTION_RECORDS), 999);
}
FAULT(record_entry_past_the_end)
{
    store_le32(DOMAIN(SECTION_RECORDS), ENTRY_STORED | ENTRY_INDEX);
}
FAULT(record_list_at_no_head)
{
    uint64_t size = LOAD64(LINE(SECTION_ENTRIES), section_layout, size);

    store_le32(DOMAIN(SECTION_RECORDS),
               ENTRY_STORED | ENTRY_LIST | (uint32_t)(size / 16 - 1));
}
FAULT(record_without_kind)
{
    uint64_t size = LOAD64(DLINE(SECTION_RECORDS), section_layout, size);

    DOMAIN(SECTION_RECORDS)[size / 6 * 4] = TAMIS_KIND_COUNT;
}
FAULT(record_without_mode)
{
    uint64_t size = LOAD64(DLINE(SECTION_RECORDS), section_layout, size);

    DOMAIN(SECTION_RECORDS)[size / 6 * 5] = 4;
}
FAULT(key_ends_backwards)
{
    store_le32(DOMAIN(SECTION_KEY_ENDS), UINT32_MAX);
}
FAULT(prefix_longer_than_an_address)
{
    section_bytes(file, SECTION_KEYS, KEY_CLASS_IPV4)[4] = 33;
}
FAULT(text_key_of_another_kind)
{
    section_bytes(file, SECTION_KEYS, KEY_CLASS_TEXT)[0] ^= 1;
}
FAULT(key_changed_under_its_index)
{
    section_bytes(file, SECTION_KEYS, KEY_CLASS_DIGEST32)[3] ^= 1;
}
FAULT(entry_count_wrong)
{
    STORE64(GLOBAL(SECTION_META), meta_layout, entry_count, 3);
}
FAULT(padding_not_zero)
{
    uint8_t *line = LINE(SECTION_META);

    file->bytes[LOAD64(line, section_layout, offset) +
                LOAD64(line, section_layout, size)] = 1;
}
FAULT(section_hash_wrong)
{
    GLOBAL(SECTION_STRINGS)[9] ^= 1;
}

enum refusal { BY_OPEN, BY_VERIFY, UNSUPPORTED };

struct fault {
    const char *name;
    void (*make)(struct broken *file);
    enum refusal refusal;
    bool is_unsealed; /* leave the checksums wrong */
};

#define OPENS_NOT(fault)                                                       \
    {                                                                          \
#fault, fault, BY_OPEN, false                                          \
    }
#define VERIFIES_NOT(fault)                                                    \
    {                                                                          \
#fault, fault, BY_VERIFY, false                                        \
    }

static const struct fault faults[] = {
    OPENS_NOT(empty_file),
    OPENS_NOT(shorter_than_header),
    OPENS_NOT(no_magic),
    OPENS_NOT(magic_without_high_bit),
    OPENS_NOT(magic_through_text_mode),
    {"major_version_unknown", major_version_unknown, UNSUPPORTED, false},
    OPENS_NOT(header_size_too_small),
    OPENS_NOT(header_size_huge),
    OPENS_NOT(header_size_odd),
    OPENS_NOT(file_cut_in_half),
    OPENS_NOT(file_cut_by_one_byte),
    OPENS_NOT(file_with_a_tail),
    OPENS_NOT(section_count_huge),
    OPENS_NOT(directory_past_the_end),
    {"header_hash_wrong", header_hash_wrong, BY_OPEN, true},
    {"directory_changed", directory_changed, BY_OPEN, true},
    OPENS_NOT(section_misaligned),
    OPENS_NOT(section_past_end),
    OPENS_NOT(section_offset_past_end),
    OPENS_NOT(section_size_overflows),
    OPENS_NOT(section_overlaps_directory),
    OPENS_NOT(section_overlaps_another),
    OPENS_NOT(sections_out_of_order),
    OPENS_NOT(section_twice),
    {"required_section_unknown", required_section_unknown, UNSUPPORTED, false},
    {"required_section_of_another_version", required_section_of_another_version,
     UNSUPPORTED, false},
    {"class_unknown", class_unknown, UNSUPPORTED, false},
    OPENS_NOT(strings_missing),
    OPENS_NOT(labels_missing),
    OPENS_NOT(meta_missing),
    OPENS_NOT(meta_too_short),
    OPENS_NOT(records_not_as_many_as_told),
    OPENS_NOT(labels_of_no_whole_size),
    OPENS_NOT(entries_of_no_whole_size),
    OPENS_NOT(keys_missing),
    OPENS_NOT(records_missing),
    OPENS_NOT(key_ends_missing),
    OPENS_NOT(key_ends_where_none_can_be),
    OPENS_NOT(index_missing),
    OPENS_NOT(index_where_none_can_be),
    OPENS_NOT(index_too_short),
    OPENS_NOT(prefix_index_too_short),
    OPENS_NOT(exact_index_too_short),
    OPENS_NOT(records_of_no_whole_size),
    OPENS_NOT(fewer_key_ends_than_records),
    OPENS_NOT(fewer_keys_than_records),
    VERIFIES_NOT(string_past_the_pool),
    VERIFIES_NOT(first_string_not_empty),
    VERIFIES_NOT(string_padding_not_zero),
    VERIFIES_NOT(list_of_no_string),
    VERIFIES_NOT(feed_without_name),
    VERIFIES_NOT(feed_without_label),
    VERIFIES_NOT(feed_without_action),
    VERIFIES_NOT(label_without_rank),
    VERIFIES_NOT(label_list_past_the_end),
    VERIFIES_NOT(audience_list_past_the_end),
    VERIFIES_NOT(tags_past_the_end),
    VERIFIES_NOT(profile_without_feed),
    VERIFIES_NOT(profile_without_label),
    VERIFIES_NOT(profile_without_tags),
    VERIFIES_NOT(profile_without_action),
    VERIFIES_NOT(profile_without_pap),
    VERIFIES_NOT(profile_without_confidence),
    VERIFIES_NOT(count_of_no_feed),
    VERIFIES_NOT(count_of_no_reason),
    VERIFIES_NOT(count_of_no_outcome),
    VERIFIES_NOT(entry_without_profile),
    VERIFIES_NOT(entry_without_validity),
    VERIFIES_NOT(entry_without_reference),
    VERIFIES_NOT(entry_list_past_the_end),
    VERIFIES_NOT(entry_list_empty),
    VERIFIES_NOT(record_without_profile),
    VERIFIES_NOT(record_entry_past_the_end),
    VERIFIES_NOT(record_list_at_no_head),
    VERIFIES_NOT(record_without_kind),
    VERIFIES_NOT(record_without_mode),
    VERIFIES_NOT(key_ends_backwards),
    VERIFIES_NOT(prefix_longer_than_an_address),
    VERIFIES_NOT(text_key_of_another_kind),
    VERIFIES_NOT(key_changed_under_its_index),
    VERIFIES_NOT(entry_count_wrong),
    VERIFIES_NOT(padding_not_zero),
    {"section_hash_wrong", section_hash_wrong, BY_VERIFY, true},
};

/* Everything that a program can do with a database, on one that lies. */
static void walk_all(tamis_database *database)
{
    tamis_cursor *cursor;
    tamis_record record;
    tamis_entry entries[8];
    tamis_feed_summary summary;

    if (tamis_cursor_create(&cursor, database, NULL, NULL) < 0)
        return;
    while (tamis_cursor_next(cursor, &record))
        tamis_cursor_entries(cursor, 0, 8, entries);
    for (uint32_t n = 0; tamis_cursor_feed(cursor, n, &summary); n++)
        ;
    tamis_cursor_destroy(cursor);
}

static void check_fault(const struct fault *fault, const struct built *built)
{
    struct broken file = {aligned_alloc(64, (built->size + 191) / 64 * 64),
                          built->size};
    tamis_error error = {0};
    tamis_database *database;
    tamis_status status;

    memset(file.bytes, 0, (built->size + 191) / 64 * 64);
    memcpy(file.bytes, built->bytes, built->size);
    fault->make(&file);
    if (!fault->is_unsealed)
        built_seal(file.bytes, file.size);
    status = tamis_database_open_memory(&database, file.bytes, file.size, NULL,
                                        &error);
    if (fault->refusal == BY_VERIFY) {
        cr_assert_eq(status, TAMIS_OK, "%s: %s", fault->name, error.message);
        walk_all(database);
        status = tamis_database_verify(database, &error);
        tamis_database_release(database);
    }
    cr_assert_eq(status,
                 fault->refusal == UNSUPPORTED ? TAMIS_ERROR_UNSUPPORTED
                                               : TAMIS_ERROR_CORRUPT,
                 "%s is answered by %d: %s", fault->name, (int)status,
                 error.message);
    cr_assert_gt(strlen(error.message), 30, "%s", fault->name);
    free(file.bytes);
}

Test(bad, every_fault_is_refused_with_a_sentence)
{
    struct built built;

    built_begin(&built);
    built_add_samples(&built);
    tamis_database_release(built_open(&built));
    for (size_t n = 0; n < sizeof faults / sizeof *faults; n++)
        check_fault(&faults[n], &built);
    built_end(&built);
}

Test(bad, faults_of_the_frame_have_sentences_of_their_own)
{
    static char seen[sizeof faults / sizeof *faults][TAMIS_ERROR_MESSAGE_SIZE];
    size_t different = 0;
    struct built built;

    built_begin(&built);
    built_add_samples(&built);
    tamis_database_release(built_open(&built));
    for (size_t n = 0; n < sizeof faults / sizeof *faults; n++) {
        struct broken file = {aligned_alloc(64, (built.size + 191) / 64 * 64),
                              built.size};
        tamis_error error = {0};
        tamis_database *database;
        bool is_new = true;

        memset(file.bytes, 0, (built.size + 191) / 64 * 64);
        memcpy(file.bytes, built.bytes, built.size);
        faults[n].make(&file);
        if (!faults[n].is_unsealed)
            built_seal(file.bytes, file.size);
        tamis_database_open_memory(&database, file.bytes, file.size, NULL,
                                   &error);
        tamis_database_release(database);
        free(file.bytes);
        for (size_t other = 0; other < different; other++)
            is_new = is_new && strcmp(seen[other], error.message) != 0;
        if (is_new && error.message[0])
            snprintf(seen[different++], TAMIS_ERROR_MESSAGE_SIZE, "%s",
                     error.message);
    }
    cr_expect_geq(different, 35, "%zu", different);
    built_end(&built);
}

Test(bad, an_unknown_section_that_is_optional_is_skipped)
{
    struct built built;
    struct broken view_of, *file = &view_of;
    tamis_database *database;
    tamis_feed_summary summary;
    tamis_cursor *cursor;

    built_begin(&built);
    built_add_samples(&built);
    tamis_database_release(built_open(&built));
    view_of.bytes = built.bytes;
    view_of.size = built.size;
    STORE16(LINE(SECTION_ACCOUNTING), section_layout, kind, 999);
    built_seal(built.bytes, built.size);
    cr_assert_eq(tamis_database_open_memory(&database, built.bytes, built.size,
                                            NULL, NULL),
                 TAMIS_OK);
    cr_expect_eq(tamis_database_verify(database, NULL), TAMIS_OK);
    cr_assert_eq(tamis_cursor_create(&cursor, database, NULL, NULL), TAMIS_OK);
    cr_assert(tamis_cursor_feed(cursor, 0, &summary));
    cr_expect_eq(summary.read, 0);
    tamis_cursor_destroy(cursor);
    tamis_database_release(database);
    built_end(&built);
}

Test(bad, a_newer_minor_version_and_a_longer_header_are_read)
{
    struct built built;
    tamis_database *database;

    built_begin(&built);
    cr_assert_eq(built_write(&built, &memory_default, NULL), TAMIS_OK);
    STORE16(built.bytes, database_header_layout, format_minor, 7);
    built_seal(built.bytes, built.size);
    cr_expect_eq(tamis_database_open_memory(&database, built.bytes, built.size,
                                            NULL, NULL),
                 TAMIS_OK);
    tamis_database_release(database);
    built_end(&built);
}
