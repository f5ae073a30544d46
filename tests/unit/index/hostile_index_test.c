/* SPDX-License-Identifier: BSD-2-Clause */
/* Sections that are cut, changed or made up. */
#include "base/bytes.h"
#include "base/memory.h"
#include "base/slice.h"
#include "built_index.h"
#include "index/prefix_table.h"
#include "index/prefix_table_build.h"
#include "index/suffix_table.h"
#include "key_set.h"
#include "support/random.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The numbers of tests/fuzz/fuzz_index.c. */
enum index_kind { EXACT, SUFFIX, IPV4, IPV6, INDEX_KIND_COUNT };

struct sample {
    enum index_kind kind;
    struct key_set slots;
    struct buffer out;
};

static void add_keys(struct key_set *set, enum index_kind kind, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint8_t key[64] = {0x20, 1, (uint8_t)i, (uint8_t)(i * 7)};
        int size;

        switch (kind) {
        case EXACT:
            memset(key, (int)(i % 50), 16);
            key_set_add(set, key, 16, i / 50);
            break;
        case SUFFIX:
            size = snprintf((char *)key, sizeof key, "%sn%u.com",
                            i % 3 ? "" : "a.b.", i / 2);
            key_set_add(set, key, (size_t)size, i % 3);
            break;
        case IPV4:
            key[4] = i % 5 ? 32 : 24;
            key[3] = i % 5 ? key[3] : 0;
            key_set_add(set, key, 5, 0);
            break;
        case IPV6:
            key[8 + i % 4] = (uint8_t)i;
            key[16] = i % 3 ? 128 : 96;
            key_set_add(set, key, 17, 0);
            break;
        case INDEX_KIND_COUNT:
            break;
        }
    }
}

static void build_sample(struct sample *sample, enum index_kind kind,
                         uint32_t count)
{
    static const uint32_t key_sizes[] = {16, 0, 5, 17};
    uint32_t *order = calloc(count + 1, sizeof *order);
    struct key_set set;
    struct key_store keys;
    const struct exact_input exact = {
        .keys = &keys, .hash = exact_table_hash, .has_filter = true};
    struct suffix_input suffix = {
        .keys = &keys, .kernels = usable_kernels(0), .part_count = 3};
    tamis_status status;

    sample->kind = kind;
    key_set_open(&set, key_sizes[kind]);
    add_keys(&set, kind, count);
    key_set_sort(&set, kind != EXACT);
    keys = key_set_store(&set);
    suffix.modes = set.modes;
    buffer_init(&sample->out, &memory_default);
    if (kind == EXACT)
        status = built_index_exact(&memory_default, &exact, order, &sample->out,
                                   NULL);
    else if (kind == SUFFIX)
        status = built_index_suffix(&memory_default, &suffix, order,
                                    &sample->out, NULL);
    else
        status =
            prefix_table_build(&memory_default, &keys, kind == IPV4 ? 4 : 16,
                               order, &sample->out, NULL);
    cr_assert_eq(status, TAMIS_OK);
    key_set_permute(&set, order, &sample->slots);
    key_set_close(&set);
    free(order);
}

static void close_sample(struct sample *sample)
{
    buffer_release(&sample->out);
    key_set_close(&sample->slots);
}

/* What `verify` says of a sample's keys under these section bytes. */
static tamis_status verify(const struct sample *sample, const uint8_t *bytes,
                           size_t size, tamis_error *error)
{
    struct key_store keys = key_set_store(&sample->slots);
    struct exact_table exact;
    struct suffix_table suffix;
    struct prefix_table prefix;
    struct number_column modes;
    tamis_status status;

    if (sample->kind == EXACT) {
        status = exact_table_open(&exact, bytes, size, &keys, usable_kernels(0),
                                  error);
        return status ? status
                      : exact_table_check(&exact, &memory_default, error);
    }
    if (sample->kind == SUFFIX) {
        modes = number_column_make(sample->slots.modes, 8, 0);
        status = suffix_table_open(&suffix, slice_make(bytes, size), &keys,
                                   &modes, usable_kernels(0), error);
        return status ? status
                      : suffix_table_check(&suffix, &memory_default, error);
    }
    status = prefix_table_open(&prefix, bytes, size, &keys, usable_kernels(0),
                               error);
    return status ? status : prefix_table_check(&prefix, error);
}

Test(hostile_index, every_length_but_the_right_one_is_refused)
{
    for (enum index_kind kind = 0; kind < INDEX_KIND_COUNT; kind++) {
        struct sample sample;

        build_sample(&sample, kind, 60);
        cr_assert_eq(buffer_append_zero(&sample.out, 64), TAMIS_OK);
        for (size_t size = 0; size <= sample.out.size; size++) {
            /* A copy of its own, so that sanitizers see its end. */
            uint8_t *cut = malloc(size ? size : 1);
            tamis_error error = {0};
            tamis_status status;

            cr_assert_not_null(cut);
            memcpy(cut, sample.out.bytes, size);
            status = verify(&sample, cut, size, &error);
            if (size == sample.out.size - 64) {
                cr_assert_eq(status, TAMIS_OK);
            } else {
                cr_assert_eq(status, TAMIS_ERROR_CORRUPT, "index %d, %zu bytes",
                             (int)kind, size);
                cr_assert_neq(error.message[0], 0);
            }
            free(cut);
        }
        close_sample(&sample);
    }
}

/* A suffix table holds an exact table behind its header. */
static bool is_version(enum index_kind kind, size_t at)
{
    return at < 4 || (kind == SUFFIX && at >= 64 && at < 68);
}

Test(hostile_index, every_changed_bit_is_found_by_open_or_check, .timeout = 120)
{
    for (enum index_kind kind = 0; kind < INDEX_KIND_COUNT; kind++) {
        struct sample sample;

        build_sample(&sample, kind, 120);
        cr_assert_eq(verify(&sample, sample.out.bytes, sample.out.size, NULL),
                     TAMIS_OK);
        for (size_t bit = 0; bit < sample.out.size * 8; bit++) {
            tamis_status status;

            sample.out.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
            status = verify(&sample, sample.out.bytes, sample.out.size, NULL);
            sample.out.bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
            cr_assert_eq(status,
                         is_version(kind, bit / 8) ? TAMIS_ERROR_UNSUPPORTED
                                                   : TAMIS_ERROR_CORRUPT,
                         "index %d, byte %zu, bit %zu", (int)kind, bit / 8,
                         bit % 8);
        }
        close_sample(&sample);
    }
}

Test(hostile_index, another_key_under_the_same_section_is_found)
{
    for (enum index_kind kind = 0; kind < INDEX_KIND_COUNT; kind++) {
        struct sample sample;

        build_sample(&sample, kind, 60);
        sample.slots.bytes[0] ^= 1;
        cr_assert_eq(verify(&sample, sample.out.bytes, sample.out.size, NULL),
                     TAMIS_ERROR_CORRUPT, "index %d", (int)kind);
        close_sample(&sample);
    }
}

Test(hostile_index, modes_that_names_do_not_have_are_found_and_do_not_match)
{
    struct sample sample;
    struct key_store keys;
    struct suffix_table table;
    struct suffix_match matches[SUFFIX_MATCH_MAX];
    struct number_column modes;

    build_sample(&sample, SUFFIX, 60);
    keys = key_set_store(&sample.slots);
    memset(sample.slots.modes, 3, sample.slots.count);
    modes = number_column_make(sample.slots.modes, 8, 0);
    cr_assert_eq(verify(&sample, sample.out.bytes, sample.out.size, NULL),
                 TAMIS_ERROR_CORRUPT);
    cr_assert_eq(
        suffix_table_open(&table, slice_make(sample.out.bytes, sample.out.size),
                          &keys, &modes, usable_kernels(0), NULL),
        TAMIS_OK);
    for (uint32_t slot = 0; slot < keys.count; slot++) {
        tamis_slice key = key_store_get(&keys, slot);

        cr_assert_eq(suffix_table_find(&table, key.data, key.size, matches), 0);
    }
    close_sample(&sample);
}

/* A sample as input of the fuzz target; freed by the caller. */
static uint8_t *fuzz_input(const struct sample *sample, size_t *size)
{
    const struct key_set *slots = &sample->slots;
    size_t ends_size = slots->key_size ? 0 : (size_t)slots->count * 4;
    uint8_t *input, *to;

    *size = 8 + sample->out.size + ends_size + slots->count + slots->bytes_size;
    input = malloc(*size);
    cr_assert_not_null(input);
    input[0] = (uint8_t)sample->kind;
    store_le16(input + 1, (uint16_t)slots->count);
    input[3] = (uint8_t)slots->key_size;
    store_le32(input + 4, (uint32_t)sample->out.size);
    to = input + 8;
    memcpy(to, sample->out.bytes, sample->out.size);
    to += sample->out.size;
    memcpy(to, slots->ends, ends_size);
    to += ends_size;
    memcpy(to, slots->modes, slots->count);
    memcpy(to + slots->count, slots->bytes, slots->bytes_size);
    return input;
}

/* Mostly small changes, and numbers that code likes to trip over. */
static void mutate(struct random *random, uint8_t *bytes, size_t size)
{
    static const uint32_t numbers[] = {
        0, 1, 0x7fffffff, 0x80000000, 0x3fffffff, 0x40000000, UINT32_MAX};
    uint64_t changes = random_between(random, 1, 8);

    for (uint64_t i = 0; i < changes; i++) {
        size_t at = random_below(random, size);

        if (random_one_in(random, 3) && at / 4 * 4 + 4 <= size && size >= 8)
            store_le32(bytes + at / 4 * 4, numbers[random_below(random, 7)]);
        else if (random_one_in(random, 2))
            bytes[at] ^= (uint8_t)(1u << random_below(random, 8));
        else
            bytes[at] = (uint8_t)random_next(random);
    }
}

Test(hostile_index, changed_sections_are_answered_inside_of_their_counts,
     .timeout = 240)
{
    struct random random;

    random_begin(&random, "hostile_index changed");
    for (unsigned round = 0; round < 40; round++) {
        struct sample sample;
        size_t size;
        uint8_t *input, *changed;

        build_sample(&sample, round % INDEX_KIND_COUNT,
                     (uint32_t)random_between(&random, 1, 200));
        input = fuzz_input(&sample, &size);
        changed = malloc(size);
        cr_assert_not_null(changed);
        LLVMFuzzerTestOneInput(input, size);
        for (unsigned i = 0; i < 500; i++) {
            memcpy(changed, input, size);
            mutate(&random, changed, size);
            LLVMFuzzerTestOneInput(changed, size);
        }
        free(changed);
        free(input);
        close_sample(&sample);
    }
}

/* The sizes are right and everything behind them is random. */
Test(hostile_index, random_bytes_behind_a_sound_header_are_answered,
     .timeout = 240)
{
    static const size_t header_sizes[] = {64, 128, 64, 64};
    struct random random;

    random_begin(&random, "hostile_index random");
    for (unsigned round = 0; round < 4000; round++) {
        struct sample sample;
        size_t size, fixed;
        uint8_t *input;

        build_sample(&sample, round % INDEX_KIND_COUNT,
                     (uint32_t)random_between(&random, 1, 100));
        input = fuzz_input(&sample, &size);
        fixed = 8 + header_sizes[sample.kind];
        random_bytes(&random, input + fixed,
                     random_one_in(&random, 2) ? sample.out.size + 8 - fixed
                                               : size - fixed);
        LLVMFuzzerTestOneInput(input, size);
        free(input);
        close_sample(&sample);
    }
}
