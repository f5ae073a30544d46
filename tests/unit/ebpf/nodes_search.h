/* SPDX-License-Identifier: BSD-2-Clause */
/* The nodes of an image, searched from one end to the other: the oracle of
 * whatever is made of them. */
#ifndef TAMIS_TESTS_UNIT_EBPF_NODES_SEARCH_H
#define TAMIS_TESTS_UNIT_EBPF_NODES_SEARCH_H

#include "image/image_nodes.h"

/* The answer of an address, an address with a port or a name, as values are
 * written; 0: none. Asserts that no value is there twice. */
uint32_t nodes_search(const struct image_nodes *nodes, tamis_kind kind,
                      const char *value);

#endif
