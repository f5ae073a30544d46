/* SPDX-License-Identifier: BSD-2-Clause */
/* Zstandard (RFC 8878), several frames as one. The only file that knows it. */
#include "base/bytes.h"
#include "base/error.h"
#include "base/memory.h"
#include "input/input_source.h"

#include <zstd.h>
#include <zstd_errors.h>

/* Windows of up to 128 MiB: what `zstd --long` makes and no more. */
#define ZSTD_WINDOW_LOG_MAX 27

bool input_zstd_matches(const uint8_t *bytes, size_t size)
{
    uint32_t magic;

    if (size < 4)
        return false;
    magic = load_le32(bytes);
    return magic == ZSTD_MAGICNUMBER ||
           (magic & ZSTD_MAGIC_SKIPPABLE_MASK) == ZSTD_MAGIC_SKIPPABLE_START;
}

struct zstd_state {
    ZSTD_DCtx *context;
    bool is_inside; /* of a frame */
};

static tamis_status refuse(struct input_source *source, size_t result,
                           tamis_error *error)
{
    ZSTD_ErrorCode code = ZSTD_getErrorCode(result);

    if (code == ZSTD_error_memory_allocation)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "%s: no memory to decompress it", source->name);
    if (code == ZSTD_error_frameParameter_windowTooLarge)
        return error_set(error, TAMIS_ERROR_LIMIT,
                         "%s: decompressing it takes a window of more than "
                         "128 MiB; compress it again without --ultra --long",
                         source->name);
    return input_source_damaged(source, "zstd", ZSTD_getErrorName(result),
                                error);
}

static tamis_status zstd_read(void *pointer, struct input_source *source,
                              uint8_t *buffer, size_t capacity, size_t *size,
                              tamis_error *error)
{
    struct zstd_state *state = pointer;
    ZSTD_outBuffer output = {buffer, capacity, 0};

    while (output.pos == 0) {
        ZSTD_inBuffer stored;
        size_t result;
        bool is_last;

        TRY(input_source_fill(source, error));
        is_last = source->begin == source->end;
        if (is_last && !state->is_inside)
            break;
        /* At the end, bytes that are still inside the decoder come out. */
        stored.src = source->bytes;
        stored.size = source->end;
        stored.pos = source->begin;
        result = ZSTD_decompressStream(state->context, &output, &stored);
        source->begin = stored.pos;
        *size = output.pos;
        if (ZSTD_isError(result))
            return refuse(source, result, error);
        state->is_inside = result != 0;
        if (is_last && state->is_inside && output.pos == 0)
            return input_source_cut_short(source, "zstd", error);
    }
    *size = output.pos;
    return TAMIS_OK;
}

static void zstd_close(void *pointer)
{
    struct zstd_state *state = pointer;

    ZSTD_freeDCtx(state->context);
    memory_release(&memory_default, state);
}

tamis_status input_zstd_open(struct input_decoder *decoder, tamis_error *error)
{
    struct zstd_state *state =
        memory_allocate_array(&memory_default, 1, sizeof *state);

    if (state)
        state->context = ZSTD_createDCtx();
    if (!state || !state->context) {
        memory_release(&memory_default, state);
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "no memory to decompress zstd data");
    }
    ZSTD_DCtx_setParameter(state->context, ZSTD_d_windowLogMax,
                           ZSTD_WINDOW_LOG_MAX);
    decoder->state = state;
    decoder->read = zstd_read;
    decoder->close = zstd_close;
    return TAMIS_OK;
}
