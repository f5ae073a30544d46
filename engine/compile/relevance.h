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
#include "compile/compiler.h"
#include "compile/name_reach.h"

struct relevance {
    tamis_compiler *compiler;
    bool is_active; /* there is an allow or warn record at all */
    struct name_reach names;
    struct address_reach addresses;
    uint64_t *bits; /* a bit for each label; what relevance_find() gave last */
    uint32_t *joined; /* labels that one entry is kept under; scratch */
    uint32_t joined_count;
    uint32_t label_count;
};

/* Reads all pending statements and sets the outcome of those that are
 * ALLOWED. Errors: MEMORY, LIMIT. */
tamis_status relevance_begin(struct relevance *relevance,
                             tamis_compiler *compiler);
void relevance_end(struct relevance *relevance);
/* The labels that an allow or warn statement matters to, in ->bits. */
void relevance_find(struct relevance *relevance, enum key_class key_class,
                    const struct pending *pending);

#endif
