/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bytes on their way to a file: what makes them puts them one behind the other,
 * and whoever takes them gets pieces that fit a processor's cache.
 */
#ifndef TAMIS_BASE_BYTE_SINK_H
#define TAMIS_BASE_BYTE_SINK_H

#include <tamis/allocator.h>
#include <tamis/status.h>

/* Pieces have at most so many bytes. */
#define BYTE_SINK_SIZE ((size_t)1 << 18)

typedef tamis_status byte_sink_taker(void *context, const void *bytes,
                                     size_t size, tamis_error *error);

struct byte_sink {
    byte_sink_taker *take;
    void *context;
    const tamis_allocator *allocator;
    uint8_t *bytes;
    size_t used; /* bytes that are not taken yet */
};

/* Errors: MEMORY. byte_sink_close() is safe on a zeroed sink, and forgets what
 * is not taken. */
tamis_status byte_sink_open(struct byte_sink *sink,
                            const tamis_allocator *allocator,
                            byte_sink_taker *take, void *context,
                            tamis_error *error);
void byte_sink_close(struct byte_sink *sink);

/* Everything put so far is taken. Errors: the taker's. */
tamis_status byte_sink_flush(struct byte_sink *sink, tamis_error *error);

/* byte_sink_put() copies what is short, and hands on what is long. */
tamis_status byte_sink_put(struct byte_sink *sink, const void *bytes,
                           size_t size, tamis_error *error);
tamis_status byte_sink_put_zero(struct byte_sink *sink, size_t size,
                                tamis_error *error);

/* Room for size bytes, at most BYTE_SINK_SIZE, which count as put. */
static inline tamis_status byte_sink_reserve(struct byte_sink *sink,
                                             size_t size, uint8_t **room,
                                             tamis_error *error)
{
    if (size > BYTE_SINK_SIZE - sink->used) {
        tamis_status status = byte_sink_flush(sink, error);

        if (status < 0)
            return status;
    }
    *room = sink->bytes + sink->used;
    sink->used += size;
    return TAMIS_OK;
}

#endif
