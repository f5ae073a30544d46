/* SPDX-License-Identifier: BSD-2-Clause */
/* What a stream keeps between chunks. */
#ifndef TAMIS_MATCH_STREAM_H
#define TAMIS_MATCH_STREAM_H

#include "match/stream_view.h"

/* tamis_stream.encoding */
#define STREAM_BEGIN         0u /* the byte order mark may still come */
#define STREAM_BYTES         1u
#define STREAM_LITTLE_ENDIAN 2u /* UTF-16 */
#define STREAM_BIG_ENDIAN    3u

/* stream_restore() writes what was kept, with the byte before it, to `text`,
 * and makes it a view. Returns its size. */
size_t stream_restore(const tamis_stream *stream, uint8_t *text,
                      struct stream_view *view);
/* stream_finish() scans all words that end in the view and keeps the last one.
 * Non-zero: stopped. */
int stream_finish(tamis_stream *stream, tamis_matcher *matcher,
                  struct stream_view *view);

/* stream_feed_utf16() scans a chunk of UTF-16. is_end: no more will come. */
int stream_feed_utf16(tamis_stream *stream, tamis_matcher *matcher,
                      const uint8_t *chunk, size_t size, bool is_end);

#endif
