/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/checksum.h"

#include <criterion/criterion.h>
#include <string.h>

#define SIZE 100

static unsigned char bytes[SIZE + 1];

static uint64_t sum_of(const void *of, size_t size)
{
    struct checksum sum = {{0}};

    checksum_add(&sum, of, size);
    return checksum_value(&sum);
}

static void fill(void)
{
    for (size_t n = 0; n < SIZE; n++)
        bytes[n] = (unsigned char)(n * 37 + 11);
}

Test(checksum, every_bit_of_every_size_counts)
{
    fill();
    for (size_t size = 1; size <= SIZE; size++) {
        uint64_t sum = sum_of(bytes, size);

        for (size_t bit = 0; bit < 8 * size; bit++) {
            bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
            cr_assert_neq(sum_of(bytes, size), sum, "%zu of %zu", bit, size);
            bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
        }
        cr_assert_eq(sum_of(bytes, size), sum);
    }
}

/* Zeroes are something, and words have their places. */
Test(checksum, size_and_order_count)
{
    uint64_t sums[SIZE + 1];

    memset(bytes, 0, sizeof bytes);
    for (size_t size = 0; size <= SIZE; size++) {
        sums[size] = sum_of(bytes, size);
        for (size_t n = 0; n < size; n++)
            cr_assert_neq(sums[size], sums[n], "%zu %zu", size, n);
    }
    fill();
    for (size_t one = 0; one + 8 <= SIZE; one += 8)
        for (size_t other = one + 8; other + 8 <= SIZE; other += 8) {
            uint64_t sum = sum_of(bytes, SIZE);
            unsigned char kept[8];

            memcpy(kept, bytes + one, 8);
            memcpy(bytes + one, bytes + other, 8);
            memcpy(bytes + other, kept, 8);
            cr_assert_neq(sum_of(bytes, SIZE), sum, "%zu %zu", one, other);
        }
}

/* Where it lies in memory makes none. */
Test(checksum, place_does_not_count)
{
    uint64_t sum;

    fill();
    sum = sum_of(bytes, SIZE);
    memmove(bytes + 1, bytes, SIZE);
    cr_assert_eq(sum_of(bytes + 1, SIZE), sum);
}
