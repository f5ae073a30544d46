/* SPDX-License-Identifier: BSD-2-Clause */
/* The kernel's counters by name, and who may know them. */
#ifndef TAMIS_EBPF_REPORT_COUNTER_H
#define TAMIS_EBPF_REPORT_COUNTER_H

#include "kernel/xdp_shared.h"

#include <stdbool.h>
#include <stddef.h>

struct counter_name {
    const char *name, *description;
    bool is_observation; /* depends on packets alone, on nothing listed */
};

extern const struct counter_name counter_names[XDP_COUNTERS];

/* Adds what each of cpu_count CPUs counted, as a look-up in a map of elements
 * per CPU gives it. */
void counters_add(struct xdp_counts *sum, const struct xdp_counts *of_cpus,
                  size_t cpu_count);

#endif
