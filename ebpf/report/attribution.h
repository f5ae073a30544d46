/* SPDX-License-Identifier: BSD-2-Clause */
/* What the numbers of a filter's published generation mean: its file in the
 * state folder, and the database that the image was made of. */
#ifndef TAMIS_EBPF_REPORT_ATTRIBUTION_H
#define TAMIS_EBPF_REPORT_ATTRIBUTION_H

#include "filter/filter.h"
#include "filter/hits_carried.h"

#include <sys/stat.h>

struct attribution {
    tamis_allocator heap;
    int is_open;
    struct image_state state;
    tamis_xdp_policy *policy;
    tamis_database *database;   /* NULL: no file holds what it held */
    struct hits_carried before; /* what was counted before this generation;
                                   counts is NULL: that is not known */
    struct stat file; /* of the state: a policy that is set is a new file */
};

/* attribution_open() reads those of a generation, which has files while packets
 * meet it and while they meet the next. Errors: SYSTEM, MEMORY, CORRUPT,
 * NOT_FOUND. Closed is the zeroed structure, for closing too. */
tamis_status attribution_open(struct attribution *attribution,
                              const tamis_xdp *filter, __u64 generation,
                              const tamis_allocator *heap, tamis_error *error);
void attribution_close(struct attribution *attribution);
/* attribution_follow() has it be of the generation that packets meet now,
 * which is refreshed; *is_new says that it was opened again. What it was of
 * another generation is *earlier then, unless earlier is NULL. A database that
 * is open stays so while images are of it, whatever becomes of its file. */
tamis_status attribution_follow(struct attribution *attribution,
                                struct attribution *earlier, tamis_xdp *filter,
                                const tamis_allocator *heap, int *is_new,
                                tamis_error *error);

#endif
