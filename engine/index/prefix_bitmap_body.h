/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IPv4 through bitmaps; included by each file of kernels, which says what
 * KERNEL is: attributes of its instruction set.
 *
 * Masks stand for branches that no predictor can know. No number of the file is
 * followed before it was compared with a count, and an address has only so
 * many octets: hostile bytes give wrong answers and nothing worse.
 */
#include "base/bytes.h"
#include "index/prefix_find.h"

#define BITMAP_SIZE       sizeof(struct prefix_bitmap_layout)
#define CLUSTER_SIZE      sizeof(struct prefix_cluster_layout)
#define IN_BITMAP(field)  offsetof(struct prefix_bitmap_layout, field)
#define IN_CLUSTER(field) offsetof(struct prefix_cluster_layout, field)

/* Offsets of an octet's word and of its hint: in the line, or outside. */
struct bitmap_place {
    uint64_t word, hint;
};

KERNEL static inline struct bitmap_place
bitmap_word(const struct prefix_table *table, uint64_t line, unsigned octet)
{
    const uint8_t *from = table->bytes + line;
    uint64_t words = table->places.words[0].offset;
    unsigned part = octet / 32;
    /* The octet's bit goes to the top and those above it go away. */
    uint32_t bits = load_le32(from + part * 4) << (31 - octet % 32);
    uint32_t head = load_le32(from + IN_BITMAP(head));
    uint32_t count =
        from[IN_BITMAP(ranks) + part] + (uint32_t)__builtin_popcount(bits);
    uint32_t has_word = bits >> 31 | (head >> 30 & 1), number;
    struct bitmap_place inside, outside;
    uint64_t is_outside;

    count &= 0 - has_word;
    number = (head & PREFIX_WORD_NUMBER) + count - 1;
    /* Without a word this is the rest, which has no hint. */
    inside.word = line + IN_BITMAP(rest) + (count & 3) * 4;
    inside.hint = line + IN_BITMAP(hints) + ((count - 1) & 3);
    outside.word = words + ((uint64_t)number + number / 4 + 1) * 4;
    outside.hint = words + (uint64_t)(number / 4) * 20 + number % 4;
    is_outside = 0 - (uint64_t)((head >> 31) & (count != 0) &
                                (number < table->shape.word_counts[0]));
    inside.word ^= (inside.word ^ outside.word) & is_outside;
    inside.hint ^= (inside.hint ^ outside.hint) & is_outside;
    return inside;
}

/* The word at a place. A hint is the next octet of a single prefix that has
 * the whole octet: others have the line's rest, and the last needs no key to
 * prove it. shift is that of the octet that led here. */
KERNEL static inline uint32_t read_word(const uint8_t *bytes, uint64_t line,
                                        struct bitmap_place place,
                                        uint32_t address, int shift)
{
    uint32_t word = load_le32(bytes + place.word);

    if ((word & PREFIX_WORD_TYPE) != PREFIX_WORD_HINTED ||
        word == PREFIX_WORD_NONE)
        return word;
    if (shift < 8)
        return PREFIX_WORD_NONE;
    if (bytes[place.hint] != (address >> (shift - 8) & 255))
        return load_le32(bytes + line + IN_BITMAP(rest));
    word &= PREFIX_WORD_NUMBER;
    return shift == 8 ? word : word | PREFIX_WORD_SINGLE;
}

KERNEL static inline uint32_t find_in_cluster(const uint8_t *cluster,
                                              uint32_t octet)
{
    uint64_t octets = load_le64(cluster + IN_CLUSTER(octets));
    uint64_t differences = octets ^ octet * UINT64_C(0x0101010101010101);
    /* The lowest zero byte has its top bit set; false ones lie above it. */
    uint64_t zeros = (differences - UINT64_C(0x0101010101010101)) &
                     ~differences & UINT64_C(0x8080808080808080);
    uint32_t slot;

    if (!zeros)
        return load_le32(cluster + IN_CLUSTER(rest));
    slot = load_le32(cluster) + (uint32_t)__builtin_ctzll(zeros) / 8;
    return slot & PREFIX_WORD_TYPE ? PREFIX_WORD_NONE : slot;
}

/* A single's slot, or its parent: keys are 4 bytes and a length. */
KERNEL static inline uint32_t find_in_key(const struct prefix_table *table,
                                          uint32_t slot, uint32_t address)
{
    const uint8_t *key = table->keys.bytes + (size_t)slot * 5;
    uint64_t difference;
    unsigned length;

    if (slot >= table->shape.key_count)
        return PREFIX_WORD_NONE;
    difference = load_be32(key) ^ address;
    length = key[4] < 32 ? key[4] : 32;
    if (difference >> (32 - length) == 0)
        return slot;
    return prefix_table_parent(table, slot);
}

/* Asks for the memory that a word leads to. */
KERNEL static inline void prefetch_word(const struct prefix_table *table,
                                        uint32_t word)
{
    const struct prefix_table_places *places = &table->places;
    size_t number = word & PREFIX_WORD_NUMBER;

    if ((word & PREFIX_WORD_TYPE) == PREFIX_WORD_DEEPER) {
        number &= PREFIX_DEEPER_NUMBER;
        __builtin_prefetch(
            table->bytes +
            (word & PREFIX_DEEPER_CLUSTER
                 ? places->groups.offset + number * CLUSTER_SIZE
                 : places->lines[0].offset + number * BITMAP_SIZE));
    } else {
        __builtin_prefetch(table->keys.bytes + number * 5);
        __builtin_prefetch(table->bytes + places->parents.offset + number * 4);
    }
}

/* One step further: shift is negative when no octets are left. */
KERNEL static inline uint32_t follow_word(const struct prefix_table *table,
                                          uint32_t word, uint32_t address,
                                          int shift)
{
    const struct prefix_table_places *places = &table->places;
    uint32_t number = word & PREFIX_DEEPER_NUMBER;
    uint64_t line = places->lines[0].offset + (uint64_t)number * BITMAP_SIZE;

    if ((word & PREFIX_WORD_TYPE) == PREFIX_WORD_SINGLE)
        return find_in_key(table, word & PREFIX_WORD_NUMBER, address);
    if ((word & PREFIX_WORD_TYPE) != PREFIX_WORD_DEEPER)
        return PREFIX_WORD_NONE;
    if (word & PREFIX_DEEPER_CLUSTER)
        return number < table->shape.group_count
                   ? find_in_cluster(table->bytes + places->groups.offset +
                                         (size_t)number * CLUSTER_SIZE,
                                     address & 255)
                   : PREFIX_WORD_NONE;
    if (shift < 0 || number >= table->shape.line_counts[0])
        return PREFIX_WORD_NONE;
    return read_word(table->bytes, line,
                     bitmap_word(table, line, address >> shift & 255), address,
                     shift);
}
