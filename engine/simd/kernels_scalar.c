/* SPDX-License-Identifier: BSD-2-Clause */
/* The specification of every kernel, written to be read. */
#include "simd/kernels.h"

static void fold_ascii(uint8_t *to, const uint8_t *from, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        uint8_t byte = from[i];

        to[i] = byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte | 0x20) : byte;
    }
}

const struct kernels kernels_scalar = {
    .name = "scalar",
    .required = 0,
    .fold_ascii = fold_ascii,
};
