/* SPDX-License-Identifier: BSD-2-Clause */
/* With AVX2, and with the bit counts that come with it. */
#include "match/outline_kernels.h"

#if defined(__x86_64__)

#define KERNEL __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt")))

typedef uint64_t words;
#define LANES 1u

#define ends_behind outline_ends

#include "match/outline_body.h"

#include "match/outline_draw_body.h"
#include "match/outline_token_body.h"

#include "match/outline_quad_avx2.h"

#include "match/outline_address_body.h"

const struct outline_kernels outline_kernels_avx2 = {
    .name = "avx2",
    .required = CPU_AVX2,
    .scan = &scan_kernels_avx2,
    .draw = draw_blocks,
    .list = list_places,
    .cut_names = cut_names,
    .read_addresses = read_addresses,
};

#else

/* ISO C wants something in every file. */
extern const struct outline_kernels outline_kernels_scalar;

#endif
