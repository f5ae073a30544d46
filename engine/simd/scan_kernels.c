/* SPDX-License-Identifier: BSD-2-Clause */
#include "simd/scan_kernels.h"

/* Best first; the last needs nothing. */
static const struct scan_kernels *const tables[] = {
#if defined(__x86_64__)
    &scan_kernels_avx512,
    &scan_kernels_avx2,
#endif
    &scan_kernels_scalar,
};

#define TABLE_COUNT (sizeof tables / sizeof tables[0])

const struct scan_kernels *scan_kernels_get(size_t n)
{
    return n < TABLE_COUNT ? tables[n] : NULL;
}

const struct scan_kernels *scan_kernels_pick(uint32_t features)
{
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        if ((tables[i]->required & features) == tables[i]->required)
            return tables[i];
    }
    return &scan_kernels_scalar;
}
