/* SPDX-License-Identifier: BSD-2-Clause */
/* What a stream of patterns keeps between chunks. */
#ifndef TAMIS_MATCH_PATTERN_STREAM_H
#define TAMIS_MATCH_PATTERN_STREAM_H

#include "match/patterns.h"

#include <tamis/pattern_stream.h>

/* What is known to have ended one byte late (at `$` and `\b`) is told whole. */
#define PATTERN_TAIL_SIZE (TAMIS_PATTERN_STREAM_OBSERVED + 8u)

struct tamis_pattern_stream {
    tamis_patterns *patterns;
    struct pattern_stream *state; /* NULL: nothing is looked for */
    uint64_t offset;              /* bytes that were given */
    size_t tail_size;
    uint8_t tail[PATTERN_TAIL_SIZE]; /* the last of them */
    uint64_t *withheld; /* of each patterns->excepted: 1 + its end; 0: none */
    /* By id: whether it was met, by whomever it may be seen. So what it keeps
     * depends on the text alone. */
    uint64_t met[];
};

static inline bool pattern_stream_has_met(const tamis_pattern_stream *stream,
                                          uint32_t id)
{
    return stream->met[id / 64] >> id % 64 & 1;
}

size_t pattern_stream_met_count(const tamis_patterns *patterns);

/* pattern_stream_report() reports what was gathered in matcher->patterns.hits,
 * at the end of the stream with all that was withheld. bytes: what came after
 * the tail. Non-zero when the callback stopped. */
struct tamis_matcher;
int pattern_stream_report(struct tamis_matcher *matcher,
                          tamis_pattern_stream *stream, tamis_slice bytes,
                          bool is_end);

#endif
