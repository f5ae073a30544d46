/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/number_column.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "base/number_writer.h"
#include "support/random.h"

#include <criterion/criterion.h>

#include <stdlib.h>

#define COUNT_MAX 5000u

Test(number_column, bits_are_what_the_distance_needs)
{
    static const struct {
        struct number_range range;
        uint32_t bits;
    } cases[] = {
        {NUMBER_RANGE_EMPTY, 0},
        {{7, 7}, 0},
        {{7, 8}, 1},
        {{7, 10}, 2},
        {{0, 4}, 4},
        {{0, 15}, 4},
        {{0, 16}, 8},
        {{1000, 1255}, 8},
        {{1000, 1256}, 16},
        {{0, 65535}, 16},
        {{0, 65536}, 32},
        {{0, UINT32_MAX}, 32},
        {{UINT32_MAX - 1, UINT32_MAX}, 1},
    };

    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++)
        cr_expect_eq(number_range_bits(&cases[n].range), cases[n].bits,
                     "case %zu", n);
    for (uint32_t bits = 0; bits < 256; bits++)
        cr_expect_eq(number_column_has_bits(bits),
                     bits == 0 || bits == 1 || bits == 2 || bits == 4 ||
                         bits == 8 || bits == 16 || bits == 32);
}

static tamis_status take(void *context, const void *bytes, size_t size,
                         tamis_error *error)
{
    (void)error;
    return buffer_append(context, bytes, size);
}

/* Writes the numbers in steps of any size, as a column of its own block. */
static uint8_t *write_numbers(struct random *random, const uint32_t *numbers,
                              size_t count, const struct number_range *range,
                              size_t *size)
{
    struct number_writer writer;
    struct byte_sink sink;
    struct buffer out;
    tamis_error error;
    uint8_t *copy;

    buffer_init(&out, &memory_default);
    cr_assert_eq(byte_sink_open(&sink, &memory_default, take, &out, &error),
                 TAMIS_OK);
    number_writer_begin(&writer, &sink, range);
    for (size_t at = 0, step; at < count; at += step) {
        step = random_between(random, 1, NUMBER_WRITER_MAX);
        step = step < count - at ? step : count - at;
        cr_assert_eq(number_writer_put(&writer, numbers + at, step, &error),
                     TAMIS_OK);
    }
    cr_assert_eq(number_writer_end(&writer, &error), TAMIS_OK);
    cr_assert_eq(byte_sink_flush(&sink, &error), TAMIS_OK);
    byte_sink_close(&sink);
    *size = out.size;
    copy = malloc(out.size + 1);
    if (out.size > 0)
        memcpy(copy, out.bytes, out.size);
    buffer_release(&out);
    return realloc(copy, *size ? *size : 1);
}

static void check_column(struct random *random)
{
    static uint32_t numbers[COUNT_MAX];
    size_t count = random_between(random, 1, COUNT_MAX), size;
    uint64_t distance = UINT64_C(1) << random_below(random, 33);
    uint32_t least = (uint32_t)random_next(random);
    struct number_range range = NUMBER_RANGE_EMPTY;
    struct number_column column;
    uint8_t *bytes;

    if (least > UINT32_MAX - (uint32_t)(distance - 1))
        least = UINT32_MAX - (uint32_t)(distance - 1);
    for (size_t n = 0; n < count; n++)
        numbers[n] = least + (uint32_t)random_below(random, distance);
    number_range_add(&range, numbers, count / 2);
    number_range_add(&range, numbers + count / 2, count - count / 2);
    bytes = write_numbers(random, numbers, count, &range, &size);
    column = number_column_make(bytes, number_range_bits(&range), range.least);
    cr_assert(number_column_has_bits(column.bits));
    cr_assert_eq(size, number_column_size(count, column.bits));
    for (size_t n = 0; n < count; n++)
        cr_assert_eq(number_column_get(&column, n), numbers[n]);
    free(bytes);
}

Test(number_column, what_was_written_is_read)
{
    struct random random;

    random_begin(&random, "number_column");
    for (int round = 0; round < 200; round++)
        check_column(&random);
}
