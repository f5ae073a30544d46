/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Guards: values that would list far more than their feed can have meant.
 *
 * They protect against listing. What an operator allows or warns about may
 * well be a private range or the digest of the empty file: there only /0 is
 * refused.
 */
#ifndef TAMIS_COMPILE_GUARD_H
#define TAMIS_COMPILE_GUARD_H

#include "compile/public_suffix.h"

#include <tamis/compile.h>

#include <stdbool.h>

/* Shorter prefixes need TAMIS_COMPILER_ALLOW_SHORT. */
#define GUARD_IPV4_LENGTH_MIN 8u
#define GUARD_IPV6_LENGTH_MIN 16u

/* guard_check() looks at a value in normal form (not at names: see
 * guard_choose_mode). flags are TAMIS_COMPILER_*. */
tamis_reason guard_check(const tamis_indicator *indicator, tamis_action action,
                         uint32_t flags);

/* What there is to choose a domain's match mode from. */
struct guard_mode_question {
    struct public_suffix_list *suffixes;
    tamis_mode stated;   /* by the format or the reader */
    tamis_mode wildcard; /* by the value itself: "*.x", ".x"; else AUTO */
    tamis_mode fallback; /* the feed's domain_match */
    tamis_action action;
};

/*
 * guard_choose_mode() gives the match mode of a name; *is_auto tells that the
 * name itself decided. A public suffix is never listed with all that is under
 * it: a private one becomes EXACT, an ICANN one is rejected.
 */
tamis_reason guard_choose_mode(const struct guard_mode_question *question,
                               tamis_slice name, tamis_mode *mode,
                               bool *is_auto);

#endif
