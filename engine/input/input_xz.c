/* SPDX-License-Identifier: BSD-2-Clause */
/* xz, several streams as one. The only file that knows liblzma. */
#include "base/error.h"
#include "base/memory.h"
#include "input/input_source.h"

#include <lzma.h>
#include <string.h>

/* What `xz -9` needs is 65 MiB; the rest is room for `--lzma2=dict=...`. */
#define XZ_MEMORY_MAX (UINT64_C(256) * 1024 * 1024)

struct xz_state {
    lzma_stream stream;
    bool is_finished;
};

bool input_xz_matches(const uint8_t *bytes, size_t size)
{
    static const uint8_t magic[6] = {0xfd, '7', 'z', 'X', 'Z', 0};

    return size >= sizeof magic && !memcmp(bytes, magic, sizeof magic);
}

static tamis_status refuse(struct input_source *source, lzma_ret result,
                           tamis_error *error)
{
    if (result == LZMA_BUF_ERROR)
        return input_source_cut_short(source, "xz", error);
    if (result == LZMA_MEM_ERROR)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "%s: no memory to decompress it", source->name);
    if (result == LZMA_MEMLIMIT_ERROR)
        return error_set(error, TAMIS_ERROR_LIMIT,
                         "%s: decompressing it takes more than 256 MiB; "
                         "compress it again with a smaller dictionary",
                         source->name);
    return input_source_damaged(source, "xz",
                                result == LZMA_OPTIONS_ERROR ? "unknown options"
                                : result == LZMA_FORMAT_ERROR
                                    ? "bytes that are not xz follow it"
                                    : "the decoder refuses it",
                                error);
}

static tamis_status xz_read(void *pointer, struct input_source *source,
                            uint8_t *buffer, size_t capacity, size_t *size,
                            tamis_error *error)
{
    struct xz_state *state = pointer;
    lzma_stream *stream = &state->stream;

    stream->next_out = buffer;
    stream->avail_out = capacity;
    while (!state->is_finished && stream->avail_out == capacity) {
        lzma_ret result;

        TRY(input_source_fill(source, error));
        stream->next_in = source->bytes + source->begin;
        stream->avail_in = source->end - source->begin;
        result = lzma_code(stream, source->at_end ? LZMA_FINISH : LZMA_RUN);
        source->begin = source->end - stream->avail_in;
        *size = capacity - stream->avail_out;
        if (result == LZMA_STREAM_END)
            state->is_finished = true;
        else if (result != LZMA_OK)
            return refuse(source, result, error);
    }
    *size = capacity - stream->avail_out;
    return TAMIS_OK;
}

static void xz_close(void *pointer)
{
    struct xz_state *state = pointer;

    lzma_end(&state->stream);
    memory_release(&memory_default, state);
}

tamis_status input_xz_open(struct input_decoder *decoder, tamis_error *error)
{
    static const lzma_stream initial = LZMA_STREAM_INIT;
    struct xz_state *state =
        memory_allocate_array(&memory_default, 1, sizeof *state);

    if (!state)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "no memory to decompress xz data");
    state->stream = initial;
    if (lzma_stream_decoder(&state->stream, XZ_MEMORY_MAX, LZMA_CONCATENATED) !=
        LZMA_OK) {
        memory_release(&memory_default, state);
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "no memory to decompress xz data");
    }
    decoder->state = state;
    decoder->read = xz_read;
    decoder->close = xz_close;
    return TAMIS_OK;
}
