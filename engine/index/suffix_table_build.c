/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/suffix_table_build.h"

#include "base/bytes.h"
#include "base/error.h"
#include "base/memory.h"
#include "index/member_filter_build.h"
#include "index/suffix_table.h"
#include "index/suffix_table_layout.h"

#include <tamis/indicator.h>

#define HEADER_SIZE sizeof(struct suffix_table_layout)

/* Blocks of the filter are asked for so many gates before they are written. */
#define LOOK_AHEAD 16u

uint64_t suffix_table_first_hash(const void *name, size_t name_size)
{
    return suffix_name_hash(name, name_size, EXACT_TABLE_FIRST_SEED);
}

static tamis_status out_of_memory(const struct suffix_build *build,
                                  tamis_error *error)
{
    return error_set(error, TAMIS_ERROR_MEMORY,
                     "no memory for the index of %u names; free some and try "
                     "again",
                     build->names.slots.count);
}

/* Places that gates fall on when they are counted: at least twice as many as
 * there can be gates. */
static unsigned choose_seen_bits(uint32_t name_count)
{
    unsigned bits = 6;

    while (bits < 32 &&
           UINT64_C(1) << bits < UINT64_C(2) * SUFFIX_GATES_MAX * name_count)
        bits++;
    return bits;
}

static uint32_t part_begin(const struct suffix_build *build, unsigned part)
{
    return (uint32_t)((uint64_t)build->names.slots.count * part /
                      build->input.part_count);
}

tamis_status suffix_build_open(struct suffix_build *build,
                               const tamis_allocator *allocator,
                               const struct suffix_input *input,
                               tamis_error *error)
{
    const struct exact_input names = {
        .keys = input->keys,
        .hashes = input->hashes,
        .hash = suffix_name_hash,
        .form = input->form,
        .fingerprint_size = input->fingerprint_size,
    };
    uint32_t count = input->keys->count;

    *build = (struct suffix_build){.input = *input};
    TRY(exact_build_open(&build->names, allocator, &names, error));
    build->seen_bits = choose_seen_bits(count);
    build->gates = memory_allocate(allocator, (size_t)count * SUFFIX_GATES_MAX *
                                                  sizeof *build->gates);
    if (!build->gates)
        return out_of_memory(build, error);
    for (unsigned part = 0; part < input->part_count; part++)
        build->parts[part].gates =
            build->gates + (size_t)part_begin(build, part) * SUFFIX_GATES_MAX;
    return TAMIS_OK;
}

void suffix_build_close(struct suffix_build *build)
{
    const tamis_allocator *allocator = build->names.allocator;

    if (allocator) {
        memory_release(allocator, build->gates);
        for (unsigned part = 0; part < SUFFIX_PARTS_MAX; part++)
            memory_release(allocator, build->parts[part].seen);
    }
    exact_build_close(&build->names);
    *build = (struct suffix_build){.gates = NULL};
}

/* Where a gate falls, by the half of the hash that says its block. */
static void see_gate(const struct suffix_build *build, uint8_t *seen,
                     uint64_t gate)
{
    uint64_t place = (gate >> 32) >> (32 - build->seen_bits);

    seen[place >> 3] |= (uint8_t)(1u << (place & 7));
}

static void find_gates(const struct suffix_build *build,
                       struct suffix_part *part, struct suffix_gate_walk *walk)
{
    while (walk->next < walk->end) {
        uint64_t step[SUFFIX_GATES_STEP];
        size_t count = suffix_gate_step(walk, step);

        memcpy(part->gates + part->gate_count, step, count * sizeof *step);
        part->gate_count += count;
        for (size_t n = 0; n < count; n++)
            see_gate(build, part->seen, step[n]);
    }
    memcpy(part->depths, walk->depths, sizeof part->depths);
}

static uint32_t find_odd_mode(const uint8_t *modes, uint32_t begin,
                              uint32_t end)
{
    while (begin < end && modes[begin] <= TAMIS_MODE_SUBDOMAINS)
        begin++;
    return begin;
}

tamis_status suffix_build_part(struct suffix_build *build, unsigned number,
                               tamis_error *error)
{
    const struct suffix_input *input = &build->input;
    struct suffix_part *part = &build->parts[number];
    uint32_t begin = part_begin(build, number);
    uint32_t end = part_begin(build, number + 1);
    struct suffix_gate_walk walk = {
        .keys = input->keys,
        .kernels = input->kernels,
        .seed = build->names.seed,
        .next = begin,
        .end = find_odd_mode(input->modes, begin, end)};

    part->seen = memory_allocate_array(build->names.allocator,
                                       (size_t)1 << (build->seen_bits - 3), 1);
    if (!part->seen)
        return out_of_memory(build, error);
    find_gates(build, part, &walk);
    if (walk.next < end)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "name %u to be indexed is malformed or has mode %u, "
                         "which names do not have",
                         walk.next, input->modes[walk.next]);
    return TAMIS_OK;
}

/* All parts' bits into the first's; how many there are. */
static uint64_t join_seen(struct suffix_build *build)
{
    uint8_t *all = build->parts[0].seen;
    size_t size = (size_t)1 << (build->seen_bits - 3);
    uint64_t count = 0;

    for (unsigned part = 1; part < build->input.part_count; part++)
        for (size_t n = 0; n < size; n += 8)
            store_le64(all + n, load_le64(all + n) |
                                    load_le64(build->parts[part].seen + n));
    for (size_t n = 0; n < size; n += 8)
        count += (uint64_t)__builtin_popcountll(load_le64(all + n));
    return count;
}

/*
 * Different gates, estimated from how many of 2^bits places they fell on
 * (linear counting, Whang et al. 1990): -ln(1 - x) places of x, as its series
 * in whole numbers, so that every machine finds the same. x is less than 1/2.
 */
static uint64_t estimate_gates(uint64_t seen, unsigned bits)
{
    uint64_t share = seen << (32 - bits); /* of 2^32 */
    uint64_t power = share, sum = 0;

    for (uint64_t n = 1; power > 0; n++) {
        sum += power / n;
        power = power * share >> 32;
    }
    return sum >> (32 - bits);
}

void suffix_build_join(struct suffix_build *build)
{
    uint64_t key_count = build->names.slots.count;

    if (!key_count)
        return;
    key_count += estimate_gates(join_seen(build), build->seen_bits);
    build->block_count =
        member_filter_block_count(key_count, SUFFIX_TABLE_KEY_BITS);
    for (unsigned part = 0; part < build->input.part_count; part++) {
        build->depths[0] |= build->parts[part].depths[0];
        build->depths[1] |= build->parts[part].depths[1];
    }
}

uint64_t suffix_build_size(const struct suffix_build *build)
{
    if (!build->names.slots.count)
        return 0;
    return suffix_filter_offset(exact_build_size(&build->names)) +
           (uint64_t)build->block_count * FILTER_BLOCK_SIZE;
}

static tamis_status write_header(const struct suffix_build *build,
                                 struct byte_sink *sink, tamis_error *error)
{
    uint8_t header[HEADER_SIZE] = {0};

    store_le32(header, SUFFIX_TABLE_VERSION);
    for (unsigned i = 0; i < 2; i++)
        store_le64(header + offsetof(struct suffix_table_layout, depths) +
                       (size_t)i * 8,
                   build->depths[i]);
    store_le64(header + offsetof(struct suffix_table_layout, names_size),
               exact_build_size(&build->names));
    store_le32(header + offsetof(struct suffix_table_layout, block_count),
               build->block_count);
    return byte_sink_put(sink, header, sizeof header, error);
}

static void fill_filter(const struct suffix_build *build, uint8_t *blocks)
{
    const struct exact_build *names = &build->names;
    uint32_t block_count = build->block_count;

    for (uint32_t place = 0; place < names->slots.count; place++) {
        uint32_t input = slot_order_input(&names->slots, place);

        member_filter_add(
            blocks, block_count,
            suffix_gate_own_hash(key_store_get(build->input.keys, input),
                                 names->hashes[place], names->seed));
    }
    for (unsigned number = 0; number < build->input.part_count; number++) {
        const struct suffix_part *part = &build->parts[number];

        for (size_t n = 0; n < part->gate_count; n++) {
            if (n + LOOK_AHEAD < part->gate_count)
                member_filter_prefetch_block(blocks, block_count,
                                             part->gates[n + LOOK_AHEAD]);
            member_filter_add_gate(blocks, block_count, part->gates[n]);
        }
    }
}

static tamis_status write_filter(const struct suffix_build *build,
                                 struct byte_sink *sink, tamis_error *error)
{
    const tamis_allocator *allocator = build->names.allocator;
    uint8_t *blocks =
        memory_allocate_array(allocator, build->block_count, FILTER_BLOCK_SIZE);
    tamis_status status;

    if (!blocks)
        return out_of_memory(build, error);
    fill_filter(build, blocks);
    status = byte_sink_put(
        sink, blocks, (size_t)build->block_count * FILTER_BLOCK_SIZE, error);
    memory_release(allocator, blocks);
    return status;
}

tamis_status suffix_build_write(const struct suffix_build *build,
                                struct byte_sink *sink, tamis_error *error)
{
    uint64_t names_size = exact_build_size(&build->names);

    if (!build->names.slots.count)
        return TAMIS_OK;
    TRY(write_header(build, sink, error));
    TRY(exact_build_write(&build->names, sink, error));
    TRY(byte_sink_put_zero(
        sink,
        (size_t)(suffix_filter_offset(names_size) - HEADER_SIZE - names_size),
        error));
    return write_filter(build, sink, error);
}
