/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which allow and warn records can be met together with which listed ones, for
 * keys that are names: a host and its parents, an e-mail address and its
 * "@domain", a value and nothing above it.
 */
#ifndef TAMIS_COMPILE_NAME_REACH_H
#define TAMIS_COMPILE_NAME_REACH_H

#include "compile/intern_table.h"

#include <tamis/indicator.h>

#include <stdbool.h>

/* How the parents of a name are found. The byte follows the name, so that
 * names of different spaces never meet. */
enum name_space {
    NAME_SPACE_HOST = 'h',  /* after the first dot */
    NAME_SPACE_EMAIL = 'e', /* from the at sign on */
    NAME_SPACE_VALUE = 'v', /* none; ends with its key class */
    NAME_SPACE_KIND = 'k',  /* none; ends with its kind */
    NAME_SPACE_FILE = 'f',  /* none; a file's name without its folder */
    /* Of a field alone (relevance.c): allows and warns that are patterns, or
     * values, of it. What is listed asks for those that it can be met with. */
    NAME_SPACE_PATTERNS = 'p',
    NAME_SPACE_VALUES = 'w'
};

/* A name with its space, and the part of its own space that a record of this
 * name covers. */
struct reach_name {
    const uint8_t *bytes; /* the name, then one byte of enum name_space */
    size_t size;          /* with that byte */
    tamis_mode mode;      /* EXACT, SUFFIX or SUBDOMAINS */
};

struct name_reach {
    const tamis_allocator *allocator;
    struct intern_table names;
    uint8_t *allows; /* by number of the name: a bit for each mode allowed */
    size_t allows_capacity;
    uint64_t *rows; /* two rows of `words` words for each name: labels listed
                       at it, and at or below it */
    size_t rows_capacity;
    size_t words;
};

void name_reach_init(struct name_reach *reach, const tamis_allocator *allocator,
                     uint64_t seed, uint32_t label_count);
void name_reach_release(struct name_reach *reach);
/* An allow or warn record; allows: it may drop what it covers at compile time.
 * Errors: MEMORY. */
tamis_status name_reach_add(struct name_reach *reach,
                            const struct reach_name *name, bool allows);
/* Is all that a listed record of this name covers allowed? */
bool name_reach_allows(const struct name_reach *reach,
                       const struct reach_name *name);
/* A listed record. From any thread, while nobody asks. */
void name_reach_meet(struct name_reach *reach, const struct reach_name *name,
                     uint32_t label);
/* Adds to bits the labels of the listed records that an allow or warn record
 * of this name can be met together with. */
void name_reach_labels(const struct name_reach *reach,
                       const struct reach_name *name, uint64_t *bits);

#endif
