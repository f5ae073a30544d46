/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From sorted prefixes to the arrays of a prefix table, in one walk along the
 * line of addresses that allocates nothing: once to count, once to write, and
 * once more, by `verify`, to compare.
 */
#ifndef TAMIS_INDEX_PREFIX_SWEEP_H
#define TAMIS_INDEX_PREFIX_SWEEP_H

#include "index/key_store.h"
#include "index/prefix_table_layout.h"

#include <stdbool.h>

/* The first slot whose key is malformed, has host bits, or is not above the
 * one before in (address, length); SLOT_NONE when the keys are good. */
uint32_t prefix_sweep_find_fault(const struct key_store *keys,
                                 uint32_t address_size);

/* The rest asks for good keys. shape has address_size, root_bits and key_count;
 * prefix_sweep_count() fills in the other counts, and says false when they are
 * more than the words of a table can say. */
bool prefix_sweep_count(const struct key_store *keys,
                        struct prefix_table_layout *shape);
/* bytes begin with the header and hold prefix_table_places(shape).end, all
 * zero; the header is not written. */
void prefix_sweep_write(const struct key_store *keys,
                        const struct prefix_table_layout *shape,
                        uint8_t *bytes);
/* Would writing give these arrays? */
bool prefix_sweep_compare(const struct key_store *keys,
                          const struct prefix_table_layout *shape,
                          const uint8_t *bytes);

#endif
