/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Only what stands at the seam of two chunks is copied: what was kept of the
 * one, and the begin of the other up to a gap. All of a short chunk is: that is
 * cheaper than to begin the sieve twice.
 */
#include "match/stream.h"

#include "match/utf16.h"

#include <stddef.h>
#include <string.h>

/* The begin of a chunk that is put behind what was kept. */
#define HEAD_SIZE ((size_t)4 << 10)
/* The same where no gap is nearer. */
#define HEAD_SIZE_MAX ((size_t)160 << 10)
#define MARK_SIZE     2u /* byte order mark of UTF-16 */

_Static_assert(sizeof(tamis_stream) == 512, "an IDS has a million of them");
_Static_assert(offsetof(tamis_stream, tail) == 32, "what tamis/stream.h says");
_Static_assert(HEAD_SIZE_MAX > STREAM_REACH + STREAM_CONTEXT,
               "the rest of such a word begins in it");
_Static_assert(TAMIS_STREAM_SIZE_MAX + HEAD_SIZE_MAX < UTF16_CHUNK_UTF8_SIZE,
               "both fit the matcher's scratch");

static uint8_t *tail_of(tamis_stream *stream)
{
    return (uint8_t *)stream + offsetof(tamis_stream, tail);
}

static void forget(tamis_stream *stream)
{
    uint64_t cut_words = stream->cut_words;
    uint16_t capacity = stream->tail_capacity;

    memset(stream, 0, offsetof(tamis_stream, tail));
    stream->cut_words = cut_words;
    stream->tail_capacity = capacity;
}

tamis_status tamis_stream_begin(tamis_stream *stream, size_t size)
{
    if (size < sizeof *stream)
        return TAMIS_ERROR_ARGUMENT;
    if (size > TAMIS_STREAM_SIZE_MAX)
        size = TAMIS_STREAM_SIZE_MAX;
    memset(stream, 0, sizeof *stream);
    stream->tail_capacity = (uint16_t)(size - offsetof(tamis_stream, tail));
    return TAMIS_OK;
}

uint64_t tamis_stream_cut_words(const tamis_stream *stream)
{
    return stream->cut_words;
}

size_t stream_restore(const tamis_stream *stream, uint8_t *text,
                      struct stream_view *view)
{
    const uint8_t *tail =
        (const uint8_t *)stream + offsetof(tamis_stream, tail);
    size_t before = stream->has_before;
    size_t size = before + stream->tail_size;
    bool is_transcoded = stream->encoding > STREAM_BYTES;

    if (before)
        text[0] = stream->before;
    memcpy(text + before, tail, stream->tail_size);
    stream_view_begin(view, text, size, 0, is_transcoded);
    view->origin = stream->offset - stream_view_offset(view, before);
    view->offset = view->origin;
    view->place = 0;
    view->fresh = before + stream->fresh;
    view->is_in_cut_word = stream->fresh > 0;
    return size;
}

/* Keeps what is behind `begin`, and the byte before it. */
static void keep(tamis_stream *stream, struct stream_view *view, size_t begin)
{
    size_t size = view->size - begin;

    stream->offset = stream_view_offset(view, begin);
    stream->has_before = begin > 0;
    stream->before = begin > 0 ? view->text[begin - 1] : 0;
    stream->fresh = (uint16_t)(view->fresh > begin ? view->fresh - begin : 0);
    stream->tail_size = (uint16_t)size;
    memcpy(tail_of(stream), view->text + begin, size);
}

/* A word that is longer than the tail. */
static int cut_word(tamis_stream *stream, tamis_matcher *matcher,
                    struct stream_view *view, size_t begin)
{
    size_t context = stream->tail_capacity / 5u;
    size_t start = view->size - stream->tail_capacity;

    /* Characters are kept whole. */
    while (view->is_transcoded && (view->text[start] & 0xC0) == 0x80)
        start++;
    stream->cut_words += begin > 0 || !view->is_in_cut_word;
    if (stream_view_scan_part(view, matcher, begin > 0 ? begin - 1 : 0,
                              view->size - stream->tail_capacity + context))
        return 1;
    keep(stream, view, start);
    return 0;
}

int stream_finish(tamis_stream *stream, tamis_matcher *matcher,
                  struct stream_view *view)
{
    size_t end = stream_view_words_end(view);

    if (end > 0 && stream_view_scan(view, matcher, end))
        return 1;
    if (view->size - end > stream->tail_capacity)
        return cut_word(stream, matcher, view, end);
    keep(stream, view, end);
    return 0;
}

/* How much of a chunk is put behind what was kept: to its end, or to behind a
 * gap, or HEAD_SIZE_MAX of one long word. */
static size_t measure_head(const uint8_t *chunk, size_t size, bool *is_word)
{
    size_t head = HEAD_SIZE;

    *is_word = false;
    if (size <= HEAD_SIZE)
        return size;
    while (head > 0 && !stream_is_gap(chunk[head - 1]))
        head--;
    if (head > 0)
        return head;
    for (head = HEAD_SIZE; head < size && head < HEAD_SIZE_MAX; head++)
        if (stream_is_gap(chunk[head]))
            return head + 1;
    *is_word = head < size;
    return head;
}

static int feed_bytes(tamis_stream *stream, tamis_matcher *matcher,
                      const uint8_t *chunk, size_t size)
{
    struct stream_view view;
    bool is_word, is_in_cut_word;
    size_t kept = stream_restore(stream, matcher->transcoded, &view);
    size_t head = measure_head(chunk, size, &is_word);
    uint64_t chunk_origin = view.origin + kept;
    size_t from = head - 1;

    memcpy(matcher->transcoded + kept, chunk, head);
    view.size += head;
    if (head == size)
        return stream_finish(stream, matcher, &view);
    if (is_word) {
        from = head - STREAM_REACH - STREAM_CONTEXT;
        if (stream_view_scan_part(&view, matcher, 0, view.size - STREAM_REACH))
            return 1;
    } else if (stream_view_scan(&view, matcher, view.size)) {
        return 1;
    }
    is_in_cut_word = is_word && view.is_in_cut_word;
    stream_view_begin(&view, chunk + from, size - from, chunk_origin + from,
                      false);
    view.fresh = is_word ? STREAM_CONTEXT : 0;
    view.is_in_cut_word = is_in_cut_word;
    return stream_finish(stream, matcher, &view);
}

static int feed(tamis_stream *stream, tamis_matcher *matcher,
                const uint8_t *chunk, size_t size)
{
    if (size == 0)
        return 0;
    if (stream->encoding == STREAM_BYTES)
        return feed_bytes(stream, matcher, chunk, size);
    return stream_feed_utf16(stream, matcher, chunk, size, false);
}

/* What was taken for the begin of a byte order mark, and is none. */
static int feed_pending(tamis_stream *stream, tamis_matcher *matcher)
{
    size_t size = stream->pending_size;
    uint8_t bytes[MARK_SIZE];

    memcpy(bytes, stream->pending, sizeof bytes);
    stream->pending_size = 0;
    stream->encoding = STREAM_BYTES;
    return feed(stream, matcher, bytes, size);
}

/* The first two bytes tell the encoding. Takes those of the chunk that it must
 * wait with; non-zero: stopped. */
static int find_encoding(tamis_stream *stream, tamis_matcher *matcher,
                         const uint8_t **chunk, size_t *size)
{
    uint8_t *pending = stream->pending;

    while (*size > 0 && stream->pending_size < MARK_SIZE) {
        if (stream->pending_size == 0 && (*chunk)[0] < 0xFE) {
            stream->encoding = STREAM_BYTES;
            return 0;
        }
        pending[stream->pending_size++] = *(*chunk)++;
        (*size)--;
    }
    if (stream->pending_size < MARK_SIZE)
        return 0;
    if (pending[0] == pending[1] || pending[1] < 0xFE)
        return feed_pending(stream, matcher);
    stream->encoding =
        pending[0] == 0xFE ? STREAM_BIG_ENDIAN : STREAM_LITTLE_ENDIAN;
    stream->pending_size = 0;
    stream->offset = MARK_SIZE;
    return 0;
}

static tamis_status answer(tamis_stream *stream, int is_stopped)
{
    if (!is_stopped)
        return TAMIS_OK;
    forget(stream);
    return TAMIS_ERROR_STOPPED;
}

tamis_status tamis_stream_scan(tamis_matcher *matcher, tamis_stream *stream,
                               const void *chunk, size_t chunk_size,
                               tamis_hit_callback callback, void *context)
{
    const uint8_t *bytes = chunk;

    matcher->callback = callback;
    matcher->callback_context = context;
    if (stream->encoding == STREAM_BEGIN &&
        find_encoding(stream, matcher, &bytes, &chunk_size))
        return answer(stream, 1);
    return answer(stream, feed(stream, matcher, bytes, chunk_size));
}

tamis_status tamis_stream_end(tamis_matcher *matcher, tamis_stream *stream,
                              tamis_hit_callback callback, void *context)
{
    struct stream_view view;
    int is_stopped = 0;

    matcher->callback = callback;
    matcher->callback_context = context;
    if (stream->encoding > STREAM_BYTES)
        is_stopped = stream_feed_utf16(stream, matcher, NULL, 0, true);
    else if (stream->encoding == STREAM_BEGIN)
        is_stopped = feed_pending(stream, matcher);
    if (!is_stopped) {
        stream_restore(stream, matcher->transcoded, &view);
        is_stopped = stream_view_scan(&view, matcher, view.size);
    }
    forget(stream);
    return is_stopped ? TAMIS_ERROR_STOPPED : TAMIS_OK;
}
