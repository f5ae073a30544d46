/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/distribution.h"

#include "base/number.h"
#include "base/slice.h"

#define LEVEL_COUNT 6

static const struct {
    const char *name;
    struct distribution is;
} levels[LEVEL_COUNT] = {
    {"your organisation only", {TAMIS_TLP_AMBER_STRICT, true, false}},
    {"this community only", {TAMIS_TLP_AMBER, false, false}},
    {"connected communities", {TAMIS_TLP_GREEN, false, false}},
    {"all communities", {TAMIS_TLP_UNMARKED, false, false}},
    {"sharing group", {TAMIS_TLP_RED, true, true}},
    {"inherit event", {TAMIS_TLP_UNMARKED, false, false}},
};

static const struct distribution unknown = {TAMIS_TLP_RED, true, false};

struct distribution distribution_of(int64_t level)
{
    return level >= 0 && level < LEVEL_COUNT ? levels[level].is : unknown;
}

struct distribution distribution_read(tamis_slice text)
{
    uint64_t number;

    text = slice_trim(text);
    if (number_parse_decimal(text, 99, &number))
        return distribution_of((int64_t)number);
    for (size_t i = 0; i < LEVEL_COUNT; i++)
        if (slice_equal_folded(text, slice_text(levels[i].name)))
            return levels[i].is;
    return unknown;
}
