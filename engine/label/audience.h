/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Audiences: sets of organisations, by name.
 *
 * A book holds the operator's own name and the definitions of circles and
 * sectors. A set is either everyone or a sorted array of organisation numbers
 * with `self` (number 0) always in it. Names are compared byte by byte: no
 * case folding, so that two organisations never become one.
 */
#ifndef TAMIS_LABEL_AUDIENCE_H
#define TAMIS_LABEL_AUDIENCE_H

#include <tamis/allocator.h>
#include <tamis/status.h>

#include <stdbool.h>

struct audience_book; /* owns names and definitions */

struct audience_set {
    bool everyone;
    uint32_t *members; /* sorted, unique; members[0] == 0 is self */
    size_t member_count;
};

/* The allocator is copied. organisation is the operator's own name, the one
 * that `self` stands for; it may be empty. Errors: LABEL when it is `*`. */
tamis_status audience_book_create(struct audience_book **book,
                                  const tamis_allocator *allocator,
                                  tamis_slice organisation, tamis_error *error);
void audience_book_destroy(struct audience_book *book);
/*
 * audience_book_define() names a set. Members may be names defined before,
 * organisations, or "*".
 *
 * Errors: LABEL when the name is empty, taken, the operator's own, `self` or
 * `*`, or was used as an organisation's name before (then the earlier use
 * meant something else: define audiences first). MEMORY.
 */
tamis_status audience_book_define(struct audience_book *book, tamis_slice name,
                                  const tamis_slice *members,
                                  size_t member_count, tamis_error *error);
/* Definitions in the order of their names, for writing them to a file. */
size_t audience_book_count(const struct audience_book *book);
tamis_slice audience_book_name(const struct audience_book *book, size_t n);
const struct audience_set *audience_book_set(const struct audience_book *book,
                                             size_t n);
/* The number of an organisation, adding it if new (UINT32_MAX: no memory);
 * its name back. `self` and the operator's own name are number 0, whose name
 * is "self". */
uint32_t audience_book_organisation(struct audience_book *book,
                                    tamis_slice name);
tamis_slice audience_book_organisation_name(const struct audience_book *book,
                                            uint32_t number);
/* The operator's own name; may be empty. */
tamis_slice audience_book_self(const struct audience_book *book);

/* The union of names (circles expanded; unknown names are organisations); no
 * names give `self` alone. On failure the set is empty, with nothing to
 * release. Errors: LABEL (an empty name), MEMORY. */
tamis_status audience_set_expand(struct audience_set *set,
                                 struct audience_book *book,
                                 const tamis_slice *names, size_t name_count,
                                 tamis_error *error);
/* set may not be a or b. Errors: MEMORY (then the set is empty). */
tamis_status audience_set_intersect(struct audience_set *set,
                                    const tamis_allocator *allocator,
                                    const struct audience_set *a,
                                    const struct audience_set *b);
/* Is every organisation of inner in outer? */
bool audience_set_contains(const struct audience_set *outer,
                           const struct audience_set *inner);
void audience_set_release(struct audience_set *set,
                          const tamis_allocator *allocator);

#endif
