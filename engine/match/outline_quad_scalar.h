/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads an address, octet by octet. */
#include "match/outline_quad.h"

#include "base/bytes.h"

/* One to three digits in front of `end`. */
KERNEL static inline void take_octet(struct quad *quad, const uint8_t *end,
                                     size_t size)
{
    static const uint8_t least[4] = {0, 0, 10, 100};
    unsigned shift = 32 - 8 * (unsigned)(size & 3);
    uint64_t bytes = load_le32(end - 4) & 0x0f0f0f0f;
    uint32_t value;

    bytes = bytes >> shift << shift;
    value = (uint32_t)((bytes >> 24) + (bytes >> 16 & 0xff) * 10 +
                       (bytes >> 8 & 0xff) * 100);
    quad->wrong |= value > 255;
    quad->odd |= value < least[size & 3];
    quad->address = quad->address << 8 | (value & 0xff);
}

/* The dots of a run in the last sixteen bytes before its end part them. */
KERNEL static inline struct quad read_quad(const uint8_t *end, uint32_t dots,
                                           size_t begin)
{
    struct quad quad = {0, 0, 0};
    uint32_t is_long = 0;

    dots |= 0xe0000000; /* should there be less than three */
    for (int n = 0; n < 4; n++) {
        size_t dot = n < 3 ? (size_t)__builtin_ctz(dots) & ADDRESS_SIZE_MAX
                           : ADDRESS_SIZE_MAX + 1;
        size_t size = (dot - begin) & 31;

        take_octet(&quad, end - (ADDRESS_SIZE_MAX + 1) + dot, size);
        is_long |= size > 3;
        begin = dot + 1;
        dots &= dots - 1;
    }
    quad.wrong |= is_long;
    quad.odd &= is_long - 1;
    store_be32((uint8_t *)&quad.address, quad.address);
    return quad;
}
