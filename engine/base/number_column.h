/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A column of numbers that takes as many bits for each as the distance between
 * the least and the greatest needs: none when all are equal.
 * docs/FILE_FORMAT.md, "Records".
 */
#ifndef TAMIS_BASE_NUMBER_COLUMN_H
#define TAMIS_BASE_NUMBER_COLUMN_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stddef.h>

#define NUMBER_BITS_MAX 32u

struct number_column {
    const uint8_t *bytes; /* one at least, even when there are no bits */
    uint32_t bits;        /* of one number: 0, 1, 2, 4, 8, 16 or 32 */
    uint32_t mask;        /* so many bits */
    uint32_t base;        /* what is added to each */
};

static inline bool number_column_has_bits(uint32_t bits)
{
    return bits <= NUMBER_BITS_MAX && (bits & (bits - 1)) == 0;
}

/* Bytes of `count` numbers, the last one filled up. */
static inline uint64_t number_column_size(uint64_t count, uint32_t bits)
{
    return (count * bits + 7) / 8;
}

static inline struct number_column
number_column_make(const uint8_t *bytes, uint32_t bits, uint32_t base)
{
    uint32_t mask = (uint32_t)((UINT64_C(1) << bits) - 1);

    return (struct number_column){bytes, bits, mask, base};
}

/* Number n, which must be there. */
static inline uint32_t number_column_get(const struct number_column *column,
                                         size_t n)
{
    size_t at = n * column->bits;
    uint32_t value;

    if (column->bits <= 8)
        value = (uint32_t)column->bytes[at / 8] >> at % 8;
    else if (column->bits == 16)
        value = load_le16(column->bytes + at / 8);
    else
        value = load_le32(column->bytes + at / 8);
    return column->base + (value & column->mask);
}

/* Any n is fine. */
static inline void number_column_prefetch(const struct number_column *column,
                                          size_t n)
{
    __builtin_prefetch(column->bytes + n * column->bits / 8);
}

#endif
