/* SPDX-License-Identifier: BSD-2-Clause */
/* The numbers of a class by slot, each no wider than its class needs. */
#include "database/write_state.h"

#include "base/error.h"
#include "index/key_sizes.h"

/* Numbers that are told at a time. */
#define STEP_COUNT 1024u
_Static_assert(STEP_COUNT <= NUMBER_WRITER_MAX, "one put");

#define GROUP_SIZE sizeof(struct key_group_layout)

static tamis_status refuse(tamis_error *error, const char *what)
{
    return error_set(error, TAMIS_ERROR_ARGUMENT,
                     "a database cannot be written: %s", what);
}

uint64_t column_key_begin(const struct key_store *keys, uint32_t n)
{
    if (!keys->ends)
        return (uint64_t)n * keys->key_size;
    return n ? load_le32(keys->ends + (size_t)(n - 1) * 4) : 0;
}

static tamis_status load_words(const struct class_build *build,
                               const uint32_t *inputs, uint32_t begin,
                               uint32_t end, uint32_t *numbers,
                               tamis_error *error)
{
    const struct database_input *input = build->state->input;

    for (; begin < end; begin++) {
        uint32_t n = inputs ? inputs[begin] : begin;
        uint32_t word = build->records->words[n];
        uint32_t list = word ^ DATABASE_INPUT_LIST;

        if (word < input->profile_count)
            *numbers++ = word;
        else if (list < input->list_count)
            *numbers++ = build->state->list_words[list];
        else
            return refuse(error, "a record has no entries");
    }
    return TAMIS_OK;
}

static void load_bytes(const uint8_t *bytes, const uint32_t *inputs,
                       uint32_t begin, uint32_t end, uint32_t *numbers)
{
    for (; begin < end; begin++)
        *numbers++ = bytes[inputs ? inputs[begin] : begin];
}

/* One of the columns; bytes is NULL for entry words. */
struct column {
    const struct class_build *build;
    const uint8_t *bytes;
};

/* The numbers of some inputs, or of the places that `inputs` gives them. */
static tamis_status load_numbers(const struct column *column,
                                 const uint32_t *inputs, uint32_t begin,
                                 uint32_t end, uint32_t *numbers,
                                 tamis_error *error)
{
    if (!column->bytes)
        return load_words(column->build, inputs, begin, end, numbers, error);
    load_bytes(column->bytes, inputs, begin, end, numbers);
    return TAMIS_OK;
}

static tamis_status measure_numbers(const struct class_build *build,
                                    const uint8_t *bytes,
                                    struct number_range *range,
                                    tamis_error *error)
{
    const struct column column = {build, bytes};
    uint32_t count = build->records->keys.count;
    uint32_t numbers[STEP_COUNT], step;

    *range = (struct number_range)NUMBER_RANGE_EMPTY;
    for (uint32_t begin = 0; begin < count; begin += step) {
        step = count - begin < STEP_COUNT ? count - begin : STEP_COUNT;
        TRY(load_numbers(&column, NULL, begin, begin + step, numbers, error));
        number_range_add(range, numbers, step);
    }
    return TAMIS_OK;
}

static tamis_status measure_keys(struct class_build *build, tamis_error *error)
{
    const struct key_store *keys = &build->records->keys;
    uint64_t begin = 0, largest = 0;

    build->columns.size_width = 0;
    if (!keys->ends)
        return TAMIS_OK;
    for (uint32_t n = 0; n < keys->count; n++) {
        uint64_t end = column_key_begin(keys, n + 1);

        if (begin >= end)
            return refuse(error, "a record has no key");
        largest = end - begin > largest ? end - begin : largest;
        begin = end;
    }
    if (largest > KEY_SIZE_MAX)
        return refuse(error, "a key is larger than a key can be");
    build->columns.size_width = largest > UINT8_MAX ? 2 : 1;
    return TAMIS_OK;
}

tamis_status column_measure(struct class_build *build, tamis_error *error)
{
    const struct database_input_class *records = build->records;
    struct class_columns *columns = &build->columns;

    TRY(measure_keys(build, error));
    TRY(measure_numbers(build, NULL, &columns->words, error));
    TRY(measure_numbers(build, records->kinds, &columns->kinds, error));
    return measure_numbers(build, records->modes, &columns->modes, error);
}

uint64_t column_records_size(const struct class_build *build)
{
    const struct class_columns *columns = &build->columns;
    uint64_t count = build->records->keys.count;

    return sizeof(struct records_layout) +
           number_column_size(count, number_range_bits(&columns->words)) +
           number_column_size(count, number_range_bits(&columns->kinds)) +
           number_column_size(count, number_range_bits(&columns->modes));
}

static tamis_status put_column(const struct class_build *build,
                               const uint8_t *bytes,
                               const struct number_range *range,
                               struct byte_sink *sink, tamis_error *error)
{
    const struct column column = {build, bytes};
    uint32_t numbers[STEP_COUNT], begin, end, step;
    struct number_writer writer;
    struct slot_walk walk;

    number_writer_begin(&writer, sink, range);
    slot_walk_begin(&walk, build->slots);
    while (writer.bits > 0 && slot_walk_next(&walk, &begin, &end))
        for (; begin < end; begin += step) {
            step = end - begin < STEP_COUNT ? end - begin : STEP_COUNT;
            TRY(load_numbers(&column, build->slots->inputs, begin, begin + step,
                             numbers, error));
            TRY(number_writer_put(&writer, numbers, step, error));
        }
    return number_writer_end(&writer, error);
}

tamis_status column_put_records(const void *source, struct byte_sink *sink,
                                tamis_error *error)
{
    const struct class_build *build = source;
    const struct database_input_class *records = build->records;
    const struct class_columns *columns = &build->columns;
    uint8_t header[sizeof(struct records_layout)] = {0};

    STORE32(header, records_layout, count, records->keys.count);
    STORE8(header, records_layout, word_bits,
           number_range_bits(&columns->words));
    STORE8(header, records_layout, kind_bits,
           number_range_bits(&columns->kinds));
    STORE8(header, records_layout, mode_bits,
           number_range_bits(&columns->modes));
    STORE32(header, records_layout, word_base, columns->words.least);
    STORE32(header, records_layout, kind_base, columns->kinds.least);
    STORE32(header, records_layout, mode_base, columns->modes.least);
    TRY(byte_sink_put(sink, header, sizeof header, error));
    TRY(put_column(build, NULL, &columns->words, sink, error));
    TRY(put_column(build, records->kinds, &columns->kinds, sink, error));
    return put_column(build, records->modes, &columns->modes, sink, error);
}

/* A group on its way. */
struct size_group {
    struct byte_sink *sink;
    uint32_t width, used;
    uint64_t key_end; /* of all keys so far */
    uint8_t bytes[GROUP_SIZE];
};

static tamis_status end_group(struct size_group *group, tamis_error *error)
{
    if (group->used == 0)
        return TAMIS_OK;
    TRY(byte_sink_put(group->sink, group->bytes, GROUP_SIZE, error));
    memset(group->bytes, 0, GROUP_SIZE);
    group->used = 0;
    return TAMIS_OK;
}

static tamis_status put_size(struct size_group *group, uint32_t size,
                             tamis_error *error)
{
    if (group->used == 0) {
        store_le32(group->bytes, (uint32_t)group->key_end);
        group->used = 4;
    }
    if (group->width == 1)
        group->bytes[group->used] = (uint8_t)size;
    else
        store_le16(group->bytes + group->used, (uint16_t)size);
    group->used += group->width;
    group->key_end += size;
    return group->used == GROUP_SIZE ? end_group(group, error) : TAMIS_OK;
}

tamis_status column_put_key_sizes(const void *source, struct byte_sink *sink,
                                  tamis_error *error)
{
    const struct class_build *build = source;
    const struct key_store *keys = &build->records->keys;
    struct size_group group = {.sink = sink,
                               .width = build->columns.size_width};
    uint8_t header[sizeof(struct key_sizes_layout)] = {0};
    struct slot_walk walk;
    uint32_t begin, end;

    STORE32(header, key_sizes_layout, width, group.width);
    TRY(byte_sink_put(sink, header, sizeof header, error));
    slot_walk_begin(&walk, build->slots);
    while (slot_walk_next(&walk, &begin, &end))
        for (; begin < end; begin++) {
            uint32_t n = slot_order_input(build->slots, begin);
            uint64_t from = column_key_begin(keys, n);

            TRY(put_size(&group,
                         (uint32_t)(column_key_begin(keys, n + 1) - from),
                         error));
        }
    return end_group(&group, error);
}
