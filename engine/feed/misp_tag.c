/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/misp_tag.h"

#include "base/slice.h"

#define DAY_NS (INT64_C(86400) * 1000000000)

struct scale {
    const char *prefix;
    struct {
        const char *value;
        uint32_t confidence;
    } steps[8];
};

/* The numerical values of the taxonomies; order is precedence. */
static const struct scale scales[] = {
    {"misp:confidence-level=",
     {{"completely-confident", 100},
      {"usually-confident", 75},
      {"fairly-confident", 50},
      {"rarely-confident", 25},
      {"unconfident", 0},
      {"confidence-cannot-be-evaluated", 50}}},
    {"estimative-language:confidence-in-analytic-judgment=",
     {{"low", 0}, {"moderate", 55}, {"high", 95}}},
    {"estimative-language:likelihood-probability=",
     {{"almost-no-chance", 0},
      {"very-unlikely", 5},
      {"unlikely", 20},
      {"roughly-even-chance", 45},
      {"likely", 55},
      {"very-likely", 80},
      {"almost-certain", 95}}},
    {"admiralty-scale:information-credibility=",
     {{"1", 100}, {"2", 75}, {"3", 50}, {"4", 25}, {"5", 0}, {"6", 50}}},
    {"admiralty-scale:source-reliability=",
     {{"a", 100},
      {"b", 75},
      {"c", 50},
      {"d", 25},
      {"e", 0},
      {"f", 50},
      {"g", 0}}},
};

struct term {
    const char *name;
    int64_t days;
};

static const struct term terms[] = {
    {"expired", 0}, {"1d", 1},   {"2d", 2},     {"7d", 7},
    {"2w", 14},     {"1m", 30},  {"2m", 60},    {"3m", 90},
    {"6m", 180},    {"1y", 365}, {"10y", 3650},
};

static tamis_slice unquote(tamis_slice text)
{
    text = slice_trim(text);
    if (text.size >= 2 && text.data[0] == '"' &&
        text.data[text.size - 1] == '"')
        return slice_make(text.data + 1, text.size - 2);
    return text;
}

bool misp_tag_confidence(tamis_slice tag, unsigned *rank, uint32_t *confidence)
{
    for (unsigned i = 0; i < sizeof scales / sizeof *scales; i++) {
        tamis_slice value;

        if (!slice_starts_folded(tag, scales[i].prefix))
            continue;
        value = unquote(slice_from(tag, strlen(scales[i].prefix)));
        for (unsigned n = 0; n < 8 && scales[i].steps[n].value; n++) {
            if (!slice_equal_folded(value,
                                    slice_text(scales[i].steps[n].value)))
                continue;
            *rank = i;
            *confidence = scales[i].steps[n].confidence;
            return true;
        }
        return false;
    }
    return false;
}

bool misp_tag_retention(tamis_slice tag, int64_t *retention_ns)
{
    tamis_slice value;

    if (!slice_starts_folded(tag, "retention:"))
        return false;
    value = unquote(slice_from(tag, strlen("retention:")));
    for (size_t i = 0; i < sizeof terms / sizeof *terms; i++) {
        if (slice_equal_folded(value, slice_text(terms[i].name))) {
            *retention_ns = terms[i].days * DAY_NS;
            return true;
        }
    }
    return false;
}
