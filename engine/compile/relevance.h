/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What allow and warn records do to listed ones, as far as it can be settled
 * when a database is compiled.
 *
 * A listed value that an operator's allow record covers wholly, for everyone
 * and at all times, can never be reported: it is left out and counted
 * `allowed`. What remains is decided at match time.
 *
 * An allow or warn record says something only where one observation can meet
 * it together with a listed value. It is kept once for each label that it is
 * so met with, under the join of its own label and that one, and left out when
 * it meets nothing. So nobody can tell from it that something is listed which
 * he may not see, and everyone who may see both still sees both.
 */
#ifndef TAMIS_COMPILE_RELEVANCE_H
#define TAMIS_COMPILE_RELEVANCE_H

#include "compile/address_reach.h"
#include "compile/name_reach.h"
#include "compile/outcome_judge.h"

struct relevance {
    tamis_compiler *compiler;
    bool is_active; /* there is an allow or warn record at all */
    bool drops;     /* one that drops what it covers */
    bool has_patterns;
    struct name_reach names;
    struct address_reach addresses;
    size_t words; /* of a row of a bit for each label */
    uint32_t label_count;
};

/* What one thread asks with. */
struct relevance_scratch;

/* Reads all statements of the sealed store that are KEPT. Errors: MEMORY,
 * LIMIT, SYSTEM (told in *error). */
tamis_status relevance_begin(struct relevance *relevance,
                             tamis_compiler *compiler,
                             const struct outcome_judge *judge,
                             tamis_error *error);
void relevance_end(struct relevance *relevance);

/* These two ask, with a scratch for each thread; NULL: out of memory. */
struct relevance_scratch *
relevance_scratch_create(const struct relevance *relevance);
void relevance_scratch_destroy(const struct relevance *relevance,
                               struct relevance_scratch *scratch);

/* Is a statement that lists something covered by an allow record, wholly, for
 * everyone and always? */
bool relevance_allows(const struct relevance *relevance,
                      struct relevance_scratch *scratch,
                      enum key_class key_class, const uint8_t *code);
/* The labels that an allow or warn statement matters to: a bit for each, until
 * the scratch is used again. */
const uint64_t *relevance_find(const struct relevance *relevance,
                               struct relevance_scratch *scratch,
                               enum key_class key_class, const uint8_t *code);

#endif
