/* SPDX-License-Identifier: BSD-2-Clause */
/* Prefixes and addresses with ports: from what was gathered to nodes. */
#ifndef TAMIS_EBPF_IMAGE_ADDRESS_NODES_H
#define TAMIS_EBPF_IMAGE_ADDRESS_NODES_H

#include "image/answer_list.h"

/*
 * address_nodes_make() fills the arrays of nodes that hold addresses, whose
 * answers are those of list, from `count` threads' gatherings, which it sorts
 * where they are not. False without memory.
 */
bool address_nodes_make(struct image_nodes *nodes, struct answer_list *list,
                        struct gathered *gathered, __u32 count);

#endif
