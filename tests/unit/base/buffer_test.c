/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/buffer.h"

#include "support/failing_allocator.h"
#include "support/random.h"

#include <criterion/criterion.h>

Test(buffer, appended_bytes_stay_in_order)
{
    struct failing_allocator failing;
    struct random random;
    struct buffer buffer;
    static uint8_t expected[20000];
    size_t size = 0;

    failing_allocator_begin(&failing, 0);
    random_begin(&random, "buffer");
    buffer_init(&buffer, &failing.allocator);
    random_bytes(&random, expected, sizeof expected);
    while (size < sizeof expected) {
        size_t part = random_below(&random, sizeof expected - size + 1);

        cr_assert_eq(buffer_append(&buffer, expected + size, part), TAMIS_OK);
        size += part;
    }
    cr_assert_eq(buffer.size, size);
    cr_assert_arr_eq(buffer.bytes, expected, size);
    buffer_release(&buffer);
    cr_assert_eq(failing.live_count, 0);
    buffer_release(&buffer);
}

Test(buffer, alignment_fills_with_zeroes)
{
    struct failing_allocator failing;
    struct buffer buffer;
    static const uint8_t expected[8] = {'a'};

    failing_allocator_begin(&failing, 0);
    buffer_init(&buffer, &failing.allocator);
    cr_assert_eq(buffer_align(&buffer, 64), TAMIS_OK);
    cr_assert_eq(buffer.size, 0);
    cr_assert_eq(buffer_append(&buffer, "a", 1), TAMIS_OK);
    cr_assert_eq(buffer_align(&buffer, 8), TAMIS_OK);
    cr_assert_eq(buffer.size, 8);
    cr_assert_arr_eq(buffer.bytes, expected, 8);
    cr_assert_eq(buffer_align(&buffer, 8), TAMIS_OK);
    cr_assert_eq(buffer.size, 8);
    cr_assert_eq(buffer_append_zero(&buffer, 57), TAMIS_OK);
    cr_assert_eq(buffer_align(&buffer, 64), TAMIS_OK);
    cr_assert_eq(buffer.size, 128);
    buffer_release(&buffer);
}

Test(buffer, nothing_is_appended_when_memory_is_out)
{
    struct failing_allocator failing;
    struct buffer buffer;
    static const uint8_t bytes[100];

    failing_allocator_begin(&failing, 2);
    buffer_init(&buffer, &failing.allocator);
    cr_assert_eq(buffer_append(&buffer, "abc", 3), TAMIS_OK);
    cr_assert_eq(buffer_append(&buffer, bytes, 100), TAMIS_ERROR_MEMORY);
    cr_assert_eq(buffer_append_zero(&buffer, 100), TAMIS_ERROR_MEMORY);
    cr_assert_eq(buffer_reserve(&buffer, 100), TAMIS_ERROR_MEMORY);
    cr_assert_eq(buffer_reserve(&buffer, SIZE_MAX), TAMIS_ERROR_MEMORY);
    cr_assert_eq(buffer.size, 3);
    cr_assert_arr_eq(buffer.bytes, "abc", 3);
    buffer_release(&buffer);
    cr_assert_eq(failing.live_count, 0);
}
