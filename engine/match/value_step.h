/* SPDX-License-Identifier: BSD-2-Clause */
/* One step of a batch of URLs, e-mail addresses or texts: what is asked for
 * each of them, with the keys in one buffer. Part of a matcher's scratch. */
#ifndef TAMIS_MATCH_VALUE_STEP_H
#define TAMIS_MATCH_VALUE_STEP_H

#include "index/exact_table.h"

#include <tamis/indicator.h>

/* Keys of a step: room for 64 of usual sizes, and for one of any size behind
 * them. Longer ones make a step of fewer values. */
#define VALUE_STEP_USUAL ((size_t)16 << 10)
#define VALUE_STEP_LAST  (TAMIS_KEY_SIZE_MAX + TAMIS_DOMAIN_SIZE_MAX + 64)

struct value_step {
    size_t count, used;
    struct exact_step whole;   /* the values, in their own class */
    struct exact_step at_name; /* "@domain" of e-mail addresses */
    /* By value; empty: nothing to ask. */
    tamis_slice keys[KERNELS_BATCH_MAX], at_names[KERNELS_BATCH_MAX];
    tamis_slice hosts[KERNELS_BATCH_MAX]; /* a name, or an address's key */
    tamis_kind host_kinds[KERNELS_BATCH_MAX];
    uint64_t listed_hosts; /* that may be listed, one bit each */
    char bytes[VALUE_STEP_USUAL + VALUE_STEP_LAST];
};

#endif
