/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Domain names: exact, with everything under them, or only what is under.
 *
 * A filter knows the names, and as "gates" the last two and the last three
 * labels of those that are longer. A clean name is asked for by its last two
 * labels, in one cache line, which says that neither they are listed nor
 * anything under them; only what passes is looked at any deeper.
 */
#ifndef TAMIS_INDEX_SUFFIX_TABLE_H
#define TAMIS_INDEX_SUFFIX_TABLE_H

#include "base/number_column.h"
#include "index/exact_table.h"

struct suffix_table {
    struct exact_table names;    /* keyed by name_hash.h; without a filter */
    struct member_filter filter; /* names and gates */
    struct number_column modes;  /* TAMIS_MODE_* of each slot */
    uint64_t depths[2];          /* which label counts occur: bit n for n */
};

/* A name has at most 127 labels. */
#define SUFFIX_DEPTH_MAX 127
/* Each with at most three modes. */
#define SUFFIX_MATCH_MAX (SUFFIX_DEPTH_MAX * 3)

struct suffix_match {
    uint32_t slot;
    uint32_t mode;
    uint32_t suffix_size; /* bytes of the name that the key covers */
};

static inline bool suffix_table_has_depth(const struct suffix_table *table,
                                          uint32_t depth)
{
    return table->depths[depth >> 6] >> (depth & 63) & 1;
}

/* suffix_table_open() has the errors of exact_table_open(). modes must hold a
 * number for each key. */
tamis_status suffix_table_open(struct suffix_table *table, tamis_slice section,
                               const struct key_store *keys,
                               const struct number_column *modes,
                               const struct kernels *kernels,
                               tamis_error *error);

/*
 * suffix_table_find() gives every slot that lists the name, which must be
 * lower-case without a trailing dot: exact, then suffix, then subdomains,
 * deepest first within each; returns how many (at most SUFFIX_MATCH_MAX).
 * Names longer than 253 bytes or with an empty label match nothing.
 * Cost: one line of the filter for most names; at most one line for each depth
 * that occurs, and two more for those that the filter knows.
 */
size_t suffix_table_find(const struct suffix_table *table, const char *name,
                         size_t name_size,
                         struct suffix_match matches[SUFFIX_MATCH_MAX]);

/*
 * suffix_table_filter() says of at most KERNELS_BATCH_MAX names which are worth
 * asking for, one bit each: no is certain, and a yes is an equal tag. Names are
 * in any case and with or without a trailing dot; one with bytes >= 0x80 may be
 * worth asking for. Cost: for most names one line, and all lines at once.
 */
uint64_t suffix_table_filter(const struct suffix_table *table,
                             const tamis_slice *names, size_t count);

/* The same for names in wire format; yes is less certain: their text should be
 * asked for in the same way. */
uint64_t suffix_table_filter_wire(const struct suffix_table *table,
                                  const tamis_slice *names, size_t count);

/*
 * Names that are listed, in stages: each asks for the cache lines that the next
 * one reads, for all names at once. Lines of the caller's own for the slots are
 * best asked for between the stages.
 */
struct suffix_step {
    uint64_t worth;   /* one bit each: suffix_table_filter() of the names */
    uint64_t several; /* of these: only suffix_table_find() tells what covers
                         the name */
    uint32_t slots[KERNELS_BATCH_MAX]; /* of these: one that may cover the name;
                                          SLOT_NONE when that is not known */
};
void suffix_step_begin(const struct suffix_table *table,
                       const tamis_slice *names, size_t count,
                       struct suffix_step *step);
void suffix_step_fetch(const struct suffix_table *table,
                       const struct suffix_step *step);
/* The slot, if it covers the name, for one that is not among the several. The
 * name is in the form that suffix_table_find() takes. */
uint32_t suffix_step_find(const struct suffix_table *table, uint32_t slot,
                          tamis_slice name);

/* suffix_table_find_batch() gives for each name the slot of the first of these
 * matches, or SLOT_NONE: what most names are, and cheapest together. */
void suffix_table_find_batch(const struct suffix_table *table, size_t count,
                             const tamis_slice *names, uint32_t *slots);

/* suffix_table_check() is exact_table_check() for names. */
tamis_status suffix_table_check(const struct suffix_table *table,
                                const tamis_allocator *allocator,
                                tamis_error *error);

/*
 * suffix_name_hash() is the hash of a whole name under a table's seed, and
 * suffix_name_depth() its number of labels: 0 when it is longer than 253 bytes
 * or has an empty label.
 */
uint64_t suffix_name_hash(const void *name, size_t name_size, uint64_t seed);
uint32_t suffix_name_depth(const char *name, size_t name_size);

#endif
