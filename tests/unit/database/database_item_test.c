/* SPDX-License-Identifier: BSD-2-Clause */
/* Faults inside the sections: bounded by readers, told by verify. */
#include "broken_database.h"

#include "index/key_sizes_layout.h"

#include <criterion/criterion.h>

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
/* Samples have words of four bytes, since some are stored apart. */
static void set_first_word(const struct broken *file, uint32_t word)
{
    uint8_t *records = DOMAIN(SECTION_RECORDS);

    cr_assert_eq(LOAD8(records, records_layout, word_bits), 32);
    store_le32(records + sizeof(struct records_layout),
               word - LOAD32(records, records_layout, word_base));
}
FAULT(record_without_profile)
{
    set_first_word(file, 999);
}
FAULT(record_entry_past_the_end)
{
    set_first_word(file, ENTRY_STORED | ENTRY_INDEX);
}
FAULT(record_list_at_no_head)
{
    uint64_t size = LOAD64(LINE(SECTION_ENTRIES), section_layout, size);

    set_first_word(file, ENTRY_STORED | ENTRY_LIST | (uint32_t)(size / 16 - 1));
}
FAULT(record_without_kind)
{
    STORE32(DOMAIN(SECTION_RECORDS), records_layout, kind_base,
            TAMIS_KIND_COUNT);
}
FAULT(record_without_mode)
{
    STORE32(DOMAIN(SECTION_RECORDS), records_layout, mode_base, 4);
}
FAULT(key_of_no_bytes)
{
    DOMAIN(SECTION_KEY_SIZES)[sizeof(struct key_sizes_layout) + 4] = 0;
}
FAULT(key_that_does_not_begin_where_the_last_ends)
{
    store_le32(DOMAIN(SECTION_KEY_SIZES) + sizeof(struct key_sizes_layout), 1);
}
FAULT(key_past_the_end)
{
    store_le32(DOMAIN(SECTION_KEY_SIZES) + sizeof(struct key_sizes_layout),
               UINT32_MAX);
}
FAULT(size_behind_the_last_key)
{
    uint64_t size = LOAD64(DLINE(SECTION_KEY_SIZES), section_layout, size);

    DOMAIN(SECTION_KEY_SIZES)[size - 1] = 1;
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

static const struct fault faults[] = {
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
    VERIFIES_NOT(key_of_no_bytes),
    VERIFIES_NOT(key_that_does_not_begin_where_the_last_ends),
    VERIFIES_NOT(key_past_the_end),
    VERIFIES_NOT(size_behind_the_last_key),
    VERIFIES_NOT(prefix_longer_than_an_address),
    VERIFIES_NOT(text_key_of_another_kind),
    VERIFIES_NOT(key_changed_under_its_index),
    VERIFIES_NOT(entry_count_wrong),
    VERIFIES_NOT(padding_not_zero),
    {"section_hash_wrong", section_hash_wrong, BY_VERIFY, true},
};

Test(items, every_fault_is_told_by_verify_with_a_sentence)
{
    check_faults(faults, sizeof faults / sizeof *faults, 25);
}
