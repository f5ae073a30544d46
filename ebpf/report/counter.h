/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's counters by name, and who may know them. */
#ifndef TAMIS_EBPF_REPORT_COUNTER_H
#define TAMIS_EBPF_REPORT_COUNTER_H

#include <tamis/allocator.h>
#include <tamis/status.h>

#include "kernel/xdp_shared.h"

#include <stdbool.h>
#include <stddef.h>

struct counter_name {
    const char *name, *description;
    bool is_for_all; /* depends on packets alone, or is loss under overload */
};

extern const struct counter_name counter_names[XDP_COUNTERS];

/* Adds what each of cpu_count CPUs counted, as a look-up in a map of elements
 * per CPU gives it. */
void counters_add(struct xdp_counts *sum, const struct xdp_counts *of_cpus,
                  size_t cpu_count);

/* counters_read() adds up those of the map, by direction. Errors: SYSTEM,
 * MEMORY. */
tamis_status counters_read(struct xdp_counts counts[2], int map,
                           const tamis_allocator *heap, tamis_error *error);

#endif
