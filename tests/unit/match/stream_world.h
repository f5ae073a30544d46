/* SPDX-License-Identifier: BSD-2-Clause */
/* A text, what one scan of it finds, and what a stream finds in its chunks. */
#ifndef TAMIS_TESTS_STREAM_WORLD_H
#define TAMIS_TESTS_STREAM_WORLD_H

#include "support/random.h"

#include <tamis/stream.h>

#include <stdbool.h>

#define TEXT_SIZE_MAX    ((size_t)1 << 20)
#define HITS_MAX         65536
#define STREAM_RUN_BYTES 22u

struct hits {
    size_t count;
    struct noted {
        uint64_t offset;
        uint32_t length;
        tamis_record_id record;
        tamis_kind kind;
    } hits[HITS_MAX];
};

/* Bytes of a text that belong to words which a cut made too long. */
struct stream_world {
    tamis_database *database;
    tamis_matcher *matcher;
    void *bytes;
    size_t size;
    uint8_t text[TEXT_SIZE_MAX];
    uint8_t is_cut[TEXT_SIZE_MAX];
    size_t cut_words;
    struct hits whole, cut;
};

extern struct stream_world stream_world;

/* Bytes that end URLs, or would if the URL ended there. */
extern const char stream_run_bytes[STREAM_RUN_BYTES + 1];

/* A database of a few of each kind, and a matcher. */
void stream_world_open(void);
void stream_world_close(void);

void stream_world_add(const char *part);
void stream_world_add_run(uint8_t byte, size_t size);
/* Random parts; a gap once in `sparseness` of them. */
void stream_world_make_text(struct random *random, size_t limit,
                            size_t sparseness, bool is_odd);

void stream_world_scan_whole(void);
/* Scans in chunks of up to `longest` bytes. */
void stream_world_scan_chunks(struct random *random, tamis_stream *stream,
                              size_t stream_size, size_t longest);

/* Fails unless the two are what tamis/stream.h promises. */
void stream_world_compare(size_t tail);
bool stream_world_has(const struct hits *hits, const struct noted *hit);
void stream_world_explain(const char *what, const struct noted *hit);

#endif
