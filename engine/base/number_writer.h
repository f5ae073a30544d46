/* SPDX-License-Identifier: BSD-2-Clause */
/* Writes the columns of number_column.h. */
#ifndef TAMIS_BASE_NUMBER_WRITER_H
#define TAMIS_BASE_NUMBER_WRITER_H

#include "base/byte_sink.h"
#include "base/number_column.h"

/* The least and the greatest of some numbers; of none, least > greatest. */
struct number_range {
    uint32_t least, greatest;
};

#define NUMBER_RANGE_EMPTY                                                     \
    {                                                                          \
        UINT32_MAX, 0                                                          \
    }

void number_range_add(struct number_range *range, const uint32_t *numbers,
                      size_t count);
/* The bits that a number of the range needs, above its least. */
uint32_t number_range_bits(const struct number_range *range);

struct number_writer {
    struct byte_sink *sink;
    uint64_t pending; /* bits that do not fill eight bytes yet */
    uint32_t used;    /* of them */
    uint32_t bits, base;
};

void number_writer_begin(struct number_writer *writer, struct byte_sink *sink,
                         const struct number_range *range);

/* At most NUMBER_WRITER_MAX numbers at a time. Errors: the sink's. */
#define NUMBER_WRITER_MAX 4096u
tamis_status number_writer_put(struct number_writer *writer,
                               const uint32_t *numbers, size_t count,
                               tamis_error *error);
tamis_status number_writer_end(struct number_writer *writer,
                               tamis_error *error);

#endif
