/* SPDX-License-Identifier: BSD-2-Clause */
/* The policies that events were written under. */
#ifndef TAMIS_EBPF_REPORT_EVENT_POLICIES_H
#define TAMIS_EBPF_REPORT_EVENT_POLICIES_H

#include "report/attribution.h"

/* Events of few policies lie beside each other. */
#define EVENT_POLICIES 4u

struct event_policy {
    __u64 generation; /* 0: free */
    __u32 number;
    tamis_xdp_policy *policy; /* NULL: it is not kept any more */
};

/* The zeroed structure, with a heap, is empty. */
struct event_policies {
    tamis_allocator heap;
    struct event_policy read[EVENT_POLICIES];
    unsigned next; /* of read, to be replaced */
};

void event_policies_end(struct event_policies *policies);
/* The policy of that number in the attribution's generation, NULL where that is
 * not known. It is good until the next one is found, or the attribution goes.
 * Errors: MEMORY, SYSTEM. */
tamis_status event_policies_find(struct event_policies *policies,
                                 const struct filter_folder *folder,
                                 const struct attribution *attribution,
                                 __u32 number, const tamis_xdp_policy **policy,
                                 tamis_error *error);

#endif
