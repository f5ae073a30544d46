/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keys come sorted by their hashes, of which homes are the high bits: so homes,
 * lines and the blocks of the filter are met one after the other, each once.
 */
#include "index/exact_table_build.h"

#include "base/bytes.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/slice.h"
#include "index/exact_table_alike.h"
#include "index/exact_table_layout.h"
#include "index/exact_table_sort.h"
#include "index/member_filter_build.h"

/* Mean keys of a line: 5.8 bytes a key, one line in ten spills over, and about
 * one key in a thousand reaches the overflow. */
#define MEAN_KEYS 11
/* A table with more overflow than this tries another seed. Chance stays far
 * below it; keys that were made to collide do not. */
#define OVERFLOW_SHARE 64
#define OVERFLOW_FLOOR 32
/* The last attempt is taken as it is: its lookups are slower, not wrong. */
#define ATTEMPT_COUNT 4

#define LINE_SIZE   sizeof(struct exact_line_layout)
#define HEADER_SIZE sizeof(struct exact_table_layout)

uint64_t exact_table_first_hash(const void *key, size_t key_size)
{
    return exact_table_hash(key, key_size, EXACT_TABLE_FIRST_SEED);
}

/* The next attempt's seed, from all keys and from nothing else. */
static uint64_t derive_seed(const struct exact_build *build, unsigned attempt)
{
    uint64_t sum = attempt;

    for (uint32_t i = 0; i < build->slots.count; i++)
        sum += hash_mix(build->hashes[i]);
    return hash_mix(sum);
}

static tamis_slice key_at(const struct exact_build *build, uint32_t place)
{
    return key_store_get(build->input.keys,
                         slot_order_input(&build->slots, place));
}

/* One past the last of the places begin..end whose keys equal the first. */
static uint32_t find_group_end(const struct exact_build *build, uint32_t begin,
                               uint32_t end)
{
    tamis_slice first = key_at(build, begin);
    uint32_t next = begin + 1;

    while (next < end && build->hashes[next] == build->hashes[begin] &&
           slice_equal(key_at(build, next), first))
        next++;
    return next;
}

static tamis_status add_late(struct exact_build *build, uint32_t begin,
                             uint32_t end)
{
    void *late = build->late;
    int result = memory_grow(build->allocator, &late, &build->late_capacity,
                             build->slots.late_count + (end - begin),
                             sizeof *build->late);

    build->late = late;
    build->slots.late = late;
    if (result != 0)
        return TAMIS_ERROR_MEMORY;
    while (begin < end)
        build->late[build->slots.late_count++] = begin++;
    return TAMIS_OK;
}

/* A home with more keys than two lines have room for. Equal keys stay together.
 * Gives how many have a place. */
static tamis_status crowd(struct exact_build *build, uint32_t begin,
                          uint32_t end, uint32_t *room)
{
    uint32_t left = *room;

    while (begin < end) {
        uint32_t group_end = find_group_end(build, begin, end);

        if (group_end - begin > left)
            TRY(add_late(build, begin, group_end));
        else
            left -= group_end - begin;
        begin = group_end;
    }
    *room -= left;
    return TAMIS_OK;
}

/* One past the last place of a home; UINT32_MAX when hashes descend. */
static uint32_t find_home_end(const struct exact_build *build, uint32_t begin,
                              uint32_t home)
{
    const uint64_t *hashes = build->hashes;
    uint32_t count = build->slots.count, end = begin;

    for (; end < count; end++) {
        if (exact_hash_home(hashes[end], build->home_count) != home)
            break;
        if (end > begin && hashes[end] < hashes[end - 1])
            return UINT32_MAX;
    }
    return end;
}

static tamis_status refuse_order(tamis_error *error)
{
    return error_set(error, TAMIS_ERROR_ARGUMENT,
                     "keys to be indexed are not in the order of their hashes");
}

/* Which keys find no place. Stops early when there are more than the limit. */
static tamis_status place_keys(struct exact_build *build, uint32_t late_limit,
                               tamis_error *error)
{
    uint32_t begin = 0, spilled = 0;

    build->slots.late_count = 0;
    for (uint32_t home = 0; home < build->home_count; home++) {
        uint32_t end = find_home_end(build, begin, home);
        uint32_t placed = end - begin;
        uint32_t room = 2 * EXACT_LINE_PLACES - spilled;

        if (end == UINT32_MAX)
            return refuse_order(error);
        if (placed > room) {
            TRY(crowd(build, begin, end, &room));
            placed = room;
        }
        spilled += placed;
        spilled = spilled > EXACT_LINE_PLACES ? spilled - EXACT_LINE_PLACES : 0;
        if (build->slots.late_count > late_limit)
            return TAMIS_OK;
        begin = end;
    }
    return begin == build->slots.count ? TAMIS_OK : refuse_order(error);
}

static tamis_status place_all(struct exact_build *build, tamis_error *error)
{
    uint32_t limit = build->slots.count / OVERFLOW_SHARE + OVERFLOW_FLOOR;

    for (unsigned attempt = 1; attempt <= ATTEMPT_COUNT; attempt++) {
        if (attempt == ATTEMPT_COUNT)
            limit = UINT32_MAX;
        if (attempt > 1 || !build->hashes)
            TRY(exact_table_sort(build, error));
        TRY(place_keys(build, limit, error));
        if (build->slots.late_count <= limit && !exact_table_has_alike(build))
            return TAMIS_OK;
        if (attempt < ATTEMPT_COUNT)
            build->seed = derive_seed(build, attempt);
    }
    /* Some were made to be alike under every seed. */
    if (build->input.form == KEY_FORM_HASHED)
        build->input.form = KEY_FORM_WHOLE;
    return TAMIS_OK;
}

tamis_status exact_build_open(struct exact_build *build,
                              const tamis_allocator *allocator,
                              const struct exact_input *input,
                              tamis_error *error)
{
    uint32_t count = input->keys->count;
    tamis_status status;

    *build = (struct exact_build){
        .allocator = allocator,
        .input = *input,
        .hashes = input->hashes,
        .seed = EXACT_TABLE_FIRST_SEED,
        .slots = {.count = count},
        .home_count = count / MEAN_KEYS + (count % MEAN_KEYS != 0),
    };
    if (input->has_filter)
        build->block_count =
            member_filter_block_count(count, EXACT_TABLE_KEY_BITS);
    if (count > KEY_STORE_COUNT_MAX)
        return error_set(error, TAMIS_ERROR_LIMIT,
                         "%u keys of one class are more than the %u that a "
                         "database holds; split the feeds",
                         count, KEY_STORE_COUNT_MAX);
    status = count ? place_all(build, error) : TAMIS_OK;
    if (status == TAMIS_ERROR_MEMORY)
        error_set(error, status,
                  "no memory for the index of %u keys; free some and try "
                  "again",
                  count);
    if (status < 0)
        exact_build_close(build);
    return status;
}

void exact_build_close(struct exact_build *build)
{
    if (build->allocator) {
        memory_release(build->allocator, build->own_hashes);
        memory_release(build->allocator, build->own_inputs);
        memory_release(build->allocator, build->late);
    }
    *build = (struct exact_build){.allocator = NULL};
}

uint64_t exact_build_size(const struct exact_build *build)
{
    if (!build->slots.count)
        return 0;
    return HEADER_SIZE + (uint64_t)build->block_count * FILTER_BLOCK_SIZE +
           ((uint64_t)build->home_count + 1) * LINE_SIZE +
           (uint64_t)build->slots.late_count * 8;
}

static tamis_status write_header(const struct exact_build *build,
                                 struct byte_sink *sink, tamis_error *error)
{
    uint8_t header[HEADER_SIZE] = {0};

    store_le32(header, EXACT_TABLE_VERSION);
    store_le64(header + offsetof(struct exact_table_layout, seed), build->seed);
    store_le32(header + offsetof(struct exact_table_layout, key_count),
               build->slots.count);
    store_le32(header + offsetof(struct exact_table_layout, home_count),
               build->home_count);
    store_le32(header + offsetof(struct exact_table_layout, overflow_count),
               build->slots.late_count);
    store_le32(header + offsetof(struct exact_table_layout, block_count),
               build->block_count);
    return byte_sink_put(sink, header, sizeof header, error);
}

/* A line while it is filled, and what goes over its end into the next one. */
struct line {
    uint32_t tags[2 * EXACT_LINE_PLACES];
    uint32_t used, flags;
};

static void fill_line(const struct exact_build *build, struct line *line,
                      uint32_t begin, uint32_t end, uint32_t *late)
{
    line->flags = 0;
    for (uint32_t place = begin; place < end; place++) {
        if (*late < build->slots.late_count &&
            build->slots.late[*late] == place) {
            line->flags |= EXACT_LINE_OVERFLOW;
            ++*late;
            continue;
        }
        line->tags[line->used++] = exact_hash_tag(build->hashes[place]);
    }
    if (line->used > EXACT_LINE_PLACES)
        line->flags |= EXACT_LINE_SPILLED;
}

/* Writes the line and begins the next one with what went over its end. */
static void store_line(struct line *line, uint32_t slot, uint8_t *to)
{
    uint32_t own =
        line->used < EXACT_LINE_PLACES ? line->used : EXACT_LINE_PLACES;
    uint32_t left = line->used - own;

    memset(line->tags + line->used, 0,
           (EXACT_LINE_PLACES - own) * sizeof *line->tags);
    store_le32(to, slot | line->flags);
    for (unsigned n = 0; n < EXACT_LINE_PLACES; n++)
        store_le32(to + 4 + (size_t)n * 4, line->tags[n]);
    memcpy(line->tags, line->tags + own, left * sizeof *line->tags);
    line->used = left;
}

static tamis_status write_lines(const struct exact_build *build,
                                struct byte_sink *sink, tamis_error *error)
{
    struct line line = {.used = 0};
    uint32_t begin = 0, slot = 0, late = 0;
    uint8_t *room;

    for (uint32_t home = 0; home <= build->home_count; home++) {
        uint32_t end = home < build->home_count
                           ? find_home_end(build, begin, home)
                           : build->slots.count;

        fill_line(build, &line, begin, end, &late);
        TRY(byte_sink_reserve(sink, LINE_SIZE, &room, error));
        store_line(&line, slot, room);
        begin = end;
        slot = begin - late - line.used;
    }
    return TAMIS_OK;
}

static tamis_status write_overflow(const struct exact_build *build,
                                   struct byte_sink *sink, tamis_error *error)
{
    uint8_t *room;

    for (uint32_t n = 0; n < build->slots.late_count; n++) {
        TRY(byte_sink_reserve(sink, 8, &room, error));
        store_le64(room, build->hashes[build->slots.late[n]]);
    }
    return TAMIS_OK;
}

tamis_status exact_build_write(const struct exact_build *build,
                               struct byte_sink *sink, tamis_error *error)
{
    if (!build->slots.count)
        return TAMIS_OK;
    TRY(write_header(build, sink, error));
    TRY(member_filter_write(build->hashes, build->slots.count,
                            build->block_count, sink, error));
    TRY(write_lines(build, sink, error));
    return write_overflow(build, sink, error);
}
