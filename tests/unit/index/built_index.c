/* SPDX-License-Identifier: BSD-2-Clause */
#include "built_index.h"

#include "base/error.h"

#include <criterion/criterion.h>

static void tell_order(const struct slot_order *slots, uint32_t *order)
{
    struct slot_walk walk;
    uint32_t begin, end, slot = 0;

    slot_walk_begin(&walk, slots);
    while (slot_walk_next(&walk, &begin, &end)) {
        cr_assert_lt(begin, end);
        while (begin < end)
            order[slot++] = slot_order_input(slots, begin++);
    }
    cr_assert_eq(slot, slots->count);
}

static tamis_status append(void *context, const void *bytes, size_t size,
                           tamis_error *error)
{
    if (buffer_append(context, bytes, size) != TAMIS_OK)
        return error_set(error, TAMIS_ERROR_MEMORY, "no memory for the bytes");
    return TAMIS_OK;
}

static tamis_status write_exact(const struct exact_build *build,
                                uint32_t *order, struct buffer *out,
                                tamis_error *error)
{
    struct byte_sink sink;
    size_t before = out->size;
    tamis_status status;

    tell_order(&build->slots, order);
    status = byte_sink_open(&sink, build->allocator, append, out, error);
    if (status == TAMIS_OK)
        status = exact_build_write(build, &sink, error);
    if (status == TAMIS_OK)
        status = byte_sink_flush(&sink, error);
    byte_sink_close(&sink);
    if (status == TAMIS_OK)
        cr_assert_eq(out->size - before, exact_build_size(build));
    else
        out->size = before;
    return status;
}

tamis_status built_index_exact(const tamis_allocator *allocator,
                               const struct exact_input *input, uint32_t *order,
                               struct buffer *out, tamis_error *error)
{
    struct exact_build build;
    tamis_status status = exact_build_open(&build, allocator, input, error);

    if (status == TAMIS_OK)
        status = write_exact(&build, order, out, error);
    exact_build_close(&build);
    return status;
}

static tamis_status write_suffix(struct suffix_build *build, uint32_t *order,
                                 struct buffer *out, tamis_error *error)
{
    struct byte_sink sink;
    size_t before = out->size;
    tamis_status status;

    for (unsigned part = build->input.part_count; part-- > 0;)
        TRY(suffix_build_part(build, part, error));
    suffix_build_join(build);
    tell_order(&build->names.slots, order);
    status = byte_sink_open(&sink, build->names.allocator, append, out, error);
    if (status == TAMIS_OK)
        status = suffix_build_write(build, &sink, error);
    if (status == TAMIS_OK)
        status = byte_sink_flush(&sink, error);
    byte_sink_close(&sink);
    if (status == TAMIS_OK)
        cr_assert_eq(out->size - before, suffix_build_size(build));
    else
        out->size = before;
    return status;
}

tamis_status built_index_suffix(const tamis_allocator *allocator,
                                const struct suffix_input *input,
                                uint32_t *order, struct buffer *out,
                                tamis_error *error)
{
    struct suffix_build build;
    tamis_status status = suffix_build_open(&build, allocator, input, error);

    if (status == TAMIS_OK)
        status = write_suffix(&build, order, out, error);
    suffix_build_close(&build);
    return status;
}
