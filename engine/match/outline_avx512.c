/* SPDX-License-Identifier: BSD-2-Clause */
/* Eight blocks at once. */
#include "match/outline_kernels.h"

#if defined(__x86_64__)

#include <immintrin.h>

#define KERNEL                                                                 \
    __attribute__((target("avx2,bmi,bmi2,lzcnt,popcnt,avx512f,avx512bw,"       \
                          "avx512cd,avx512dq,avx512vl")))

typedef uint64_t words __attribute__((vector_size(64)));
#define LANES 8u

/* outline_ends(): a lane that overflows carries into the next one, and through
 * those that are all ones, which is an addition of eight bits. */
KERNEL static inline words ends_behind(words runs, words marks, uint64_t *carry)
{
    const __m512i ones = _mm512_set1_epi64(-1);
    __m512i sum = (__m512i)(runs + marks);
    unsigned over = _mm512_cmplt_epu64_mask(sum, (__m512i)runs);
    unsigned full = _mm512_cmpeq_epi64_mask(sum, ones);
    unsigned carried = (over << 1 | (unsigned)*carry) + full;

    *carry = carried >> 8 & 1;
    sum = _mm512_mask_sub_epi64(sum, (__mmask8)(carried ^ full), sum, ones);
    return (words)sum & ~runs;
}

#include "match/outline_body.h"

#include "match/outline_draw_body.h"
#include "match/outline_token_body.h"

#include "match/outline_quad_avx2.h"

#include "match/outline_address_body.h"

const struct outline_kernels outline_kernels_avx512 = {
    .name = "avx512",
    .required = CPU_AVX2 | CPU_AVX512,
    .scan = &scan_kernels_avx512,
    .draw = draw_blocks,
    .list = list_places,
    .cut_names = cut_names,
    .read_addresses = read_addresses,
};

#else

/* ISO C wants something in every file. */
extern const struct outline_kernels outline_kernels_scalar;

#endif
