/* SPDX-License-Identifier: BSD-2-Clause */
/* A place on the line of addresses: 128 bits, IPv4 in the first 32. */
#ifndef TAMIS_INDEX_PREFIX_POINT_H
#define TAMIS_INDEX_PREFIX_POINT_H

#include "base/bytes.h"
#include "index/key_store.h"

#include <stdbool.h>

struct prefix_point {
    uint64_t high, low;
};

static inline struct prefix_point prefix_point_load(const uint8_t *address,
                                                    uint32_t address_size)
{
    if (address_size == 4)
        return (struct prefix_point){(uint64_t)load_be32(address) << 32, 0};
    return (struct prefix_point){
        (uint64_t)load_be32(address) << 32 | load_be32(address + 4),
        (uint64_t)load_be32(address + 8) << 32 | load_be32(address + 12)};
}

/* Ones below the first length bits. */
static inline struct prefix_point prefix_host_bits(unsigned length)
{
    struct prefix_point bits = {0, 0};

    if (length < 64)
        bits.high = UINT64_MAX >> length;
    if (length <= 64)
        bits.low = UINT64_MAX;
    else if (length < 128)
        bits.low = UINT64_MAX >> (length - 64);
    return bits;
}

static inline bool prefix_point_before(struct prefix_point a,
                                       struct prefix_point b)
{
    return a.high < b.high || (a.high == b.high && a.low < b.low);
}

static inline bool prefix_point_equal(struct prefix_point a,
                                      struct prefix_point b)
{
    return a.high == b.high && a.low == b.low;
}

static inline bool prefix_covers(struct prefix_point prefix, unsigned length,
                                 struct prefix_point point)
{
    struct prefix_point host = prefix_host_bits(length);

    return ((prefix.high ^ point.high) & ~host.high) == 0 &&
           ((prefix.low ^ point.low) & ~host.low) == 0;
}

/* The address and length of a key; false when it is no key of this size. */
static inline bool prefix_key_load(const struct key_store *keys, uint32_t slot,
                                   uint32_t address_size,
                                   struct prefix_point *point, unsigned *length)
{
    tamis_slice key = key_store_get(keys, slot);
    const uint8_t *bytes = (const uint8_t *)key.data;

    if (key.size != (size_t)address_size + 1 ||
        bytes[address_size] > address_size * 8)
        return false;
    *point = prefix_point_load(bytes, address_size);
    *length = bytes[address_size];
    return true;
}

#endif
