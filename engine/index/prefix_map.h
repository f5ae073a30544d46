/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which blocks of addresses a listed prefix reaches into: a bit for each value
 * of the first so many bits of an IPv4 address. Nearly every clean address ends
 * at this bit; the map is small enough to stay near the core.
 */
#ifndef TAMIS_INDEX_PREFIX_MAP_H
#define TAMIS_INDEX_PREFIX_MAP_H

#include "base/bytes.h"
#include "index/key_store.h"
#include "index/prefix_table_places.h"

#include <stdbool.h>

#define PREFIX_MAP_BITS_MIN 10u
#define PREFIX_MAP_BITS_MAX 26u

/* The bits of an address that a map for so many prefixes is indexed by: four
 * to eight blocks a prefix, so that few clean addresses meet a set bit. */
uint32_t prefix_map_bits(uint32_t count);

/* Sets the bits of sorted keys in a map that is zero. */
void prefix_map_fill(const struct key_store *keys, uint32_t map_bits,
                     uint8_t *map);
/* Are these the bits of the keys? Cost: linear in keys and map. */
bool prefix_map_is_filled(const struct key_store *keys, uint32_t map_bits,
                          const uint8_t *map);

/* The bit of an address's block, at the bottom. map_bits is not 0. */
static inline uint32_t prefix_map_get(const uint8_t *map, uint32_t map_bits,
                                      uint32_t address)
{
    uint32_t block = address >> (32 - map_bits);

    return load_le32(map + (size_t)(block / 32) * 4) >> block % 32 & 1;
}

#endif
