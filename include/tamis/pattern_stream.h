/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Literals and regexes in text that arrives in chunks.
 *
 * What a regex has to remember does not fit in a tamis_stream, so this is a
 * handle of its own, for those who want it: patterns that were prepared with
 * TAMIS_PATTERNS_STREAMS, and tamis_pattern_stream_size() bytes a stream. Give
 * each chunk to both to find everything that tamis_matcher_scan() looks for.
 *
 * The unit is the stream, where a scan's is the line:
 *   - a pattern is reported once in a stream, where it first ends;
 *   - `^` is the stream's begin and `$` its end, but with the flag m, which
 *     makes them those of lines. What only the end makes a match is reported
 *     by tamis_pattern_stream_end();
 *   - a pattern with an exception (`!/.../`) is reported at the end, if the
 *     exception was nowhere in the stream;
 *   - what an allowed or warned pattern says covers itself and what ends behind
 *     where it first does (one with an exception: what the end reports). What
 *     was reported before is not taken back.
 * All of that is so however the text was cut, down to one byte at a time, but
 * for the order of hits that end at the same byte: `$` and `\b` are known a
 * byte late, and so are told with the next chunk where a cut is.
 *
 * Patterns of a field ("filename:/x/") are for values and not looked for. Bytes
 * are taken as they are: UTF-16 is not transcoded.
 *
 * In a live object (live.h) a stream begins with the patterns of the reader's
 * generation, tamis_matcher_patterns(), and stays with them. When a publish has
 * moved the reader on, the stream's next chunk is given to a matcher that the
 * caller makes for the older generation, one for all of its streams:
 *
 *     tamis_matcher *matcher = tamis_reader_quiet(reader);
 *     tamis_patterns *own = tamis_pattern_stream_patterns(stream);
 *
 *     if (tamis_matcher_patterns(matcher) != own) {
 *         options.patterns = own;
 *         tamis_matcher_create(&older, tamis_patterns_database(own), &options,
 *                              &error);
 *     }
 */
#ifndef TAMIS_PATTERN_STREAM_H
#define TAMIS_PATTERN_STREAM_H

#include <tamis/match.h>

#ifdef __cplusplus
extern "C" {
#endif

/* One text in chunks. It holds a reference to its patterns, and so to their
 * database: tamis_live_state.stream_pin_count counts those of older
 * generations (live.h). */
typedef struct tamis_pattern_stream tamis_pattern_stream;

/* Bytes in front of a match's end that tamis_hit.observed tells, at most: the
 * line up to there. Of what is reported at the end and lies further back,
 * nothing is told. */
#define TAMIS_PATTERN_STREAM_OBSERVED 256u

/* tamis_pattern_stream_size() tells the bytes of one stream: some hundred, a
 * quarter for each pattern, and what Hyperscan keeps. 0: the patterns were not
 * prepared for streams. */
TAMIS_API size_t tamis_pattern_stream_size(const tamis_patterns *patterns);

/*
 * tamis_pattern_stream_create() makes a stream at its begin. Errors: ARGUMENT
 * (patterns is NULL or was not prepared for streams), MEMORY.
 * tamis_pattern_stream_destroy() takes NULL, and reports nothing.
 */
TAMIS_API tamis_status
tamis_pattern_stream_create(tamis_pattern_stream **stream,
                            tamis_patterns *patterns, tamis_error *error);
TAMIS_API void tamis_pattern_stream_destroy(tamis_pattern_stream *stream);

/* tamis_pattern_stream_patterns() are those that it was made with; they live
 * as long as it does. */
TAMIS_API tamis_patterns *
tamis_pattern_stream_patterns(const tamis_pattern_stream *stream);

/*
 * tamis_pattern_stream_scan() scans the next chunk. Hits are those of a scan:
 * of a literal its place, of a regex its last byte, counted from the begin of
 * the stream; in the order of where they end. The matcher has the stream's
 * patterns: behind a publish, a stream goes on with a matcher of its own
 * generation. All matchers of one text have one clearance: what one of them
 * could not see is not reported to the next.
 *
 * No allocation. Errors: STOPPED; the stream is then at a begin again.
 * ARGUMENT (the matcher has other patterns); nothing was scanned.
 * Threads: one matcher, one thread; one stream, one call at a time.
 */
TAMIS_API tamis_status tamis_pattern_stream_scan(
    tamis_matcher *matcher, tamis_pattern_stream *stream, const void *chunk,
    size_t chunk_size, tamis_hit_callback callback, void *context);

/* tamis_pattern_stream_end() reports what the end of the text makes a match,
 * and leaves the stream at its begin. Errors: STOPPED, ARGUMENT. */
TAMIS_API tamis_status tamis_pattern_stream_end(tamis_matcher *matcher,
                                                tamis_pattern_stream *stream,
                                                tamis_hit_callback callback,
                                                void *context);

#ifdef __cplusplus
}
#endif

#endif /* TAMIS_PATTERN_STREAM_H */
