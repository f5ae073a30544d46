/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/byte_sink.h"

#include "base/error.h"
#include "base/memory.h"

#include <string.h>

/* From here on a copy costs more than a piece of its own. */
#define LONG_SIZE ((size_t)1 << 15)

tamis_status byte_sink_open(struct byte_sink *sink,
                            const tamis_allocator *allocator,
                            byte_sink_taker *take, void *context,
                            tamis_error *error)
{
    *sink = (struct byte_sink){
        .take = take, .context = context, .allocator = allocator};
    sink->bytes = memory_allocate(allocator, BYTE_SINK_SIZE);
    if (!sink->bytes)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "out of memory while writing a file");
    return TAMIS_OK;
}

void byte_sink_close(struct byte_sink *sink)
{
    if (sink->bytes)
        memory_release(sink->allocator, sink->bytes);
    *sink = (struct byte_sink){.bytes = NULL};
}

tamis_status byte_sink_flush(struct byte_sink *sink, tamis_error *error)
{
    size_t size = sink->used;

    if (size == 0)
        return TAMIS_OK;
    sink->used = 0;
    return sink->take(sink->context, sink->bytes, size, error);
}

static tamis_status hand_on(struct byte_sink *sink, const uint8_t *bytes,
                            size_t size, tamis_error *error)
{
    TRY(byte_sink_flush(sink, error));
    while (size > 0) {
        size_t piece = size < BYTE_SINK_SIZE ? size : BYTE_SINK_SIZE;

        TRY(sink->take(sink->context, bytes, piece, error));
        bytes += piece;
        size -= piece;
    }
    return TAMIS_OK;
}

tamis_status byte_sink_put(struct byte_sink *sink, const void *bytes,
                           size_t size, tamis_error *error)
{
    uint8_t *room;

    if (size >= LONG_SIZE)
        return hand_on(sink, bytes, size, error);
    if (size == 0)
        return TAMIS_OK;
    TRY(byte_sink_reserve(sink, size, &room, error));
    memcpy(room, bytes, size);
    return TAMIS_OK;
}

tamis_status byte_sink_put_zero(struct byte_sink *sink, size_t size,
                                tamis_error *error)
{
    while (size > 0) {
        size_t piece = size < BYTE_SINK_SIZE ? size : BYTE_SINK_SIZE;
        uint8_t *room;

        TRY(byte_sink_reserve(sink, piece, &room, error));
        memset(room, 0, piece);
        size -= piece;
    }
    return TAMIS_OK;
}
