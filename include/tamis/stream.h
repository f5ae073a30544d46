/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Text that arrives in chunks: a connection, a pipe, a file that grows.
 *
 * A stream is 512 bytes of the caller's, with no pointer in them: a million
 * connections take half a gigabyte, and share one matcher for each thread. It
 * may be copied, moved and thrown away, and every chunk may be asked with
 * another matcher: of another clearance, or of a newer generation (live.h).
 *
 * What is found is what tamis_matcher_scan() finds in all chunks put together,
 * in the same order, each match once, however the text was cut. A match whose
 * word goes on behind a chunk is reported when the word has ended. Literals and
 * regexes are not looked for: their state does not fit, and is a handle of its
 * own (pattern_stream.h).
 *
 * A word is what stands between blanks, line ends, control bytes, quotes ("),
 * < and >. The bytes of an unfinished word are what a stream keeps, up to
 * TAMIS_STREAM_TAIL_SIZE of them (or as many as the memory that the stream was
 * given has over 32). Of a word that has more than these in front of the end of
 * a chunk this holds:
 *   - what is at most TAMIS_STREAM_MATCH_SIZE bytes long (two thirds of the
 *     tail) is found, exactly once, and at its place;
 *   - what is longer and reaches to the end of the chunk may not be found: a
 *     very long URL (its host is found all the same). Where the chunk ends with
 *     more than 64 dots, commas and the like, what is before them may be taken
 *     for the whole;
 *   - what depends on more than a fifth of the tail before it is read as if it
 *     stood alone: an address, an e-mail address or host and path that a long
 *     URL or a long run of hex digits and colons would have been part of.
 * Such words are counted: tamis_stream_cut_words(). Who must not lose them
 * gives a stream more memory; TAMIS_STREAM_SIZE_MAX holds the longest URL, with
 * three bytes (%2F) for each of its own.
 */
#ifndef TAMIS_STREAM_H
#define TAMIS_STREAM_H

#include <tamis/match.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TAMIS_STREAM_TAIL_SIZE  480u
#define TAMIS_STREAM_MATCH_SIZE 320u
/* More memory than this is of no use to a stream. */
#define TAMIS_STREAM_SIZE_MAX 16384u

/* The fields are the library's. The tail goes on behind the struct when
 * tamis_stream_begin() was told of more memory. */
typedef struct tamis_stream {
    uint64_t offset; /* of the tail in the stream */
    uint64_t cut_words;
    uint16_t tail_capacity, tail_size, fresh;
    uint8_t encoding, has_before, before;
    uint8_t pending_size, pending[4], reserved[2];
    uint8_t tail[TAMIS_STREAM_TAIL_SIZE];
} tamis_stream;

/*
 * tamis_stream_begin() makes size bytes a stream at its begin: sizeof
 * (tamis_stream), or more for longer words. Whatever was in them is gone;
 * there is nothing to release. Errors: ARGUMENT (size is less).
 */
TAMIS_API tamis_status tamis_stream_begin(tamis_stream *stream, size_t size);

/*
 * tamis_stream_scan() scans the next chunk, of any size. Offsets of hits count
 * from the begin of the stream. UTF-16 is known by a byte order mark at the
 * begin, and transcoded.
 *
 * Cost: that of tamis_matcher_scan(), and a copy of what is at most 4 KiB. No
 * allocation. Errors: STOPPED; the stream is then at a begin again.
 * Threads: one matcher, one thread; one stream, one call at a time.
 */
TAMIS_API tamis_status tamis_stream_scan(tamis_matcher *matcher,
                                         tamis_stream *stream,
                                         const void *chunk, size_t chunk_size,
                                         tamis_hit_callback callback,
                                         void *context);

/* tamis_stream_end() scans what was kept, as the end of the text, and leaves
 * the stream at its begin, for another text. Errors: STOPPED. */
TAMIS_API tamis_status tamis_stream_end(tamis_matcher *matcher,
                                        tamis_stream *stream,
                                        tamis_hit_callback callback,
                                        void *context);

/* Words since tamis_stream_begin() that were longer before the end of a chunk
 * than the stream's tail. Depends on the text and its cuts alone. */
TAMIS_API uint64_t tamis_stream_cut_words(const tamis_stream *stream);

#ifdef __cplusplus
}
#endif

#endif /* TAMIS_STREAM_H */
