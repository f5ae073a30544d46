/* SPDX-License-Identifier: BSD-2-Clause */
/* What came of a STIX pattern, as text. */
#ifndef TAMIS_TESTS_STIX_OUTCOME_H
#define TAMIS_TESTS_STIX_OUTCOME_H

#include <tamis/status.h>

/* "kind[/mode][@fields] value[ (context)][ [from,until)]" for each atom,
 * "!reason" for each refusal, joined by "; ". Static; until the next call. */
const char *stix_outcome_of(tamis_slice pattern);

struct stix_outcome_row {
    const char *pattern, *expected;
};

void stix_outcome_check(const struct stix_outcome_row *rows, size_t count);

#endif
