/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the policy says about one statement on one value: as the image says it
 * of all statements together, but of this one alone. A reader is told by what
 * he sees, so that statements he does not see make no difference.
 */
#ifndef TAMIS_EBPF_REPORT_VISIBLE_STATEMENT_H
#define TAMIS_EBPF_REPORT_VISIBLE_STATEMENT_H

#include <tamis/match.h>
#include <tamis/xdp_policy.h>

#include <linux/types.h>
#include <stdbool.h>

/* The word (XDP_POLICY_SHIFT) of the hit's entry; policy may be NULL. */
__u32 statement_word(const tamis_xdp_policy *policy, const tamis_hit *hit);
/* What it says for a direction and a place, an XDP_DO_*. */
unsigned statement_action(__u32 word, unsigned direction, unsigned place);

#endif
