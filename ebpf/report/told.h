/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which indicators a sink was told of in a second. The kernel writes an event
 * for the first packet of a value in a second; but of a prefix it may write
 * more, for more precise values in it, and how many there are of those must
 * not show. So each sink is told an indicator at the first packet only.
 */
#ifndef TAMIS_EBPF_REPORT_TOLD_H
#define TAMIS_EBPF_REPORT_TOLD_H

#include <tamis/database.h>

#include <linux/types.h>
#include <stdbool.h>

#define TOLD_WAYS 8u
#define TOLD_SETS 4096u /* a power of two */

struct told_slot {
    tamis_record_id record;
    __u32 second; /* + 1; 0: free */
};

/* The zeroed structure is empty. Where more are told of in a second than there
 * is room for, the oldest may be told again. */
struct told {
    struct told_slot slots[TOLD_SETS][TOLD_WAYS];
};

/* True for the first time in this second. */
bool told_first(struct told *told, tamis_record_id record, __u32 second);

#endif
