/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A reader's input, read more than once: marks and event headers may come
 * after what they apply to.
 *
 * What fits in JSON_HEAD_SIZE stays in memory. A longer regular file is opened
 * again for each pass; a longer pipe is spooled, decompressed, to a temporary
 * file that has no name and mode 0600.
 */
#ifndef TAMIS_FEED_JSON_SOURCE_H
#define TAMIS_FEED_JSON_SOURCE_H

#include "base/buffer.h"
#include "feed/reader.h"

#define JSON_HEAD_SIZE ((size_t)4 << 20)

struct json_source {
    struct feed_reader *reader;
    struct buffer head;
    size_t head_max; /* JSON_HEAD_SIZE; tests lower it */
    bool is_whole;   /* head is all of it */
    bool is_taken;   /* a pass goes on from the reader's own input */
    int spool;       /* descriptor, or -1 */
    uint64_t spool_size;
};

/* One pass. Passes may run at the same time. */
struct json_pass {
    struct json_source *source;
    tamis_input *input; /* the reader's or its own */
    bool owns_input;
    uint64_t offset; /* in head, then in spool */
};

/* Call json_source_close() in any case. head_max 0: JSON_HEAD_SIZE. */
tamis_status json_source_open(struct json_source *source,
                              struct feed_reader *reader, size_t head_max,
                              tamis_error *error);
void json_source_close(struct json_source *source);

void json_pass_begin(struct json_pass *pass, struct json_source *source);
/* The read callback of a splitter whose context is the pass. */
tamis_status json_pass_read(void *context, void *buffer, size_t capacity,
                            size_t *size, tamis_error *error);
void json_pass_end(struct json_pass *pass);

#endif
