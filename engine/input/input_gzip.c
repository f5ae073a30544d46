/* SPDX-License-Identifier: BSD-2-Clause */
/* gzip (RFC 1952), several members as one. The only file that knows zlib. */
#include "base/error.h"
#include "base/memory.h"
#include "input/input_source.h"

#include <limits.h>
#include <zlib.h>

struct gzip_state {
    z_stream stream;
    bool is_between; /* a member has ended and no other has begun */
};

/* Window of 32 KiB, and a gzip header is expected: zlib's own encoding. */
#define GZIP_WINDOW_BITS (15 + 16)

bool input_gzip_matches(const uint8_t *bytes, size_t size)
{
    return size >= 3 && bytes[0] == 0x1f && bytes[1] == 0x8b && bytes[2] == 8;
}

/*
 * After a member: another one, the end, or the zero bytes with which tapes
 * and tar pad a file. Anything else is damage: gzip itself only warns, but a
 * feed with bytes that nobody can account for is not one to trust.
 */
static tamis_status begin_member(struct gzip_state *state,
                                 struct input_source *source,
                                 tamis_error *error)
{
    for (;;) {
        TRY(input_source_fill(source, error));
        if (source->begin == source->end)
            return TAMIS_OK;
        if (source->bytes[source->begin] != 0)
            break;
        source->begin++;
    }
    if (source->bytes[source->begin] != 0x1f)
        return input_source_damaged(source, "gzip",
                                    "bytes that are not gzip follow it", error);
    if (inflateReset(&state->stream) != Z_OK)
        return input_source_damaged(source, "gzip", "zlib refuses it", error);
    state->is_between = false;
    return TAMIS_OK;
}

static tamis_status inflate_some(struct gzip_state *state,
                                 struct input_source *source,
                                 tamis_error *error)
{
    z_stream *stream = &state->stream;
    int result;

    TRY(input_source_fill(source, error));
    if (source->begin == source->end)
        return input_source_cut_short(source, "gzip", error);
    stream->next_in = source->bytes + source->begin;
    stream->avail_in = (uInt)(source->end - source->begin);
    result = inflate(stream, Z_NO_FLUSH);
    source->begin = source->end - stream->avail_in;
    if (result == Z_STREAM_END) {
        state->is_between = true;
        return TAMIS_OK;
    }
    if (result == Z_OK || result == Z_BUF_ERROR)
        return TAMIS_OK;
    if (result == Z_MEM_ERROR)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "%s: no memory to decompress it", source->name);
    return input_source_damaged(
        source, "gzip", stream->msg ? stream->msg : "zlib refuses it", error);
}

static tamis_status gzip_read(void *pointer, struct input_source *source,
                              uint8_t *buffer, size_t capacity, size_t *size,
                              tamis_error *error)
{
    struct gzip_state *state = pointer;
    uInt room = capacity < UINT_MAX ? (uInt)capacity : UINT_MAX;
    tamis_status status = TAMIS_OK;

    state->stream.next_out = buffer;
    state->stream.avail_out = room;
    while (status == TAMIS_OK && state->stream.avail_out == room) {
        if (state->is_between) {
            status = begin_member(state, source, error);
            if (state->is_between)
                break;
        }
        if (status == TAMIS_OK)
            status = inflate_some(state, source, error);
    }
    *size = room - state->stream.avail_out;
    return status;
}

static void gzip_close(void *pointer)
{
    struct gzip_state *state = pointer;

    inflateEnd(&state->stream);
    memory_release(&memory_default, state);
}

tamis_status input_gzip_open(struct input_decoder *decoder, tamis_error *error)
{
    struct gzip_state *state =
        memory_allocate_array(&memory_default, 1, sizeof *state);

    if (!state || inflateInit2(&state->stream, GZIP_WINDOW_BITS) != Z_OK) {
        memory_release(&memory_default, state);
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "no memory to decompress gzip data");
    }
    decoder->state = state;
    decoder->read = gzip_read;
    decoder->close = gzip_close;
    return TAMIS_OK;
}
