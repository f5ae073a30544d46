/* SPDX-License-Identifier: BSD-2-Clause */
/* A stream of patterns: what is kept, and what the set reports of a chunk. */
#include "match/pattern_stream.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/slice.h"
#include "match/matcher.h"

#include <string.h>

#define WORD_BITS 64u

/* Words of `met`. */
size_t pattern_stream_met_count(const tamis_patterns *patterns)
{
    size_t bits = 2 * (size_t)patterns->slot_count;

    return (bits + WORD_BITS - 1) / WORD_BITS;
}

static size_t measure(const tamis_patterns *patterns)
{
    return sizeof(tamis_pattern_stream) +
           (pattern_stream_met_count(patterns) + patterns->excepted_count) *
               sizeof(uint64_t);
}

size_t tamis_pattern_stream_size(const tamis_patterns *patterns)
{
    if (!patterns->has_streams)
        return 0;
    return measure(patterns) +
           (patterns->stream_set ? pattern_set_stream_size(patterns->stream_set)
                                 : 0);
}

tamis_status tamis_pattern_stream_create(tamis_pattern_stream **stream,
                                         tamis_patterns *patterns,
                                         tamis_error *error)
{
    tamis_pattern_stream *made;
    tamis_status status = TAMIS_OK;

    *stream = NULL;
    if (!patterns || !patterns->has_streams)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "a stream needs patterns that were prepared with "
                         "TAMIS_PATTERNS_STREAMS");
    made = memory_allocate_array(&patterns->allocator, 1, measure(patterns));
    if (!made)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "no memory for a stream of patterns (%zu bytes)",
                         measure(patterns));
    if (patterns->stream_set)
        status =
            pattern_stream_create(&made->state, patterns->stream_set, error);
    if (status < 0) {
        memory_release(&patterns->allocator, made);
        return status;
    }
    made->withheld = made->met + pattern_stream_met_count(patterns);
    made->patterns = tamis_patterns_retain(patterns);
    atomic_fetch_add_explicit(&patterns->database->stream_pins, 1,
                              memory_order_relaxed);
    *stream = made;
    return TAMIS_OK;
}

void tamis_pattern_stream_destroy(tamis_pattern_stream *stream)
{
    tamis_patterns *patterns;

    if (!stream)
        return;
    patterns = stream->patterns;
    pattern_stream_destroy(stream->state);
    memory_release(&patterns->allocator, stream);
    atomic_fetch_sub_explicit(&patterns->database->stream_pins, 1,
                              memory_order_relaxed);
    tamis_patterns_release(patterns);
}

tamis_patterns *
tamis_pattern_stream_patterns(const tamis_pattern_stream *stream)
{
    return stream->patterns;
}

/* What Hyperscan keeps is a new stream's already when it was ended. */
static void begin_again(tamis_pattern_stream *stream)
{
    stream->offset = 0;
    stream->tail_size = 0;
    memset(stream->met, 0,
           (pattern_stream_met_count(stream->patterns) +
            stream->patterns->excepted_count) *
               sizeof *stream->met);
}

struct gathering {
    struct pattern_matcher *matcher;
    tamis_pattern_stream *stream;
};

/* Each source once, whether it can be seen or not. */
static int gather(void *context, uint32_t id, uint64_t from, uint64_t to)
{
    struct gathering *gathering = context;
    struct pattern_matcher *matcher = gathering->matcher;
    struct pattern_hit hit = {.id = id, .line = to};
    uint32_t number = patterns_number(id);
    uint8_t mark = patterns_is_exception(id) ? 2 : 1;

    if (gathering->stream->patterns->is_out[number] ||
        pattern_stream_has_met(gathering->stream, id) ||
        matcher->marks[number] & mark)
        return 0;
    /* A set has no more sources than there is room for. */
    if (matcher->hit_count == matcher->hit_capacity)
        return 0;
    matcher->marks[number] |= mark;
    hit.offset = to > 0 ? to - 1 : 0;
    hit.length = to > 0;
    if (from != PATTERN_START_NONE) {
        hit.offset = from;
        hit.length = (uint32_t)(to - from);
    }
    matcher->hits[matcher->hit_count++] = hit;
    return 0;
}

static void keep_tail(tamis_pattern_stream *stream, tamis_slice bytes)
{
    size_t kept;

    if (bytes.size == 0)
        return;
    stream->offset += bytes.size;
    if (bytes.size >= PATTERN_TAIL_SIZE) {
        memcpy(stream->tail, bytes.data + bytes.size - PATTERN_TAIL_SIZE,
               PATTERN_TAIL_SIZE);
        stream->tail_size = PATTERN_TAIL_SIZE;
        return;
    }
    kept = PATTERN_TAIL_SIZE - bytes.size;
    if (kept > stream->tail_size)
        kept = stream->tail_size;
    memmove(stream->tail, stream->tail + stream->tail_size - kept, kept);
    memcpy(stream->tail + kept, bytes.data, bytes.size);
    stream->tail_size = kept + bytes.size;
}

/* Asks the set of a chunk, or of the end. Non-zero when the callback stopped;
 * the set's own state is then a new one. */
static int ask(tamis_matcher *matcher, tamis_pattern_stream *stream,
               tamis_slice bytes, bool is_end)
{
    struct pattern_matcher *patterns = &matcher->patterns;
    struct gathering gathering = {patterns, stream};

    if (!stream->state)
        return 0;
    patterns->hit_count = 0;
    if (is_end)
        pattern_stream_end(stream->state, patterns->stream_scratch, gather,
                           &gathering);
    else
        pattern_stream_scan(stream->state, patterns->stream_scratch, bytes,
                            gather, &gathering);
    for (size_t i = 0; i < patterns->hit_count; i++)
        patterns->marks[patterns_number(patterns->hits[i].id)] = 0;
    if (!pattern_stream_report(matcher, stream, bytes, is_end))
        return 0;
    pattern_stream_end(stream->state, patterns->stream_scratch, NULL, NULL);
    return 1;
}

/* Patterns of a database that has none are nowhere in a matcher. */
static bool fits(const tamis_matcher *matcher,
                 const tamis_pattern_stream *stream)
{
    return matcher->view.database == stream->patterns->database &&
           (!stream->state || matcher->patterns.patterns == stream->patterns);
}

tamis_status tamis_pattern_stream_scan(tamis_matcher *matcher,
                                       tamis_pattern_stream *stream,
                                       const void *chunk, size_t chunk_size,
                                       tamis_hit_callback callback,
                                       void *context)
{
    tamis_slice bytes = slice_make(chunk, chunk_size);

    if (!fits(matcher, stream))
        return TAMIS_ERROR_ARGUMENT;
    matcher->callback = callback;
    matcher->callback_context = context;
    if (chunk_size > 0 && ask(matcher, stream, bytes, false)) {
        begin_again(stream);
        return TAMIS_ERROR_STOPPED;
    }
    keep_tail(stream, bytes);
    return TAMIS_OK;
}

tamis_status tamis_pattern_stream_end(tamis_matcher *matcher,
                                      tamis_pattern_stream *stream,
                                      tamis_hit_callback callback,
                                      void *context)
{
    int is_stopped;

    if (!fits(matcher, stream))
        return TAMIS_ERROR_ARGUMENT;
    matcher->callback = callback;
    matcher->callback_context = context;
    is_stopped = ask(matcher, stream, slice_make(NULL, 0), true);
    begin_again(stream);
    return is_stopped ? TAMIS_ERROR_STOPPED : TAMIS_OK;
}
