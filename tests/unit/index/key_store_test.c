/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/key_store.h"

#include "base/bytes.h"
#include "base/slice.h"
#include "index/key_sizes.h"
#include "support/random.h"

#include <criterion/criterion.h>
#include <stdlib.h>

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

/* A store of keys of random sizes, in blocks that end where they must. */
struct sized {
    struct key_store store;
    uint8_t *bytes, *sizes;
    uint32_t begins[600];
};

static void make_sized(struct sized *sized, struct random *random,
                       uint32_t width)
{
    uint32_t count = (uint32_t)random_between(random, 1, 600), end = 0;
    uint32_t largest = width == 1 ? UINT8_MAX : UINT16_MAX;
    size_t size =
        (size_t)key_sizes_size(count, width) - sizeof(struct key_sizes_layout);

    sized->sizes = calloc(1, size);
    for (uint32_t slot = 0; slot < count; slot++) {
        uint32_t place, group = key_sizes_group(slot, width, &place);
        uint8_t *to = sized->sizes + (size_t)group * 32;
        uint32_t key_size = (uint32_t)random_between(
            random, random_one_in(random, 3) ? largest : 1, largest);

        cr_assert_eq(group, slot / (28 / width));
        cr_assert_eq(place, slot % (28 / width));
        if (place == 0)
            store_le32(to, end);
        if (width == 1)
            to[4 + place] = (uint8_t)key_size;
        else
            store_le16(to + 4 + 2 * place, (uint16_t)key_size);
        sized->begins[slot] = end;
        end += key_size;
    }
    sized->bytes = malloc(end);
    sized->store = (struct key_store){.bytes = sized->bytes,
                                      .bytes_size = end,
                                      .count = count,
                                      .sizes = sized->sizes,
                                      .size_width = width};
}

static void check_sized(const struct sized *sized)
{
    const struct key_store *store = &sized->store;

    for (uint32_t slot = 0; slot < store->count; slot++) {
        tamis_slice key = key_store_get(store, slot);
        uint64_t end = slot + 1 < store->count ? sized->begins[slot + 1]
                                               : store->bytes_size;

        cr_assert_eq((const uint8_t *)key.data,
                     store->bytes + sized->begins[slot]);
        cr_assert_eq(key.size, end - sized->begins[slot]);
    }
    cr_assert_eq(key_store_get(store, store->count).size, 0);
    cr_assert_eq(key_store_check(store, NULL), TAMIS_OK);
}

Test(key_store, groups_of_sizes_tell_where_each_key_is)
{
    struct random random;

    random_begin(&random, "key_sizes");
    for (int round = 0; round < 200; round++) {
        struct sized sized;

        make_sized(&sized, &random, 1 + (uint32_t)round % 2);
        check_sized(&sized);
        free(sized.bytes);
        free(sized.sizes);
    }
}

Test(key_store, groups_that_point_outside_or_leave_gaps_are_found)
{
    struct random random;
    struct sized sized;
    uint32_t begin;

    random_begin(&random, "key_size_gaps");
    make_sized(&sized, &random, 1);
    begin = (sized.store.count - 1) / 28 * 28;
    store_le32(sized.sizes + begin / 28 * 32, UINT32_MAX);
    cr_expect_eq(key_store_get(&sized.store, begin).size, 0);
    cr_expect_eq(key_store_check(&sized.store, NULL), TAMIS_ERROR_CORRUPT);
    store_le32(sized.sizes + begin / 28 * 32, sized.begins[begin] + 1);
    cr_expect_eq(key_store_check(&sized.store, NULL), TAMIS_ERROR_CORRUPT);
    store_le32(sized.sizes + begin / 28 * 32, sized.begins[begin]);
    cr_expect_eq(key_store_check(&sized.store, NULL), TAMIS_OK);
    sized.sizes[4]++;
    cr_expect_eq(key_store_check(&sized.store, NULL), TAMIS_ERROR_CORRUPT);
    free(sized.bytes);
    free(sized.sizes);
}
