/* SPDX-License-Identifier: BSD-2-Clause */
/* Which hits are wanted, of those that the clearance may see. Limits, counts
 * and exit codes come after it. One filter is read by many threads. */
#ifndef TAMIS_CLI_SCAN_FILTER_H
#define TAMIS_CLI_SCAN_FILTER_H

#include "new_records.h"

#include <tamis/match.h>

#include <stdbool.h>

/* Zeroed: everything. */
struct scan_filter {
    bool has_kinds;
    bool kinds[TAMIS_KIND_COUNT]; /* of the indicator, by number */
    struct new_records news;      /* --new-since */
};

/* --only-kind: "domain,url". 0, or an exit code after a message. */
int scan_filter_take_kinds(struct scan_filter *filter, const char *names);
bool scan_filter_wants(const struct scan_filter *filter, const tamis_hit *hit);

#endif
