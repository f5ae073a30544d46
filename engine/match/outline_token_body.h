/* SPDX-License-Identifier: BSD-2-Clause */
/* What is done for every token of a piece: as outline_body.h. */
#include "match/outline_kernels.h"

#include "base/bytes.h"
#include "base/slice.h"

/* Of no bit at all, some number. */
KERNEL static inline uint16_t lowest(uint64_t bits, size_t number)
{
    return (uint16_t)(number * 64 +
                      (size_t)__builtin_ctzll(bits | UINT64_C(1) << 63));
}

/* Four at once, which most blocks have no more than. */
KERNEL static size_t list_places(const uint64_t *bits, size_t last,
                                 uint16_t *places)
{
    size_t count = 0;

    for (size_t number = 1; number <= last / 64; number++) {
        uint64_t left = bits[number];
        size_t next = count + (size_t)__builtin_popcountll(left);

        for (;;) {
            for (size_t i = 0; i < OUTLINE_PLACES_BEHIND; i++) {
                places[count + i] = lowest(left, number);
                left &= left - 1;
            }
            if (left == 0)
                break;
            count += OUTLINE_PLACES_BEHIND;
        }
        count = next;
    }
    while (count > 0 && places[count - 1] > last)
        count--;
    return count;
}

/* How long the run is that ends at a place. */
KERNEL static inline size_t run_size(const struct outline *outline,
                                     size_t place)
{
    uint64_t others = ~outline_before(outline->run, place);

    if (__builtin_expect(others == 0, 0))
        return place - 1 - outline_last_clear(outline->run, place);
    return (size_t)__builtin_clzll(others);
}

KERNEL static uint64_t cut_names(const struct outline *outline,
                                 const uint16_t *places, size_t count,
                                 tamis_slice *names)
{
    uint64_t paths = 0;

    for (size_t i = 0; i < count; i++) {
        size_t place = places[i], size = run_size(outline, place);

        names[i] =
            slice_make(outline->bytes + (place - OUTLINE_FIRST) - size, size);
        paths |= (uint64_t)outline_is_set(outline->path, place) << i;
    }
    return paths;
}

#define ADDRESS_SIZE_MAX 15u

struct quad {
    uint32_t address;
    uint32_t wrong; /* is no address */
    uint32_t odd;   /* leading zeros */
};

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
    quad->wrong |= (value > 255) | (size > 3);
    quad->odd |= value < least[size & 3];
    quad->address = quad->address << 8 | (value & 0xff);
}

/* The dots of a run in the last sixteen bytes before its end part them. */
KERNEL static inline struct quad read_quad(const uint8_t *end, uint32_t dots,
                                           size_t begin)
{
    struct quad quad = {0, 0, 0};

    dots |= 0xe0000000; /* should there be less than three */
    for (int n = 0; n < 4; n++) {
        size_t dot = n < 3 ? (size_t)__builtin_ctz(dots) & ADDRESS_SIZE_MAX
                           : ADDRESS_SIZE_MAX + 1;

        take_octet(&quad, end - (ADDRESS_SIZE_MAX + 1) + dot,
                   (dot - begin) & 31);
        begin = dot + 1;
        dots &= dots - 1;
    }
    return quad;
}

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
    store_be32(found->addresses[found->count], quad.address);
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
