/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/number_writer.h"

_Static_assert(NUMBER_WRITER_MAX *NUMBER_BITS_MAX / 8 + 8 <= BYTE_SINK_SIZE,
               "one put is one piece");

void number_range_add(struct number_range *range, const uint32_t *numbers,
                      size_t count)
{
    uint32_t least = range->least, greatest = range->greatest;

    for (size_t n = 0; n < count; n++) {
        least = numbers[n] < least ? numbers[n] : least;
        greatest = numbers[n] > greatest ? numbers[n] : greatest;
    }
    *range = (struct number_range){least, greatest};
}

uint32_t number_range_bits(const struct number_range *range)
{
    uint64_t distance = 0;
    uint32_t bits = 0;

    if (range->least < range->greatest)
        distance = range->greatest - range->least;
    while (distance >> bits)
        bits = bits ? bits * 2 : 1;
    return bits;
}

void number_writer_begin(struct number_writer *writer, struct byte_sink *sink,
                         const struct number_range *range)
{
    *writer = (struct number_writer){
        .sink = sink,
        .bits = number_range_bits(range),
        .base = range->least,
    };
}

tamis_status number_writer_put(struct number_writer *writer,
                               const uint32_t *numbers, size_t count,
                               tamis_error *error)
{
    uint64_t bits = writer->used + (uint64_t)count * writer->bits;
    uint8_t *room;
    tamis_status status;

    if (writer->bits == 0)
        return TAMIS_OK;
    status =
        byte_sink_reserve(writer->sink, (size_t)(bits / 64 * 8), &room, error);
    if (status < 0)
        return status;
    for (size_t n = 0; n < count; n++) {
        writer->pending |= (uint64_t)(numbers[n] - writer->base)
                           << writer->used;
        writer->used += writer->bits;
        if (writer->used < 64)
            continue;
        store_le64(room, writer->pending);
        room += 8;
        writer->pending = 0;
        writer->used = 0;
    }
    return TAMIS_OK;
}

tamis_status number_writer_end(struct number_writer *writer, tamis_error *error)
{
    uint8_t rest[8];

    store_le64(rest, writer->pending);
    return byte_sink_put(writer->sink, rest, (writer->used + 7) / 8, error);
}
