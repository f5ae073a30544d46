/* SPDX-License-Identifier: BSD-2-Clause */
#include "simd/cpu.h"

#include <criterion/criterion.h>

Test(cpu, scalar_is_always_there)
{
    cr_assert(cpu_features() & CPU_SCALAR);
}

Test(cpu, avx512_implies_avx2)
{
    uint32_t features = cpu_features();

    cr_assert(!(features & CPU_AVX512) || (features & CPU_AVX2));
}

/* The compiler's own run-time check is a second opinion. */
Test(cpu, agrees_with_the_compiler)
{
#if defined(__x86_64__)
    uint32_t features = cpu_features();

    cr_assert_eq(!!(features & CPU_AVX2), !!__builtin_cpu_supports("avx2"));
    cr_assert_eq(!!(features & CPU_AVX512),
                 __builtin_cpu_supports("avx512bw") &&
                     __builtin_cpu_supports("avx512vl"));
#else
    cr_assert_eq(cpu_features(), CPU_SCALAR);
#endif
}
