/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/exact_table_build.h"

#include "base/bytes.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/slice.h"
#include "index/exact_table_layout.h"
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

struct overflowed {
    uint64_t hash;
    uint32_t input;
};

struct exact_build {
    const tamis_allocator *allocator;
    const struct key_store *keys;
    exact_hash_function *hash;
    uint32_t *order;
    uint64_t seed;
    uint64_t *hashes; /* by input number */
    uint32_t *homes;  /* by home: where its keys end in order */
    uint32_t home_count, block_count;
    uint8_t *lines;   /* inside the output buffer */
    uint32_t used[2]; /* places taken in the home's line and in the next */
    uint32_t placed;  /* keys in lines so far; the next slot */
    struct overflowed *overflow;
    size_t overflow_count, overflow_capacity, overflow_limit;
};

uint64_t exact_table_first_hash(const void *key, size_t key_size)
{
    return exact_table_hash(key, key_size, EXACT_TABLE_FIRST_SEED);
}

static tamis_status hash_keys(struct exact_build *build, tamis_error *error)
{
    for (uint32_t i = 0; i < build->keys->count; i++) {
        tamis_slice key = key_store_get(build->keys, i);

        if (!key.size)
            return error_set(error, TAMIS_ERROR_ARGUMENT,
                             "key %u to be indexed is empty", i);
        build->hashes[i] = build->hash(key.data, key.size, build->seed);
    }
    return TAMIS_OK;
}

/* The next attempt's seed, from all keys and from nothing else. */
static uint64_t derive_seed(const struct exact_build *build, unsigned attempt)
{
    uint64_t sum = attempt;

    for (uint32_t i = 0; i < build->keys->count; i++)
        sum += hash_mix(build->hashes[i]);
    return hash_mix(sum);
}

/* A counting sort by home, stable, so that equal keys stay neighbours. */
static void sort_by_home(struct exact_build *build)
{
    uint32_t count = build->keys->count, sum = 0;

    memset(build->homes, 0, (size_t)build->home_count * sizeof *build->homes);
    for (uint32_t i = 0; i < count; i++)
        build->homes[exact_hash_home(build->hashes[i], build->home_count)]++;
    for (uint32_t home = 0; home < build->home_count; home++) {
        uint32_t own = build->homes[home];

        build->homes[home] = sum;
        sum += own;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t home = exact_hash_home(build->hashes[i], build->home_count);

        build->order[build->homes[home]++] = i;
    }
}

/* One past the last of the keys in order[begin..end) that equal the first. */
static uint32_t find_group_end(const struct exact_build *build, uint32_t begin,
                               uint32_t end)
{
    uint32_t first = build->order[begin], next = begin + 1;

    while (next < end &&
           build->hashes[build->order[next]] == build->hashes[first] &&
           slice_equal(key_store_get(build->keys, build->order[next]),
                       key_store_get(build->keys, first)))
        next++;
    return next;
}

static tamis_status overflow_keys(struct exact_build *build, uint32_t begin,
                                  uint32_t end)
{
    size_t needed = build->overflow_count + (end - begin);

    if (memory_grow(build->allocator, (void **)&build->overflow,
                    &build->overflow_capacity, needed,
                    sizeof *build->overflow) != 0)
        return TAMIS_ERROR_MEMORY;
    for (uint32_t i = begin; i < end; i++) {
        uint32_t input = build->order[i];

        build->overflow[build->overflow_count++] =
            (struct overflowed){build->hashes[input], input};
    }
    return TAMIS_OK;
}

static void place_key(struct exact_build *build, uint8_t *line, uint32_t input)
{
    unsigned which = build->used[0] == EXACT_LINE_PLACES;
    uint8_t *target = line + which * LINE_SIZE;
    uint8_t *tags = target + offsetof(struct exact_line_layout, tags);

    if (which && !build->used[1]) {
        store_le32(line, load_le32(line) | EXACT_LINE_SPILLED);
        store_le32(target, build->placed);
    }
    store_le32(tags + (size_t)build->used[which] * 4,
               exact_hash_tag(build->hashes[input]));
    build->used[which]++;
    /* Never ahead of where order is read: keys only leave it. */
    build->order[build->placed++] = input;
}

static tamis_status place_home(struct exact_build *build, uint8_t *line,
                               uint32_t begin, uint32_t end)
{
    build->used[0] = build->used[1];
    build->used[1] = 0;
    if (!build->used[0])
        store_le32(line, build->placed);
    while (begin < end) {
        uint32_t group_end = find_group_end(build, begin, end);
        uint32_t room = 2 * EXACT_LINE_PLACES - build->used[0] - build->used[1];

        if (group_end - begin > room) {
            store_le32(line, load_le32(line) | EXACT_LINE_OVERFLOW);
            TRY(overflow_keys(build, begin, group_end));
        } else {
            for (uint32_t i = begin; i < group_end; i++)
                place_key(build, line, build->order[i]);
        }
        begin = group_end;
    }
    return TAMIS_OK;
}

/* Stops early when the overflow passes its limit. */
static tamis_status place_keys(struct exact_build *build)
{
    uint32_t begin = 0;
    uint8_t *line = build->lines;

    build->placed = 0;
    build->overflow_count = 0;
    build->used[1] = 0;
    memset(line, 0, ((size_t)build->home_count + 1) * LINE_SIZE);
    for (uint32_t home = 0; home < build->home_count; home++) {
        uint32_t end = build->homes[home];

        TRY(place_home(build, line, begin, end));
        if (build->overflow_count > build->overflow_limit)
            return TAMIS_OK;
        begin = end;
        line += LINE_SIZE;
    }
    if (!build->used[1])
        store_le32(line, build->placed);
    return TAMIS_OK;
}

static bool is_before(const struct exact_build *build,
                      const struct overflowed *a, const struct overflowed *b)
{
    int order;

    if (a->hash != b->hash)
        return a->hash < b->hash;
    order = slice_compare(key_store_get(build->keys, a->input),
                          key_store_get(build->keys, b->input));
    return order ? order < 0 : a->input < b->input;
}

static void sift_down(struct exact_build *build, size_t at, size_t count)
{
    struct overflowed *heap = build->overflow;

    while (at < count / 2) {
        size_t child = 2 * at + 1;
        struct overflowed moved = heap[at];

        if (child + 1 < count &&
            is_before(build, &heap[child], &heap[child + 1]))
            child++;
        if (!is_before(build, &moved, &heap[child]))
            return;
        heap[at] = heap[child];
        heap[child] = moved;
        at = child;
    }
}

/* Heap sort: in place, and crafted keys cannot make it slow. */
static void sort_overflow(struct exact_build *build)
{
    size_t count = build->overflow_count;

    for (size_t at = count / 2; at-- > 0;)
        sift_down(build, at, count);
    while (count > 1) {
        struct overflowed last = build->overflow[--count];

        build->overflow[count] = build->overflow[0];
        build->overflow[0] = last;
        sift_down(build, 0, count);
    }
}

/* The order is by home, so blocks are filled nearly one after the other. */
static void fill_filter(const struct exact_build *build, uint8_t *blocks)
{
    if (!build->block_count)
        return;
    for (uint32_t slot = 0; slot < build->keys->count; slot++)
        member_filter_add(blocks, build->block_count,
                          build->hashes[build->order[slot]]);
}

static void write_header(const struct exact_build *build, uint8_t *header)
{
    store_le32(header, EXACT_TABLE_VERSION);
    store_le64(header + offsetof(struct exact_table_layout, seed), build->seed);
    store_le32(header + offsetof(struct exact_table_layout, key_count),
               build->keys->count);
    store_le32(header + offsetof(struct exact_table_layout, home_count),
               build->home_count);
    store_le32(header + offsetof(struct exact_table_layout, overflow_count),
               (uint32_t)build->overflow_count);
    store_le32(header + offsetof(struct exact_table_layout, block_count),
               build->block_count);
}

static tamis_status write_table(struct exact_build *build, struct buffer *out,
                                tamis_error *error)
{
    size_t header_at = out->size;
    size_t filter_size = (size_t)build->block_count * FILTER_BLOCK_SIZE;
    size_t fixed_size =
        HEADER_SIZE + filter_size + ((size_t)build->home_count + 1) * LINE_SIZE;
    uint8_t *header;

    TRY(buffer_reserve(out, fixed_size + build->overflow_limit * 8));
    TRY(buffer_append_zero(out, fixed_size));
    build->lines = out->bytes + header_at + HEADER_SIZE + filter_size;
    for (unsigned attempt = 1; attempt <= ATTEMPT_COUNT; attempt++) {
        if (attempt == ATTEMPT_COUNT)
            build->overflow_limit = SIZE_MAX;
        TRY(hash_keys(build, error));
        sort_by_home(build);
        TRY(place_keys(build));
        if (build->overflow_count <= build->overflow_limit)
            break;
        build->seed = derive_seed(build, attempt);
    }
    sort_overflow(build);
    TRY(buffer_append_zero(out, build->overflow_count * 8));
    header = out->bytes + header_at;
    for (size_t i = 0; i < build->overflow_count; i++) {
        build->order[build->placed + i] = build->overflow[i].input;
        store_le64(header + fixed_size + i * 8, build->overflow[i].hash);
    }
    fill_filter(build, header + HEADER_SIZE);
    write_header(build, header);
    return TAMIS_OK;
}

static tamis_status build_table(struct exact_build *build, struct buffer *out,
                                tamis_error *error)
{
    uint32_t count = build->keys->count;
    size_t size_before = out->size;
    tamis_status status = TAMIS_ERROR_MEMORY;

    if (!count)
        return TAMIS_OK;
    if (count > KEY_STORE_COUNT_MAX)
        return error_set(error, TAMIS_ERROR_LIMIT,
                         "%u keys of one class are more than the %u that a "
                         "database holds; split the feeds",
                         count, KEY_STORE_COUNT_MAX);
    build->seed = EXACT_TABLE_FIRST_SEED;
    build->home_count = count / MEAN_KEYS + (count % MEAN_KEYS != 0);
    build->overflow_limit = count / OVERFLOW_SHARE + OVERFLOW_FLOOR;
    build->hashes =
        memory_allocate_array(build->allocator, count, sizeof *build->hashes);
    build->homes = memory_allocate_array(build->allocator, build->home_count,
                                         sizeof *build->homes);
    if (build->hashes && build->homes)
        status = write_table(build, out, error);
    memory_release(build->allocator, build->overflow);
    memory_release(build->allocator, build->homes);
    memory_release(build->allocator, build->hashes);
    if (status != TAMIS_OK)
        out->size = size_before;
    if (status == TAMIS_ERROR_MEMORY)
        return error_set(error, status,
                         "no memory for the index of %u keys; free some and "
                         "try again",
                         count);
    return status;
}

tamis_status exact_table_build_hashed(const tamis_allocator *allocator,
                                      const struct key_store *keys,
                                      exact_hash_function *hash,
                                      uint32_t *order, struct buffer *out,
                                      tamis_error *error)
{
    struct exact_build build = {
        .allocator = allocator, .keys = keys, .hash = hash, .order = order};

    return build_table(&build, out, error);
}

tamis_status exact_table_build(const tamis_allocator *allocator,
                               const struct key_store *keys, uint32_t *order,
                               struct buffer *out, tamis_error *error)
{
    struct exact_build build = {
        .allocator = allocator,
        .keys = keys,
        .hash = exact_table_hash,
        .order = order,
        .block_count =
            member_filter_block_count(keys->count, EXACT_TABLE_KEY_BITS),
    };

    return build_table(&build, out, error);
}
