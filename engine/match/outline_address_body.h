/* SPDX-License-Identifier: BSD-2-Clause */
/* What is done for every run of numbers of a piece: included behind
 * outline_token_body.h and the outline_quad_*.h of an instruction set. */
#include "match/outline_kernels.h"

KERNEL static inline void read_address(const struct outline *outline,
                                       size_t place, unsigned number,
                                       struct outline_addresses *found)
{
    size_t size = run_size(outline, place);
    bool is_short = size <= ADDRESS_SIZE_MAX;
    unsigned before = 64 - (unsigned)(size < 64 ? size : 63);
    uint64_t dots = outline_before(outline->joint, place) >> before << before;
    int dot_count = __builtin_popcountll(dots);
    uint64_t is_quad = is_short & (dot_count == 3), is_usual;
    struct quad quad = read_quad(outline->bytes + (place - OUTLINE_FIRST),
                                 (uint32_t)(dots >> 48),
                                 is_short ? ADDRESS_SIZE_MAX + 1 - size : 0);

    is_usual = is_quad & !(quad.wrong | quad.odd);
    found->usual |= is_usual << number;
    found->quads |= is_quad << number;
    found->odd |= ((is_quad & (quad.odd != 0)) | (dot_count == 4)) << number;
    found->paths |= (uint64_t)outline_is_set(outline->path, place) << number;
    memcpy(found->addresses[found->count], &quad.address, 4);
    found->numbers[found->count] = (uint8_t)number;
    found->count += is_usual;
}

KERNEL static void read_addresses(const struct outline *outline,
                                  const uint16_t *places, size_t count,
                                  struct outline_addresses *found)
{
    found->count = 0;
    found->usual = found->quads = found->odd = found->paths = 0;
    for (size_t i = 0; i < count; i++)
        read_address(outline, places[i], (unsigned)i, found);
}
