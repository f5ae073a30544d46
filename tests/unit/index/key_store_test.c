/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/key_store.h"

#include "base/bytes.h"
#include "base/slice.h"

#include <criterion/criterion.h>

static const uint8_t bytes[] = "onetwothree";

static struct key_store store_with_ends(uint8_t ends[12], uint32_t first,
                                        uint32_t second, uint32_t third)
{
    store_le32(ends, first);
    store_le32(ends + 4, second);
    store_le32(ends + 8, third);
    return (struct key_store){
        .bytes = bytes, .bytes_size = 11, .ends = ends, .count = 3};
}

Test(key_store, keys_of_many_sizes_are_between_their_ends)
{
    uint8_t ends[12];
    struct key_store store = store_with_ends(ends, 3, 6, 11);

    cr_assert(slice_is(key_store_get(&store, 0), "one"));
    cr_assert(slice_is(key_store_get(&store, 1), "two"));
    cr_assert(slice_is(key_store_get(&store, 2), "three"));
    cr_assert_eq(key_store_check(&store, NULL), TAMIS_OK);
}

Test(key_store, keys_of_one_size_need_no_ends)
{
    struct key_store store = {
        .bytes = bytes, .bytes_size = 9, .key_size = 3, .count = 3};

    cr_assert(slice_is(key_store_get(&store, 0), "one"));
    cr_assert(slice_is(key_store_get(&store, 2), "thr"));
    cr_assert_eq(key_store_check(&store, NULL), TAMIS_OK);
}

Test(key_store, a_slot_past_the_last_is_empty)
{
    uint8_t ends[12];
    struct key_store store = store_with_ends(ends, 3, 6, 11);

    cr_assert_eq(key_store_get(&store, 3).size, 0);
    cr_assert_eq(key_store_get(&store, SLOT_NONE).size, 0);
}

Test(key_store, ends_that_point_outside_or_backwards_give_no_key)
{
    uint8_t ends[12];
    struct key_store store = store_with_ends(ends, 3, 12, 4);

    cr_assert_eq(key_store_get(&store, 1).size, 0);
    cr_assert_eq(key_store_get(&store, 2).size, 0);
    cr_assert_eq(key_store_check(&store, NULL), TAMIS_ERROR_CORRUPT);
    store = store_with_ends(ends, UINT32_MAX, UINT32_MAX, 11);
    for (uint32_t slot = 0; slot < 3; slot++)
        cr_assert_eq(key_store_get(&store, slot).size, 0);
}

Test(key_store, keys_past_the_bytes_are_empty)
{
    struct key_store store = {
        .bytes = bytes, .bytes_size = 11, .key_size = 4, .count = UINT32_MAX};

    cr_assert_eq(key_store_get(&store, 1).size, 4);
    cr_assert_eq(key_store_get(&store, 2).size, 0);
    cr_assert_eq(key_store_get(&store, UINT32_MAX - 1).size, 0);
    cr_assert_eq(key_store_check(&store, NULL), TAMIS_ERROR_CORRUPT);
}

Test(key_store, bytes_that_belong_to_no_key_are_found)
{
    uint8_t ends[12];
    struct key_store store = store_with_ends(ends, 3, 6, 10);

    cr_assert_eq(key_store_check(&store, NULL), TAMIS_ERROR_CORRUPT);
}
