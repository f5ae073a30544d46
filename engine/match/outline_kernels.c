/* SPDX-License-Identifier: BSD-2-Clause */
#include "match/outline_kernels.h"

/* Best first; the last needs nothing. */
static const struct outline_kernels *const tables[] = {
#if defined(__x86_64__)
    &outline_kernels_avx512,
    &outline_kernels_avx2,
#endif
    &outline_kernels_scalar,
};

const struct outline_kernels *outline_kernels_pick(uint32_t features)
{
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        if ((tables[i]->required & features) == tables[i]->required)
            return tables[i];
    return &outline_kernels_scalar;
}
