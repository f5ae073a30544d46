/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where a filter was attached and where its state is kept: pinned beside its
 * maps, as an interface may get another name, and a state folder be another one
 * than the usual.
 */
#ifndef TAMIS_EBPF_FILTER_FILTER_PLACE_H
#define TAMIS_EBPF_FILTER_FILTER_PLACE_H

#include "filter/filter_folder.h"

#include <linux/types.h>

struct filter_place {
    __u32 index;      /* of the interface; 0: not known */
    __u32 directions; /* that were asked for: TAMIS_XDP_INGRESS | _EGRESS */
    __u64 network;    /* cookie of the network namespace; 0: not known */
    char state_root[PATH_MAX]; /* absolute */
};

/* filter_place_keep() pins where a filter of the folder is attached; the
 * folders are there. Errors: SYSTEM. */
tamis_status filter_place_keep(const struct filter_folder *folder, int index,
                               __u32 directions, tamis_error *error);
/* As it was kept; all 0 where nothing was. */
struct filter_place filter_place_read(const struct filter_folder *folder);
/* Whether the process is in that network namespace, as far as is known. */
int filter_place_is_here(const struct filter_place *place);

#endif
