/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * UTF-16 in chunks: transcoded behind what was kept, in the matcher's scratch.
 * What is kept is UTF-8, and tells how long it was in UTF-16.
 */
#include "match/stream.h"
#include "match/utf16.h"

#include <string.h>

/* Of the scratch that one piece fills; behind it is room for a character. */
#define PIECE_SIZE ((size_t)160 << 10)
#define UNIT_SIZE  2u
#define POINT_SIZE 4u

_Static_assert(PIECE_SIZE > STREAM_REACH + STREAM_CONTEXT &&
                   PIECE_SIZE + POINT_SIZE <= UTF16_CHUNK_UTF8_SIZE,
               "what is kept of a long word leaves room for more");

struct source {
    tamis_stream *stream;
    const uint8_t *chunk;
    size_t size;
    bool is_end;
};

/* The next character as UTF-8: its size, or 0 when more of it must come. */
static size_t take_point(struct source *source, uint8_t *to)
{
    tamis_stream *stream = source->stream;
    bool is_big_endian = stream->encoding == STREAM_BIG_ENDIAN;
    size_t kept = stream->pending_size, taken, size;
    size_t fresh =
        POINT_SIZE - kept < source->size ? POINT_SIZE - kept : source->size;
    uint8_t bytes[POINT_SIZE];

    if (kept + fresh == 0)
        return 0;
    memcpy(bytes, stream->pending, kept);
    if (fresh > 0)
        memcpy(bytes + kept, source->chunk, fresh);
    if (kept + fresh < UNIT_SIZE ||
        (kept + fresh < POINT_SIZE && !source->is_end &&
         utf16_is_first_half(bytes, is_big_endian))) {
        memcpy(stream->pending, bytes, kept + fresh);
        stream->pending_size = (uint8_t)(kept + fresh);
        source->size = 0;
        return 0;
    }
    size = utf16_read_point(bytes, kept + fresh, is_big_endian, to, &taken);
    /* What was kept is a half and perhaps a byte: one character may leave some
     * of it for the next. */
    if (taken < kept) {
        memmove(stream->pending, stream->pending + taken, kept - taken);
        stream->pending_size = (uint8_t)(kept - taken);
        return size;
    }
    stream->pending_size = 0;
    if (taken > kept) {
        source->chunk += taken - kept;
        source->size -= taken - kept;
    }
    return size;
}

/* Keeps the last word of a view that filled the scratch, in the scratch. */
static int slide(tamis_matcher *matcher, struct stream_view *view)
{
    size_t end = stream_view_words_end(view);
    size_t from = end > 0 ? end - 1 : 0;
    size_t fresh = 0;
    struct stream_view rest;

    if (end > 0 && stream_view_scan(view, matcher, end))
        return 1;
    if (view->size - from > STREAM_REACH + STREAM_CONTEXT) {
        if (stream_view_scan_part(view, matcher, from,
                                  view->size - STREAM_REACH))
            return 1;
        from = view->size - STREAM_REACH - STREAM_CONTEXT;
        while ((view->text[from] & 0xC0) == 0x80)
            from++;
    }
    if (view->fresh > from)
        fresh = view->fresh - from;
    stream_view_begin(&rest, matcher->transcoded, view->size - from,
                      stream_view_offset(view, from), true);
    rest.fresh = fresh;
    rest.is_in_cut_word = view->is_in_cut_word && end == 0;
    memmove(matcher->transcoded, view->text + from, view->size - from);
    *view = rest;
    return 0;
}

int stream_feed_utf16(tamis_stream *stream, tamis_matcher *matcher,
                      const uint8_t *chunk, size_t size, bool is_end)
{
    struct source source = {stream, chunk, size, is_end};
    uint8_t *text = matcher->transcoded;
    struct stream_view view;
    size_t point;

    (void)stream_restore(stream, text, &view);
    while ((point = take_point(&source, text + view.size)) > 0) {
        view.size += point;
        if (view.size >= PIECE_SIZE && slide(matcher, &view))
            return 1;
    }
    return stream_finish(stream, matcher, &view);
}
