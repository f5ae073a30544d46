/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A policy as the kernel takes it: a word of nibbles for each combination of
 * feeds, one for every direction and place (XDP_POLICY_SHIFT).
 */
#ifndef TAMIS_EBPF_POLICY_WORD_H
#define TAMIS_EBPF_POLICY_WORD_H

#include <tamis/xdp_policy.h>

#include <linux/types.h>
#include <stdbool.h>

/* Another policy of the same lines, for an image to keep. */
tamis_status policy_copy(tamis_xdp_policy **copy,
                         const tamis_xdp_policy *policy,
                         const tamis_allocator *allocator, tamis_error *error);

/* What the policy says for a feed, everywhere; and whether PAP holds there.
 * A NULL policy is the one without lines, here and below. */
struct policy_feed {
    __u32 word;
    int is_permitted;
};
struct policy_feed policy_for_feed(const tamis_xdp_policy *policy,
                                   tamis_slice feed);

/*
 * What a statement of the feed adds to the word of its answers. is_restricted:
 * PAP is AMBER or RED and its indicator is not permitted (the feed's permission
 * is looked at here): report at most. fields: TAMIS_FIELD_* of the statement;
 * SOURCE or DESTINATION alone act at that place alone, and on names not at all.
 */
__u32 policy_statement_word(struct policy_feed feed, int is_restricted,
                            __u32 fields);
/* Of each nibble the greater one; of report and drop both, so that nobody's
 * report ends because somebody else drops. */
__u32 policy_join(__u32 one, __u32 other);
/* No nibble above action (an XDP_DO_*). */
__u32 policy_cap(__u32 word, unsigned action);

/*
 * The word of a set from the joined words of its statements: nothing where an
 * allow record covers it; a report, neither more nor less, where it is the
 * operator's own; a report at most where a warning list has it and no permit
 * value line.
 */
__u32 policy_set_word(__u32 word, bool is_allowed, bool is_warned,
                      bool is_protected);

/* Whether a "permit value" line names this record's key. */
bool policy_permits_value(const tamis_xdp_policy *policy, tamis_kind kind,
                          tamis_slice key);
/* Whether there is such a line at all: nearly always there is none. */
bool policy_permits_values(const tamis_xdp_policy *policy);

/*
 * The protect lines, sorted by kind and key. An address has the key of
 * tamis_indicator (5 or 17 bytes, the prefix length last); a name stands for
 * itself and all names under it. The key lives as long as the policy.
 */
struct policy_protected {
    tamis_kind kind; /* TAMIS_KIND_IP or TAMIS_KIND_DOMAIN */
    tamis_slice key;
    unsigned prefix_length; /* of an address */
};
size_t policy_protected_count(const tamis_xdp_policy *policy);
struct policy_protected policy_protected_at(const tamis_xdp_policy *policy,
                                            size_t index);

/* Whether both say the same in their permit value and protect lines, so that
 * an image of the one need not be built anew for the other. */
bool policy_same_values(const tamis_xdp_policy *one,
                        const tamis_xdp_policy *other);

#endif
