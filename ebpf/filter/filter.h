/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A filter as a process has it open: the maps of its programs and the
 * generation that packets meet. xdp.h is the public face.
 */
#ifndef TAMIS_EBPF_FILTER_FILTER_H
#define TAMIS_EBPF_FILTER_FILTER_H

#include <tamis/xdp.h>

#include "filter/filter_folder.h"
#include "filter/filter_pins.h"
#include "filter/generation.h"
#include "image/image.h"
#include "kernel/xdp_shared.h"

struct tamis_xdp {
    /* First: options of an image name a filter and mean this. */
    struct image_secret_owner owner;
    tamis_allocator heap;
    struct filter_folder folder;
    struct filter_maps maps;
    struct generation generation; /* as of the last filter_refresh() */
};

/* Is it the one that is attached there now? Errors: NOT_FOUND where it was
 * detached, another may be attached, and where only remains of one are. */
tamis_status filter_check(const tamis_xdp *filter, tamis_error *error);

/* filter_refresh() has filter->generation be the one that packets meet now,
 * whoever published it; what pointed into the one before is then gone. Errors:
 * those of filter_check(), SYSTEM, CORRUPT, UNSUPPORTED. */
tamis_status filter_refresh(tamis_xdp *filter, tamis_error *error);

/* Where it is attached now, 0 for nowhere, and how: TAMIS_XDP_INGRESS, _EGRESS
 * in *directions. */
int filter_attached(const struct filter_folder *folder, uint32_t *directions);

/* Under the lock: takes off whatever is attached, finished or not, and clears
 * the folders. Errors: SYSTEM, ARGUMENT. */
tamis_status filter_take_off(const struct filter_folder *folder,
                             tamis_error *error);

/* The file with the image of a generation, for image_load(): there is one for
 * the generation that packets meet, and for the one before. */
struct filter_path filter_image_path(const tamis_xdp *filter, __u64 generation);
/* The same for hits_carried_load(); the first generation has none. */
struct filter_path filter_carried_path(const tamis_xdp *filter,
                                       __u64 generation);

/* Under the lock: what a process left undone that was killed, or failed, while
 * it set a policy is done. Where it cannot be, it stays so. */
void filter_finish_policy(tamis_xdp *filter);

/* CLOCK_BOOTTIME in ns, as the programs have it. */
__u64 filter_now_ns(void);
/* When that is over; TAMIS_XDP_FOREVER: never, 0: it is. */
uint64_t filter_until(uint64_t duration_ns);

#endif
