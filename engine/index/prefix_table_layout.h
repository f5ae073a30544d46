/* SPDX-License-Identifier: BSD-2-Clause */
/* The bytes of a prefix table: docs/FILE_FORMAT.md, "Prefix table". */
#ifndef TAMIS_INDEX_PREFIX_TABLE_LAYOUT_H
#define TAMIS_INDEX_PREFIX_TABLE_LAYOUT_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#define PREFIX_TABLE_VERSION UINT32_C(4)

/* Below the root an address is read in at most so many steps: of 8 bits for
 * IPv4, of 32 for IPv6. */
#define PREFIX_STEPS_MAX 4

struct prefix_table_layout {
    uint32_t version;
    uint32_t flags;
    uint32_t address_size;
    uint32_t root_bits;
    uint32_t key_count;
    uint32_t group_count;
    uint32_t line_counts[PREFIX_STEPS_MAX];
    uint32_t word_counts[PREFIX_STEPS_MAX];
    uint32_t map_bits;   /* IPv4: 0, or what the map is indexed by */
    uint32_t sieve_bits; /* IPv4: 0, or what the sieve is indexed by */
};

_Static_assert(sizeof(struct prefix_table_layout) == 64, "file format");
_Static_assert(offsetof(struct prefix_table_layout, line_counts) == 24,
               "file format");
_Static_assert(offsetof(struct prefix_table_layout, map_bits) == 56,
               "file format");
_Static_assert(offsetof(struct prefix_table_layout, sieve_bits) == 60,
               "file format");

/* IPv4: what is listed around an address: prefix_sieve.h. */
struct prefix_sieve_layout {
    uint32_t covered[8];
    uint32_t singles[8];
};

_Static_assert(sizeof(struct prefix_sieve_layout) == 64, "file format");
_Static_assert(offsetof(struct prefix_sieve_layout, singles) == 32,
               "file format");

/* A word says what is in force somewhere: two bits of type over a number. */
#define PREFIX_WORD_NUMBER UINT32_C(0x3fffffff)
#define PREFIX_WORD_TYPE   UINT32_C(0xc0000000)
#define PREFIX_WORD_SLOT   UINT32_C(0x00000000)
#define PREFIX_WORD_DEEPER UINT32_C(0x40000000) /* a line, or an entry */
#define PREFIX_WORD_SINGLE UINT32_C(0x80000000) /* a slot, or its parent */
#define PREFIX_WORD_HINTED UINT32_C(0xc0000000) /* a slot, or the rest */
#define PREFIX_WORD_NONE   UINT32_C(0xffffffff)

/* IPv4: what a word that leads deeper names. */
#define PREFIX_DEEPER_CLUSTER UINT32_C(0x20000000)
#define PREFIX_DEEPER_NUMBER  UINT32_C(0x1fffffff)

/* IPv4: what one octet leads to. The root of an IPv4 table is made of these. */
#define PREFIX_CELLS          256
#define PREFIX_BITMAP_INLINED 3
struct prefix_bitmap_layout {
    uint32_t cells[PREFIX_CELLS / 32];
    uint32_t rest;
    uint32_t words[PREFIX_BITMAP_INLINED];
    uint8_t hints[4];
    uint8_t ranks[PREFIX_CELLS / 32]; /* bits in front of each cells[i] */
    uint32_t head; /* two flags over the number of a first word */
};

#define PREFIX_BITMAP_OUTSIDE UINT32_C(0x80000000) /* words are elsewhere */
#define PREFIX_BITMAP_RUNS    UINT32_C(0x40000000) /* bits begin runs */

_Static_assert(sizeof(struct prefix_bitmap_layout) == 64, "file format");
_Static_assert(offsetof(struct prefix_bitmap_layout, rest) == 32,
               "file format");
_Static_assert(offsetof(struct prefix_bitmap_layout, head) == 60,
               "file format");

/* Words outside of their lines: four, behind their hints. */
#define PREFIX_WORDS_HINTED 4
struct prefix_words_layout {
    uint8_t hints[PREFIX_WORDS_HINTED];
    uint32_t words[PREFIX_WORDS_HINTED];
};

_Static_assert(sizeof(struct prefix_words_layout) == 20, "file format");

/* IPv4: two to eight addresses of one /24, with neighbouring slots. */
#define PREFIX_CLUSTER_OCTETS 8
struct prefix_cluster_layout {
    uint32_t first;
    uint32_t rest;
    uint8_t octets[PREFIX_CLUSTER_OCTETS];
};

_Static_assert(sizeof(struct prefix_cluster_layout) == 16, "file format");

/* IPv6: an entry of the root or of the groups, which leads to a tree... */
struct prefix_entry_layout {
    uint32_t top; /* a line, or a word if height is 0 */
    uint32_t height;
};

_Static_assert(sizeof(struct prefix_entry_layout) == 8, "file format");

/* ...and a node of a tree. */
#define PREFIX_NODE_KEYS  15
#define PREFIX_HEIGHT_MAX 8
struct prefix_node_layout {
    uint32_t before[PREFIX_NODE_KEYS]; /* starts less one; the rest all ones */
    uint32_t first;                    /* its first child, or word */
};

_Static_assert(sizeof(struct prefix_node_layout) == 64, "file format");

#endif
