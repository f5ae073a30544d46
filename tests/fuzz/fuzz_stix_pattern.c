/* SPDX-License-Identifier: BSD-2-Clause */
/* STIX patterns: any text parses to a tree or a reason, and any tree gives
 * atoms that lie in the pattern's own memory or refusals with a reason. */
#include "feed/stix_atoms.h"

#include "base/memory.h"
#include "base/slice.h"

#include <stdlib.h>

#define REQUIRE(condition)                                                     \
    do {                                                                       \
        if (!(condition))                                                      \
            abort();                                                           \
    } while (0)

static tamis_status add(void *context, const struct stix_atom *atom,
                        tamis_error *error)
{
    (void)error;
    ++*(size_t *)context;
    REQUIRE(atom->kind > TAMIS_KIND_AUTO && atom->kind < TAMIS_KIND_COUNT);
    REQUIRE(atom->from_ns < atom->until_ns);
    REQUIRE(atom->value.size <= STIX_PATTERN_SIZE_MAX);
    return TAMIS_OK;
}

static tamis_status refuse(void *context, tamis_reason reason,
                           tamis_error *error)
{
    (void)error;
    ++*(size_t *)context;
    REQUIRE(reason > TAMIS_REASON_NONE && reason < TAMIS_REASON_COUNT);
    return TAMIS_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    size_t outcomes = 0;
    const struct stix_atom_sink sink = {add, refuse, &outcomes};
    struct stix_pattern pattern;
    tamis_reason reason;

    stix_pattern_init(&pattern, &memory_default);
    REQUIRE(stix_pattern_parse(&pattern, slice_make(data, size), &reason) ==
            TAMIS_OK);
    if (reason == TAMIS_REASON_NONE) {
        REQUIRE(stix_atoms_read(&pattern, &sink, NULL) == TAMIS_OK);
        REQUIRE(outcomes > 0);
    } else {
        REQUIRE(pattern.error_offset <= size);
    }
    stix_pattern_release(&pattern);
    return 0;
}
