/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether packets still meet a filter: interfaces go, and programs that others
 * take off. */
#ifndef TAMIS_XDP_PROGRAM_ATTACHMENT_H
#define TAMIS_XDP_PROGRAM_ATTACHMENT_H

#include <tamis/xdp.h>

#include <stdbool.h>

/* Is everything attached that was asked for? */
bool attachment_is_whole(const tamis_xdp_info *info);
/* Says what is not: a note where a direction lacks, an error where all do. 0,
 * or EXIT_ERROR after an error. */
int attachment_say(const tamis_xdp_info *info, const char *interface);
/* The same for a filter. */
int attachment_check(tamis_xdp *filter, const char *interface);

#endif
