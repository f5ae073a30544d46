/* SPDX-License-Identifier: BSD-2-Clause */
/* A clearance with its audience's names in memory of its own. */
#ifndef TAMIS_EBPF_REPORT_KEPT_CLEARANCE_H
#define TAMIS_EBPF_REPORT_KEPT_CLEARANCE_H

#include <tamis/allocator.h>
#include <tamis/label.h>

struct kept_clearance {
    tamis_clearance clearance;
    tamis_slice *audience; /* in one block with its bytes */
};

/* Errors: MEMORY. The zeroed structure may be ended too. */
tamis_status kept_clearance_begin(struct kept_clearance *kept,
                                  const tamis_clearance *from,
                                  const tamis_allocator *heap,
                                  tamis_error *error);
void kept_clearance_end(struct kept_clearance *kept,
                        const tamis_allocator *heap);

#endif
