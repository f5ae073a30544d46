/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A part of a stream in one piece: what was kept, and a chunk or its begin
 * behind it. Text of the caller's, or UTF-8 that UTF-16 became.
 *
 * Words are read apart from each other: a candidate holds no gap, and of the
 * bytes around a word only the two gaps are looked at. So words of a view that
 * end in it are scanned as in a block, and the last one waits. One that is too
 * long to wait is scanned in parts: each part reports what begins before a
 * place far enough from the part's end, and the next part sees a bit of what
 * was before that place.
 */
#ifndef TAMIS_MATCH_STREAM_VIEW_H
#define TAMIS_MATCH_STREAM_VIEW_H

#include "match/matcher.h"

#include <tamis/stream.h>

/* Behind what is reported of a word that is read in parts, where there is
 * memory enough. */
#define STREAM_REACH ((size_t)TAMIS_SCAN_REACH_MAX)
/* Before such a part, so that it knows what it is in. */
#define STREAM_CONTEXT ((size_t)8 << 10)

struct stream_view {
    const uint8_t *text;
    size_t size;
    size_t fresh;    /* what begins before was reported */
    uint64_t origin; /* of text[0] in the stream */
    bool is_transcoded;
    bool is_in_cut_word; /* text[0] is, and that is counted */
    /* A place in the text and in the stream, up to which was counted. */
    size_t place;
    uint64_t offset;
};

static inline bool stream_is_gap(uint8_t byte)
{
    return byte <= ' ' || byte == '"' || byte == '<' || byte == '>';
}

void stream_view_begin(struct stream_view *view, const uint8_t *text,
                       size_t size, uint64_t origin, bool is_transcoded);

/* Where a place is in the stream. Cost: linear in how far it is from the last
 * place asked for. */
uint64_t stream_view_offset(struct stream_view *view, size_t place);

/* Behind the last gap; 0 when there is none. */
size_t stream_view_words_end(const struct stream_view *view);

/* Each scans and reports; non-zero when the callback stops it. */
/* All before `end`, which is behind a gap or the end of the stream. */
int stream_view_scan(struct stream_view *view, tamis_matcher *matcher,
                     size_t end);
/* What begins before `end` in the word from `begin` to the view's end, which
 * goes on behind it; then `end` is fresh. */
int stream_view_scan_part(struct stream_view *view, tamis_matcher *matcher,
                          size_t begin, size_t end);

#endif
