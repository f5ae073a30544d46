/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hostile text in chunks, against a scan of the whole. The first two bytes say
 * how it is cut and how large the stream is; the rest is the text, as it is and
 * as numbers of words (fuzz_scan_words.h). Unless a word was cut that is longer
 * than the stream's tail, both find the same; else what tamis/stream.h says.
 */
#include "fuzz/fuzz_scan_words.h"

#include <tamis/compile.h>
#include <tamis/tamis.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(condition)                                                       \
    do {                                                                       \
        if (!(condition))                                                      \
            abort();                                                           \
    } while (0)

#define HEAD_SIZE     2u
#define TEXT_SIZE_MAX ((size_t)1 << 16)
#define HITS_MAX      65536
/* Each chunk may be scanned with the whole tail: with more of them a long text
 * in single bytes takes the time of hundreds of other inputs. */
#define CHUNKS_MAX 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct hits {
    size_t count;
    struct place {
        uint64_t offset;
        uint32_t length;
        tamis_record_id record;
    } places[HITS_MAX];
};

static tamis_matcher *matcher; /* lives as long as the process */
static struct hits whole, cut;

static int note_hits(void *context, const tamis_hit *hits, size_t hit_count)
{
    struct hits *noted = context;

    for (size_t i = 0; i < hit_count && noted->count < HITS_MAX; i++)
        noted->places[noted->count++] =
            (struct place){hits[i].offset, hits[i].length, hits[i].record};
    return 0;
}

static tamis_slice slice(const char *text)
{
    tamis_slice made = {text, strlen(text)};

    return made;
}

static void open_matcher(void)
{
    static const char *const values[] = {
        "evil.com",       "11.0.0.0/8", "2001:db8::/32",
        "evil.com/a",     "a@evil.com", "1.2.3.4:443",
        "http://a.org/b", "1.2.3.4",    "0123456789abcdef0123456789abcdef"};
    static void *bytes;
    tamis_feed_info info = TAMIS_FEED_INFO_INIT;
    tamis_compiler *compiler = NULL;
    tamis_database *database;
    uint32_t feed = 0;
    size_t size = 0;
    void *made = NULL;

    CHECK(tamis_compiler_create(&compiler, NULL, NULL) == TAMIS_OK);
    info.name = slice("f");
    info.tlp = TAMIS_TLP_GREEN;
    CHECK(tamis_compiler_add_feed(compiler, &info, &feed, NULL) == TAMIS_OK);
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        tamis_statement statement = TAMIS_STATEMENT_INIT;

        statement.value = slice(values[i]);
        CHECK(tamis_compiler_add(compiler, feed, &statement, NULL) == TAMIS_OK);
    }
    CHECK(tamis_compiler_write_memory(compiler, &made, &size, NULL) ==
          TAMIS_OK);
    bytes = aligned_alloc(64, (size + 63) / 64 * 64);
    CHECK(bytes);
    memcpy(bytes, made, size);
    tamis_compiler_free_memory(compiler, made, size);
    tamis_compiler_destroy(compiler);
    CHECK(tamis_database_open_memory(&database, bytes, size, NULL, NULL) ==
          TAMIS_OK);
    CHECK(tamis_matcher_create(&matcher, database, NULL, NULL) == TAMIS_OK);
    tamis_database_release(database);
}

/* Chunks of up to `longest` bytes, and some of none. */
static void scan_chunks(tamis_stream *stream, size_t longest,
                        const uint8_t *text, size_t size)
{
    uint32_t state = (uint32_t)longest;
    size_t at = 0;

    while (at < size) {
        size_t chunk_size;
        uint8_t *chunk;

        state = state * 1664525u + 1013904223u;
        chunk_size = (state >> 8) % (longest + 1);
        if (chunk_size > size - at)
            chunk_size = size - at;
        chunk = malloc(chunk_size + 1); /* a byte too many is seen */
        CHECK(chunk);
        memcpy(chunk + 1, text + at, chunk_size);
        CHECK(tamis_stream_scan(matcher, stream, chunk + 1, chunk_size,
                                note_hits, &cut) == TAMIS_OK);
        free(chunk);
        at += chunk_size;
    }
    CHECK(tamis_stream_end(matcher, stream, note_hits, &cut) == TAMIS_OK);
}

static void check_hits(const tamis_stream *stream, size_t text_size)
{
    bool is_exact = tamis_stream_cut_words(stream) == 0;

    CHECK(!is_exact || cut.count == whole.count);
    for (size_t i = 0; i < cut.count; i++) {
        const struct place *place = &cut.places[i];

        CHECK(place->offset + place->length <= text_size);
        CHECK(i == 0 || place->offset >= cut.places[i - 1].offset);
        CHECK(!is_exact || (place->offset == whole.places[i].offset &&
                            place->length == whole.places[i].length &&
                            place->record == whole.places[i].record));
    }
}

static void check_text(const uint8_t *head, const uint8_t *text, size_t size)
{
    size_t longest = (size_t)1 << head[0] % 16;
    size_t stream_size = sizeof(tamis_stream) + (size_t)head[1] * 64;
    tamis_stream *stream = malloc(stream_size);

    CHECK(stream);
    while (longest < size / CHUNKS_MAX)
        longest *= 2;
    whole.count = 0;
    CHECK(tamis_matcher_scan(matcher, text, size, note_hits, &whole) ==
          TAMIS_OK);
    CHECK(tamis_stream_begin(stream, stream_size) == TAMIS_OK);
    cut.count = 0;
    scan_chunks(stream, longest, text, size);
    check_hits(stream, size);
    free(stream);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    uint8_t *text;
    size_t text_size;

    if (size < HEAD_SIZE || size > TEXT_SIZE_MAX)
        return 0;
    if (!matcher)
        open_matcher();
    check_text(data, data + HEAD_SIZE, size - HEAD_SIZE);
    text_size = fuzz_scan_text(data + HEAD_SIZE, size - HEAD_SIZE, NULL);
    if (text_size > TEXT_SIZE_MAX)
        return 0;
    text = malloc(text_size ? text_size : 1);
    CHECK(text);
    fuzz_scan_text(data + HEAD_SIZE, size - HEAD_SIZE, text);
    check_text(data, text, text_size);
    free(text);
    return 0;
}
