/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/member_filter.h"

static uint64_t all_of(size_t count)
{
    return count < 64 ? (UINT64_C(1) << count) - 1 : UINT64_MAX;
}

uint64_t member_filter_test(const struct member_filter *filter,
                            const uint64_t *hashes, size_t count)
{
    if (!filter->block_count)
        return all_of(count);
    return filter->kernels->filter_test(filter->blocks, filter->block_count,
                                        hashes, count);
}

uint64_t member_filter_test_gates(const struct member_filter *filter,
                                  const uint64_t *hashes, size_t count,
                                  uint64_t *gates)
{
    if (!filter->block_count)
        return *gates = all_of(count);
    return filter->kernels->filter_test_gates(
        filter->blocks, filter->block_count, hashes, count, gates);
}
