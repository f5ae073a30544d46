/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What many statements share, each stored once: profiles (feed, label, action
 * and the like), lists of tags, strings, validities. Number 0 of tag lists,
 * strings and validities is the empty one.
 */
#ifndef TAMIS_COMPILE_PROFILE_TABLE_H
#define TAMIS_COMPILE_PROFILE_TABLE_H

#include "compile/intern_table.h"

/* Interned as its bytes: every field has 32 bits, so that there is no padding.
 * label is a number of the label table, feed one of the feed table. */
struct profile {
    uint32_t feed, label, action, pap, caveats, fields, confidence, tags;
};

/* from <= t < until; TAMIS_TIME_MIN and _MAX: no bound. */
struct validity {
    int64_t from_ns, until_ns;
};

struct profile_table {
    struct intern_table profiles, tag_lists, strings, validities;
    struct profile last; /* a feed mostly repeats one */
    uint32_t last_number;
    uint32_t *tag_numbers; /* of the list that is being made */
    size_t tag_count;
};

/* Tags of one entry. Further ones, by byte order, are left out. */
#define PROFILE_TAGS_MAX 4096u

tamis_status profile_table_init(struct profile_table *table,
                                const tamis_allocator *allocator,
                                uint64_t seed);
void profile_table_release(struct profile_table *table);

/* These give a number, or INTERN_NONE when memory is out. */
uint32_t profile_table_add(struct profile_table *table,
                           const struct profile *profile);
uint32_t profile_table_add_string(struct profile_table *table,
                                  tamis_slice string);
uint32_t profile_table_add_validity(struct profile_table *table,
                                    const struct validity *validity);
/* Sorted, empty and repeated tags left out. */
uint32_t profile_table_add_tags(struct profile_table *table,
                                const tamis_slice *tags, size_t tag_count);

/* The union of lists: begin, put each list, end gives its number. */
void profile_table_tags_begin(struct profile_table *table);
void profile_table_tags_put(struct profile_table *table, uint32_t tags);
uint32_t profile_table_tags_end(struct profile_table *table);

struct profile profile_table_get(const struct profile_table *table,
                                 uint32_t number);
struct validity profile_table_validity(const struct profile_table *table,
                                       uint32_t number);
tamis_slice profile_table_string(const struct profile_table *table,
                                 uint32_t number);
uint32_t profile_table_tag_count(const struct profile_table *table,
                                 uint32_t tags);
tamis_slice profile_table_tag(const struct profile_table *table, uint32_t tags,
                              uint32_t n);

#endif
