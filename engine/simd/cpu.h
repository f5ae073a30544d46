/* SPDX-License-Identifier: BSD-2-Clause */
/* What this CPU can do and this operating system lets it do. */
#ifndef TAMIS_SIMD_CPU_H
#define TAMIS_SIMD_CPU_H

#include <stdint.h>

/* One bit per set of kernels. SCALAR is always there. */
#define CPU_SCALAR 0x1u
#define CPU_AVX2   0x2u /* with BMI1, BMI2, LZCNT and POPCNT */
#define CPU_AVX512 0x4u /* F, BW, CD, DQ and VL, and all of AVX2 */

/* Asks the CPU each time (about a microsecond in a virtual machine): ask once
 * per handle, at open. */
uint32_t cpu_features(void);

#endif
