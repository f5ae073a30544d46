/* SPDX-License-Identifier: BSD-2-Clause */
/* All that one refresh found out, in the order in which it is told. */
#ifndef TAMIS_EBPF_REPORT_SUMMARY_H
#define TAMIS_EBPF_REPORT_SUMMARY_H

#include <tamis/xdp_report.h>

#include "kernel/xdp_shared.h"
#include "report/tally.h"

struct summary {
    tamis_allocator heap;
    tamis_xdp_status status;
    struct xdp_counts counts[2]; /* by direction */
    tamis_xdp_listed *listed;    /* most hits first */
    tamis_xdp_hits *feeds;       /* by name */
    tamis_xdp_hits kinds[TAMIS_KIND_COUNT];
    size_t listed_count, feed_count, kind_count;
    tamis_slice *names; /* of the feeds of listed, one after the other */
    size_t name_count, name_capacity;
};

void summary_begin(struct summary *summary, const tamis_allocator *heap);
void summary_end(struct summary *summary);
/* summary_take() takes over what was added up; slices are the database's.
 * Errors: MEMORY. */
tamis_status summary_take(struct summary *summary, struct tally *tally,
                          const struct reader *reader, tamis_error *error);

int summary_counter(const struct summary *summary, uint32_t n,
                    tamis_xdp_counter *counter);
size_t summary_json(const struct summary *summary, size_t top_count, char *text,
                    size_t capacity);
size_t summary_metrics(const struct summary *summary, char *text,
                       size_t capacity);

#endif
