/* SPDX-License-Identifier: BSD-2-Clause */
#include "simd/cpu.h"

#if defined(__x86_64__)

#include <cpuid.h>

/* CPUID bits, named as Intel's manual (volume 2A, CPUID) names them. */
#define LEAF1_ECX_POPCNT   (1u << 23)
#define LEAF1_ECX_OSXSAVE  (1u << 27)
#define LEAF1_ECX_AVX      (1u << 28)
#define LEAF7_EBX_BMI1     (1u << 3)
#define LEAF7_EBX_AVX2     (1u << 5)
#define LEAF7_EBX_BMI2     (1u << 8)
#define LEAF7_EBX_AVX512F  (1u << 16)
#define LEAF7_EBX_AVX512DQ (1u << 17)
#define LEAF7_EBX_AVX512CD (1u << 28)
#define LEAF7_EBX_AVX512BW (1u << 30)
#define LEAF7_EBX_AVX512VL (1u << 31)
#define LEAF81_ECX_LZCNT   (1u << 5)
/* XCR0: the register states that the system saves when it switches tasks. */
#define XCR0_AVX    0x06u
#define XCR0_AVX512 0xe6u

#define AVX2_BITS (LEAF7_EBX_AVX2 | LEAF7_EBX_BMI1 | LEAF7_EBX_BMI2)
#define AVX512_BITS                                                            \
    (LEAF7_EBX_AVX512F | LEAF7_EBX_AVX512DQ | LEAF7_EBX_AVX512CD |             \
     LEAF7_EBX_AVX512BW | LEAF7_EBX_AVX512VL)
#define LEAF1_BITS (LEAF1_ECX_POPCNT | LEAF1_ECX_OSXSAVE | LEAF1_ECX_AVX)

static uint32_t read_xcr0(void)
{
    uint32_t low, high;

    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

uint32_t cpu_features(void)
{
    uint32_t features = CPU_SCALAR;
    uint32_t eax, ebx, ecx, edx, saved;

    if (!__get_cpuid(1, &eax, &ebx, &ecx, &edx) ||
        (ecx & LEAF1_BITS) != LEAF1_BITS)
        return features;
    if (!__get_cpuid(0x80000001u, &eax, &ebx, &ecx, &edx) ||
        !(ecx & LEAF81_ECX_LZCNT))
        return features;
    if (!__get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx))
        return features;
    saved = read_xcr0();
    if ((saved & XCR0_AVX) != XCR0_AVX || (ebx & AVX2_BITS) != AVX2_BITS)
        return features;
    features |= CPU_AVX2;
    if ((saved & XCR0_AVX512) == XCR0_AVX512 &&
        (ebx & AVX512_BITS) == AVX512_BITS)
        features |= CPU_AVX512;
    return features;
}

#else

uint32_t cpu_features(void)
{
    return CPU_SCALAR;
}

#endif
