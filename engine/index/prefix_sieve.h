/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What of an IPv4 address's surroundings is listed, in one line of cache.
 *
 * Addresses that the map does not rule out ask here before they go to the root:
 * a clean one beside a listed address ends at this line, where root and words
 * are two that wait for each other. A line belongs to the first bits of an
 * address. It says of each value of the eight bits behind them whether a prefix
 * reaches into it, exactly, and of single addresses what two bits of 256 can.
 */
#ifndef TAMIS_INDEX_PREFIX_SIEVE_H
#define TAMIS_INDEX_PREFIX_SIEVE_H

#include "base/bytes.h"
#include "index/key_store.h"
#include "index/prefix_table_layout.h"

#include <stdbool.h>

#define PREFIX_SIEVE_BITS_MIN 10u
#define PREFIX_SIEVE_BITS_MAX 20u

#define PREFIX_SIEVE_FACTOR UINT32_C(0x9e3779b1)
#define PREFIX_SIEVE_SIZE   sizeof(struct prefix_sieve_layout)

/* The bits of an address that choose a line, for so many prefixes: 16 to 32
 * prefixes a line; 0 where the root stays near the core without a sieve. */
uint32_t prefix_sieve_bits(uint32_t count);

/* Sets the bits of sorted keys in lines that are zero. */
void prefix_sieve_fill(const struct key_store *keys, uint32_t sieve_bits,
                       uint8_t *lines);
/* Are these the lines of the keys? Cost: linear in keys and lines. */
bool prefix_sieve_is_filled(const struct key_store *keys, uint32_t sieve_bits,
                            const uint8_t *lines);

/* The two bits of a single address: eight bits each of a product. */
static inline uint32_t prefix_sieve_hash(uint32_t address)
{
    return address * PREFIX_SIEVE_FACTOR >> 16;
}

/* The n-th bit of 256, at the bottom. */
static inline uint32_t prefix_sieve_bit(const uint8_t *bits, uint32_t n)
{
    return load_le32(bits + (size_t)(n / 32) * 4) >> n % 32;
}

/* 1 if anything listed may cover the address. sieve_bits is not 0. */
static inline uint32_t
prefix_sieve_passes(const uint8_t *lines, uint32_t sieve_bits, uint32_t address)
{
    const uint8_t *line =
        lines + (size_t)(address >> (32 - sieve_bits)) * PREFIX_SIEVE_SIZE;
    const uint8_t *singles =
        line + offsetof(struct prefix_sieve_layout, singles);
    uint32_t hash = prefix_sieve_hash(address);

    return (prefix_sieve_bit(line, address >> (24 - sieve_bits) & 255) |
            (prefix_sieve_bit(singles, hash >> 8) &
             prefix_sieve_bit(singles, hash & 255))) &
           1;
}

#endif
