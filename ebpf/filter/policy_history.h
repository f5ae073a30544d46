/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The policies that a generation had: texts in the state folder, by the number
 * that sets and events have. Events are read later than they are written, and
 * judged by the policy of then.
 */
#ifndef TAMIS_EBPF_FILTER_POLICY_HISTORY_H
#define TAMIS_EBPF_FILTER_POLICY_HISTORY_H

#include <tamis/xdp_policy.h>

#include "filter/filter_folder.h"

#include <linux/types.h>
#include <stdbool.h>

/* So many are kept besides the one that holds. */
#define POLICY_HISTORY 32u

/* policy_history_keep() writes a policy's text and removes the one that is too
 * old now; policy_history_first() is the oldest that is kept beside number. To
 * be called under the folder's lock. Errors: SYSTEM. */
tamis_status policy_history_keep(const struct filter_folder *folder,
                                 __u64 generation, __u32 number,
                                 const char *text, size_t size,
                                 tamis_error *error);
__u32 policy_history_first(__u32 number);
/* Is the text of that number kept; forgets it. */
bool policy_history_has(const struct filter_folder *folder, __u64 generation,
                        __u32 number);
void policy_history_forget(const struct filter_folder *folder, __u64 generation,
                           __u32 number);

/* policy_history_read() is the policy of that number; NULL where it is not kept
 * any more, or what is kept is none. To be destroyed. Errors: MEMORY; SYSTEM
 * where it cannot be read now. */
tamis_status policy_history_read(tamis_xdp_policy **policy,
                                 const struct filter_folder *folder,
                                 __u64 generation, __u32 number,
                                 const tamis_allocator *heap,
                                 tamis_error *error);

#endif
