/* SPDX-License-Identifier: BSD-2-Clause */
/* Faults of header, directory and sizes: refused by open. */
#include "base/memory.h"
#include "broken_database.h"

#include "index/key_sizes_layout.h"

#include <criterion/criterion.h>

#include <stdlib.h>

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
    STORE8(LINE(SECTION_LABELS), section_layout, version,
           DATABASE_SECTION_VERSION + 1);
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
FAULT(key_sizes_missing)
{
    STORE32(DLINE(SECTION_KEY_SIZES), section_layout, flags, 0);
    STORE16(DLINE(SECTION_KEY_SIZES), section_layout, kind, 999);
}
FAULT(key_sizes_where_none_can_be)
{
    STORE8(DLINE(SECTION_KEY_SIZES), section_layout, key_class,
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
FAULT(records_without_header)
{
    STORE64(DLINE(SECTION_RECORDS), section_layout, size, 31);
}
FAULT(records_that_their_columns_do_not_fill)
{
    BUMP(DLINE(SECTION_RECORDS), size, -1);
}
FAULT(records_of_more_columns_than_bytes)
{
    STORE32(DOMAIN(SECTION_RECORDS), records_layout, count, UINT32_MAX);
}
FAULT(column_of_three_bits)
{
    STORE8(DOMAIN(SECTION_RECORDS), records_layout, kind_bits, 3);
}
FAULT(column_of_too_many_bits)
{
    STORE8(DOMAIN(SECTION_RECORDS), records_layout, word_bits, 64);
}
FAULT(key_sizes_without_header)
{
    STORE64(DLINE(SECTION_KEY_SIZES), section_layout, size, 31);
}
FAULT(key_sizes_of_no_width)
{
    STORE32(DOMAIN(SECTION_KEY_SIZES), key_sizes_layout, width, 0);
}
FAULT(key_sizes_of_four_bytes)
{
    STORE32(DOMAIN(SECTION_KEY_SIZES), key_sizes_layout, width, 4);
}
FAULT(fewer_key_sizes_than_records)
{
    BUMP(DLINE(SECTION_KEY_SIZES), size, -32);
}
FAULT(fewer_keys_than_records)
{
    BUMP(section_line(file, SECTION_KEYS, KEY_CLASS_DIGEST32), size, -32);
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
    OPENS_NOT(key_sizes_missing),
    OPENS_NOT(key_sizes_where_none_can_be),
    OPENS_NOT(index_missing),
    OPENS_NOT(index_where_none_can_be),
    OPENS_NOT(index_too_short),
    OPENS_NOT(prefix_index_too_short),
    OPENS_NOT(exact_index_too_short),
    OPENS_NOT(records_without_header),
    OPENS_NOT(records_that_their_columns_do_not_fill),
    OPENS_NOT(records_of_more_columns_than_bytes),
    OPENS_NOT(column_of_three_bits),
    OPENS_NOT(column_of_too_many_bits),
    OPENS_NOT(key_sizes_without_header),
    OPENS_NOT(key_sizes_of_no_width),
    OPENS_NOT(key_sizes_of_four_bytes),
    OPENS_NOT(fewer_key_sizes_than_records),
    OPENS_NOT(fewer_keys_than_records),
};

Test(frame, every_fault_is_refused_by_open_with_a_sentence)
{
    check_faults(faults, sizeof faults / sizeof *faults, 35);
}

Test(frame, an_unknown_section_that_is_optional_is_skipped)
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

/* The file as a later minor version might write it: 64 bytes more header. */
static struct broken lengthen_header(const struct built *built)
{
    struct broken file = {aligned_alloc(64, (built->size + 127) / 64 * 64),
                          built->size + 64};
    uint32_t count =
        LOAD32(built->bytes, database_header_layout, section_count);

    memcpy(file.bytes, built->bytes, 64);
    memset(file.bytes + 64, 0x77, 64);
    memcpy(file.bytes + 128, built->bytes + 64, built->size - 64);
    STORE16(file.bytes, database_header_layout, format_minor, 7);
    STORE32(file.bytes, database_header_layout, header_size, 128);
    STORE64(file.bytes, database_header_layout, file_size, file.size);
    for (uint32_t n = 0; n < count; n++)
        BUMP(file.bytes + 128 + n * sizeof(struct section_layout), offset, 64);
    built_seal(file.bytes, file.size);
    return file;
}

Test(frame, a_newer_minor_version_with_a_longer_header_is_read)
{
    tamis_database_info info = {.struct_size = sizeof info};
    struct broken file;
    struct built built;
    tamis_database *database;
    tamis_error error = {0};

    built_begin(&built);
    built_add_samples(&built);
    tamis_database_release(built_open(&built));
    file = lengthen_header(&built);
    cr_assert_eq(tamis_database_open_memory(&database, file.bytes, file.size,
                                            NULL, &error),
                 TAMIS_OK, "%s", error.message);
    cr_expect_eq(tamis_database_verify(database, &error), TAMIS_OK, "%s",
                 error.message);
    tamis_database_info_get(database, &info);
    cr_expect_eq(info.format_minor, 7);
    cr_expect_eq(info.record_count, built.record_count);
    tamis_database_release(database);
    free(file.bytes);
    built_end(&built);
}
