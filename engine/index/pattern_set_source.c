/* SPDX-License-Identifier: BSD-2-Clause */
/* One source: what is wrong with it, in a sentence. */
#include "base/error.h"
#include "index/pattern_set_compile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool refuse_source(struct pattern_refusal *refusal, uint64_t offset,
                          const char *reason)
{
    refusal->offset = offset;
    snprintf(refusal->reason, sizeof refusal->reason, "%s", reason);
    return false;
}

bool pattern_source_plain(const struct pattern_source *source,
                          struct pattern_refusal *refusal)
{
    const char *zero;

    if (source->bytes.size == 0)
        return refuse_source(refusal, UINT64_MAX, "it is empty");
    if (source->bytes.size > PATTERN_SIZE_MAX) {
        refusal->offset = PATTERN_SIZE_MAX;
        snprintf(refusal->reason, sizeof refusal->reason,
                 "it has more than %u bytes", PATTERN_SIZE_MAX);
        return false;
    }
    if (source->flags & ~PATTERN_FLAGS)
        return refuse_source(refusal, UINT64_MAX,
                             "it has flags that are not known here");
    zero = source->flags & PATTERN_LITERAL
               ? NULL
               : memchr(source->bytes.data, 0, source->bytes.size);
    if (zero)
        return refuse_source(refusal, (uint64_t)(zero - source->bytes.data),
                             "it holds a zero byte, which is written \\x00");
    return true;
}

/* Bytes and repeats that the cheapest class ends before, and a bound. */
#define CLASS_COST UINT64_C(4096)
#define COST_MAX   (UINT64_C(1) << 32)

/* What a brace repeats at most; *at is moved behind its numbers. */
static uint64_t read_repeats(tamis_slice text, size_t *at)
{
    uint64_t most = 0, number = 0;

    for (; *at < text.size; ++*at) {
        char byte = text.data[*at];

        if (byte >= '0' && byte <= '9')
            number = number < COST_MAX ? number * 10 + (uint64_t)(byte - '0')
                                       : COST_MAX;
        else if (byte == ',')
            number = 0;
        else
            break;
        if (number > most)
            most = number;
    }
    return most;
}

unsigned pattern_source_class(const struct pattern_source *source)
{
    tamis_slice text = source->bytes;
    uint64_t cost = 0;
    unsigned class = 0;

    if (source->flags & PATTERN_LITERAL)
        return 0;
    for (size_t i = 0; i < text.size && cost < COST_MAX;) {
        bool is_group = i > 0 && text.data[i - 1] == ')';
        uint64_t repeats;

        cost++;
        if (text.data[i++] != '{')
            continue;
        repeats = read_repeats(text, &i);
        cost = is_group && repeats ? cost * repeats : cost + repeats;
    }
    for (; cost >= CLASS_COST && class < PATTERN_CLASS_MAX; cost /= 2)
        class ++;
    return class;
}

tamis_status pattern_source_check(const struct pattern_source *source,
                                  uint32_t mode, tamis_error *error)
{
    const uint32_t member = 0;
    const struct pattern_unit unit = {source, &member, 1};
    struct pattern_compiled compiled = {0};

    TRY(pattern_set_supported(error));
    if (pattern_source_plain(source, &compiled.refusal)) {
        if (source->flags & PATTERN_LITERAL)
            return TAMIS_OK;
        if (pattern_unit_compile(&unit, mode, &compiled))
            return error_set(error, TAMIS_ERROR_MEMORY,
                             "no memory to judge a pattern");
        free(compiled.bytes);
        if (compiled.bytes)
            return TAMIS_OK;
    }
    error_set(error, TAMIS_ERROR_REJECTED, "the pattern is refused: %s",
              compiled.refusal.reason);
    error_set_place(error, 0, compiled.refusal.offset);
    return TAMIS_ERROR_REJECTED;
}
