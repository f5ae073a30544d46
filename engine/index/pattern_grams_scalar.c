/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/pattern_grams.h"

size_t pattern_grams_find_scalar(const struct pattern_grams *grams,
                                 const uint8_t *text, size_t size, size_t count,
                                 uint16_t *places)
{
    size_t found = 0;

    (void)size;
    for (size_t i = 0; i < count; i += grams->stride) {
        uint32_t second = grams->high ? load_le32(text + i + 4) : 0;
        uint32_t hash = pattern_grams_hash(grams, load_le32(text + i), second);
        uint32_t bits = pattern_grams_bits(hash);

        places[found] = (uint16_t)i;
        found += (grams->words[hash >> grams->shift] & bits) == bits;
    }
    return found;
}
