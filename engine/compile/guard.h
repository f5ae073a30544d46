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
 * guard_choose_mode), guard_check_address() at one IPv4 address. flags are
 * TAMIS_COMPILER_*. */
tamis_reason guard_check(tamis_kind kind, tamis_slice key, tamis_action action,
                         uint32_t flags);
tamis_reason guard_check_address(uint32_t address, tamis_action action,
                                 uint32_t flags);

/* What there is to choose a domain's match mode from. */
struct guard_mode_question {
    tamis_mode stated;   /* by the format or the reader */
    tamis_mode wildcard; /* by the value itself: "*.x", ".x"; else AUTO */
    tamis_mode fallback; /* the feed's domain_match */
    tamis_action action;
};

struct guard_mode_answer {
    tamis_mode mode;
    bool is_auto; /* the name itself decided */
    tamis_reason reason;
};

/*
 * guard_choose_mode() gives the match mode of a name that stands at a place in
 * the public suffix list; which place matters only if guard_asks_place(). A
 * public suffix is never listed with all that is under it: a private one
 * becomes EXACT, an ICANN one is rejected.
 */
bool guard_asks_place(const struct guard_mode_question *question);
struct guard_mode_answer
guard_choose_mode(const struct guard_mode_question *question,
                  enum public_suffix_place place);

#endif
