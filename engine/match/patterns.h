/* SPDX-License-Identifier: BSD-2-Clause */
/* A database's patterns, compiled: a set for each field that has some. */
#ifndef TAMIS_MATCH_PATTERNS_H
#define TAMIS_MATCH_PATTERNS_H

#include "base/arena.h"
#include "database/database.h"
#include "index/pattern_set.h"

#include <tamis/patterns.h>

#include <stdatomic.h>
#include <stdbool.h>

/* A report's id says the pattern's number, and whether it is what the pattern
 * does not mean. */
static inline uint32_t patterns_number(uint32_t id)
{
    return id >> 1;
}

static inline bool patterns_is_exception(uint32_t id)
{
    return id & 1;
}

struct patterns_field {
    tamis_kind field;        /* AUTO: lines of any text */
    uint32_t count;          /* sources, exceptions among them */
    struct pattern_set *set; /* NULL when it has none that compile */
};

struct tamis_patterns {
    tamis_allocator allocator;
    atomic_uint_fast32_t references;
    tamis_database *database;
    /* Slots of those that the clearance sees at some time, rising; the place
     * here is a pattern's number. Nothing else depends on the others. */
    uint32_t *slots;
    uint32_t slot_count;
    struct patterns_field fields[TAMIS_KIND_COUNT];
    size_t field_count;
    bool has_streams;               /* prepared for them */
    struct pattern_set *stream_set; /* of any text; NULL when it has none */
    uint32_t *excepted; /* numbers of any text with an exception, rising */
    size_t excepted_count, excepted_capacity;
    uint8_t *field_numbers; /* by number: of its field among `fields` */
    uint8_t *is_out; /* by number: 1 when it cannot be matched as it is meant */
    tamis_patterns_info info;
    tamis_error uncached; /* why a set is not kept in the cache */
    struct arena arena;   /* messages */
    tamis_patterns_refusal *refusals;
    size_t refusal_count, refusal_capacity;
};

/* The number of a field among `fields`, SIZE_MAX when there is none. */
size_t patterns_find_field(const tamis_patterns *patterns, tamis_kind field);

static inline const struct database_class *
patterns_records(const tamis_database *database)
{
    return &database->classes[KEY_CLASS_PATTERN];
}

/* The slot that a report is about. */
static inline uint32_t patterns_slot(const tamis_patterns *patterns,
                                     uint32_t id)
{
    return patterns->slots[patterns_number(id)];
}

#endif
