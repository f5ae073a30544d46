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
