/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/byte_sink.h"

#include "base/buffer.h"
#include "base/memory.h"
#include "support/random.h"

#include <criterion/criterion.h>
#include <string.h>

struct taken {
    struct buffer bytes;
    size_t left; /* more is refused */
};

static tamis_status take(void *context, const void *bytes, size_t size,
                         tamis_error *error)
{
    struct taken *taken = context;

    (void)error;
    cr_assert_gt(size, 0);
    cr_assert_leq(size, BYTE_SINK_SIZE);
    if (size > taken->left)
        return TAMIS_ERROR_SYSTEM;
    taken->left -= size;
    return buffer_append(&taken->bytes, bytes, size);
}

/* One random piece, put in one of three ways; its size. */
static size_t put_piece(struct random *random, struct byte_sink *sink,
                        const uint8_t *bytes)
{
    size_t size = random_one_in(random, 20)
                      ? random_below(random, 3 * BYTE_SINK_SIZE)
                      : random_below(random, 5000);
    uint8_t *room = NULL;

    switch (random_below(random, 3)) {
    case 0:
        cr_assert_eq(byte_sink_put(sink, bytes, size, NULL), TAMIS_OK);
        return size;
    case 1:
        size %= BYTE_SINK_SIZE + 1;
        cr_assert_eq(byte_sink_reserve(sink, size, &room, NULL), TAMIS_OK);
        memcpy(room, bytes, size);
        return size;
    default:
        return 0;
    }
}

Test(byte_sink, everything_arrives_in_order)
{
    static uint8_t bytes[3 * BYTE_SINK_SIZE];
    struct taken taken = {.left = SIZE_MAX};
    struct buffer expected;
    struct byte_sink sink;
    struct random random;

    random_begin(&random, "byte_sink");
    random_bytes(&random, bytes, sizeof bytes);
    buffer_init(&taken.bytes, &memory_default);
    buffer_init(&expected, &memory_default);
    cr_assert_eq(byte_sink_open(&sink, &memory_default, take, &taken, NULL),
                 TAMIS_OK);
    for (unsigned n = 0; n < 1000; n++) {
        size_t size = put_piece(&random, &sink, bytes);

        buffer_append(&expected, bytes, size);
        if (n % 7)
            continue;
        cr_assert_eq(byte_sink_put_zero(&sink, n * 600, NULL), TAMIS_OK);
        buffer_append_zero(&expected, n * 600);
    }
    cr_assert_eq(byte_sink_flush(&sink, NULL), TAMIS_OK);
    cr_assert_eq(byte_sink_flush(&sink, NULL), TAMIS_OK);
    cr_assert_eq(taken.bytes.size, expected.size);
    cr_assert_arr_eq(taken.bytes.bytes, expected.bytes, expected.size);
    byte_sink_close(&sink);
    byte_sink_close(&sink);
    buffer_release(&taken.bytes);
    buffer_release(&expected);
}

Test(byte_sink, what_the_taker_refuses_is_told)
{
    static const uint8_t bytes[BYTE_SINK_SIZE];
    struct taken taken = {.left = 1000};
    struct byte_sink sink;
    uint8_t *room = NULL;

    buffer_init(&taken.bytes, &memory_default);
    cr_assert_eq(byte_sink_open(&sink, &memory_default, take, &taken, NULL),
                 TAMIS_OK);
    cr_assert_eq(byte_sink_put(&sink, bytes, 1001, NULL), TAMIS_OK);
    cr_assert_eq(byte_sink_put(&sink, bytes, sizeof bytes, NULL),
                 TAMIS_ERROR_SYSTEM);
    cr_assert_eq(byte_sink_put(&sink, bytes, 1001, NULL), TAMIS_OK);
    cr_assert_eq(byte_sink_reserve(&sink, BYTE_SINK_SIZE, &room, NULL),
                 TAMIS_ERROR_SYSTEM);
    byte_sink_close(&sink);
    buffer_release(&taken.bytes);
}
