/* SPDX-License-Identifier: BSD-2-Clause */
#include "simd/kernels.h"

/* Best first; the last needs nothing. */
static const struct kernels *const tables[] = {
#if defined(__x86_64__)
    &kernels_avx512,
    &kernels_avx2,
#endif
    &kernels_scalar,
};

#define TABLE_COUNT (sizeof tables / sizeof tables[0])

const struct kernels *kernels_get(size_t n)
{
    return n < TABLE_COUNT ? tables[n] : NULL;
}

const struct kernels *kernels_pick(uint32_t features)
{
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        if ((tables[i]->required & features) == tables[i]->required)
            return tables[i];
    }
    return &kernels_scalar;
}

const struct kernels *kernels_pick_limited(uint32_t cpu_limit)
{
    return kernels_pick(cpu_features() & (cpu_limit ? cpu_limit : UINT32_MAX));
}
