/* SPDX-License-Identifier: BSD-2-Clause */
/* Names: from what was gathered to nodes. */
#ifndef TAMIS_EBPF_IMAGE_NAME_NODES_H
#define TAMIS_EBPF_IMAGE_NAME_NODES_H

#include "image/answer_list.h"

/*
 * name_nodes_make() fills the array of nodes that holds names, whose answers
 * are those of list, from `count` threads' gatherings, whose names it takes
 * away. False without memory.
 */
bool name_nodes_make(struct image_nodes *nodes, struct answer_list *list,
                     struct gathered *gathered, __u32 count);

/* How many names there are in all. */
__u32 name_nodes_count(const struct gathered *gathered, __u32 count);

#endif
