/* SPDX-License-Identifier: BSD-2-Clause */
/* The programs, loaded into the kernel with maps of their own. */
#ifndef TAMIS_EBPF_FILTER_PROGRAMS_H
#define TAMIS_EBPF_FILTER_PROGRAMS_H

#include "filter/filter_pins.h"

#include <linux/types.h>

struct programs_wish {
    int has_ingress, has_egress;
    int takes_frags; /* XDP for packets in several buffers */
    __u32 ring_size;
};

struct programs {
    int ingress, egress; /* -1 for one that was not asked for */
    struct filter_maps maps;
};

/* Errors: SYSTEM with the kernel's words. */
tamis_status programs_load(struct programs *programs,
                           const struct programs_wish *wish,
                           tamis_error *error);
void programs_close(struct programs *programs);

#endif
