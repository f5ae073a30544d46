/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/prefix_map.h"

#include "index/prefix_point.h"

/* Blocks from first to last, both included. */
struct block_run {
    uint32_t first, last;
};

/* Runs of blocks with a prefix in them, ascending and apart from each other. */
struct run_walk {
    const struct key_store *keys;
    uint32_t shift; /* an address's bits behind those of its block */
    uint32_t slot;  /* the next to be looked at */
};

uint32_t prefix_map_bits(uint32_t count)
{
    uint32_t bits = PREFIX_MAP_BITS_MIN;

    while (bits < PREFIX_MAP_BITS_MAX && UINT64_C(1) << bits < count * 4ull)
        bits++;
    return bits;
}

static bool load_run(const struct run_walk *walk, uint32_t slot,
                     struct block_run *run)
{
    struct prefix_point first;
    unsigned length;

    if (slot >= walk->keys->count ||
        !prefix_key_load(walk->keys, slot, 4, &first, &length))
        return false;
    run->first = (uint32_t)(first.high >> 32);
    run->last = run->first | (uint32_t)(prefix_host_bits(length).high >> 32);
    run->first >>= walk->shift;
    run->last >>= walk->shift;
    return true;
}

/* Keys ascend, so a run ends where one begins behind it. */
static bool next_run(struct run_walk *walk, struct block_run *run)
{
    struct block_run next;

    if (!load_run(walk, walk->slot++, run))
        return false;
    while (load_run(walk, walk->slot, &next) && next.first <= run->last) {
        if (next.last > run->last)
            run->last = next.last;
        walk->slot++;
    }
    return true;
}

/* The bits first..last of one word. */
static uint32_t word_bits(uint32_t first, uint32_t last)
{
    return UINT32_MAX >> (31 - (last - first)) << first;
}

void prefix_map_fill(const struct key_store *keys, uint32_t map_bits,
                     uint8_t *map)
{
    struct run_walk walk = {keys, 32 - map_bits, 0};
    struct block_run run;

    while (next_run(&walk, &run)) {
        for (uint64_t at = run.first; at <= run.last; at = (at | 31) + 1) {
            uint64_t end = run.last < (at | 31) ? run.last : at | 31;
            uint8_t *word = map + at / 32 * 4;

            store_le32(word, load_le32(word) | word_bits((uint32_t)at % 32,
                                                         (uint32_t)end % 32));
        }
    }
}

/* Compared word by word, without a second map. */
bool prefix_map_is_filled(const struct key_store *keys, uint32_t map_bits,
                          const uint8_t *map)
{
    struct run_walk walk = {keys, 32 - map_bits, 0};
    uint32_t word_count = UINT32_C(1) << (map_bits - 5);
    struct block_run run = {0, 0};
    bool has_run = next_run(&walk, &run);

    for (uint32_t word = 0; word < word_count; word++) {
        uint32_t low = word * 32, high = low + 31, expected = 0;

        while (has_run && run.first <= high) {
            uint32_t first = run.first > low ? run.first : low;
            uint32_t last = run.last < high ? run.last : high;

            expected |= word_bits(first % 32, last % 32);
            if (run.last > high)
                break;
            has_run = next_run(&walk, &run);
        }
        if (load_le32(map + (size_t)word * 4) != expected)
            return false;
    }
    return true;
}
