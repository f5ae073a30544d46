/* SPDX-License-Identifier: BSD-2-Clause */
#include "simd/text_kernels.h"

/* Best first; the last needs nothing. */
static const struct text_kernels *const tables[] = {
#if defined(__x86_64__)
    &text_kernels_avx2,
#endif
    &text_kernels_scalar,
};

#define TABLE_COUNT (sizeof tables / sizeof tables[0])

const struct text_kernels *text_kernels_get(size_t n)
{
    return n < TABLE_COUNT ? tables[n] : NULL;
}

const struct text_kernels *text_kernels_pick(uint32_t features)
{
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        if ((tables[i]->required & features) == tables[i]->required)
            return tables[i];
    }
    return &text_kernels_scalar;
}
