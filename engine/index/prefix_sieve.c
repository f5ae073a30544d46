/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/prefix_sieve.h"

#include "index/prefix_point.h"

/* Fewer keys have a root of at most 256 lines. */
#define SIEVE_KEYS     131072u
#define KEYS_A_LINE    16u
#define SINGLES_OFFSET offsetof(struct prefix_sieve_layout, singles)

/* Lines in the order of addresses. */
struct line_walk {
    const struct key_store *keys;
    uint32_t bits;
    uint32_t slot;    /* the next to be looked at */
    uint64_t covered; /* no prefix before that slot covers from here on */
};

uint32_t prefix_sieve_bits(uint32_t count)
{
    uint32_t bits = PREFIX_SIEVE_BITS_MIN;

    if (count < SIEVE_KEYS)
        return 0;
    while (bits < PREFIX_SIEVE_BITS_MAX &&
           UINT64_C(2) << bits <= count / KEYS_A_LINE)
        bits++;
    return bits;
}

static void set_bit(uint8_t *bits, uint32_t n)
{
    bits[n / 8] |= (uint8_t)(1u << n % 8);
}

static void set_covered(uint8_t *line, uint32_t sieve_bits, uint64_t first,
                        uint64_t last)
{
    uint32_t cell = (uint32_t)(first >> (24 - sieve_bits)) & 255;
    uint32_t end = (uint32_t)(last >> (24 - sieve_bits)) & 255;

    for (; cell <= end; cell++)
        set_bit(line, cell);
}

/* The next line, of keys that ascend. */
static void make_line(struct line_walk *walk, uint64_t base, uint8_t *line)
{
    uint64_t last = base | UINT32_MAX >> walk->bits;
    struct prefix_point point;
    unsigned length;

    memset(line, 0, PREFIX_SIEVE_SIZE);
    if (walk->covered > base)
        set_covered(line, walk->bits, base,
                    walk->covered > last ? last : walk->covered - 1);
    for (; walk->slot < walk->keys->count; walk->slot++) {
        uint64_t first, end;

        if (!prefix_key_load(walk->keys, walk->slot, 4, &point, &length))
            continue;
        first = point.high >> 32;
        if (first > last)
            return;
        if (first < base)
            continue; /* of keys that do not ascend */
        if (length == 32 && first >= walk->covered) {
            uint32_t hash = prefix_sieve_hash((uint32_t)first);

            set_bit(line + SINGLES_OFFSET, hash >> 8);
            set_bit(line + SINGLES_OFFSET, hash & 255);
        }
        if (length == 32)
            continue;
        end = first | prefix_host_bits(length).high >> 32;
        set_covered(line, walk->bits, first, end < last ? end : last);
        if (end >= walk->covered)
            walk->covered = end + 1;
    }
}

void prefix_sieve_fill(const struct key_store *keys, uint32_t sieve_bits,
                       uint8_t *lines)
{
    struct line_walk walk = {keys, sieve_bits, 0, 0};

    for (uint64_t n = 0; n < UINT64_C(1) << sieve_bits; n++)
        make_line(&walk, n << (32 - sieve_bits), lines + n * PREFIX_SIEVE_SIZE);
}

bool prefix_sieve_is_filled(const struct key_store *keys, uint32_t sieve_bits,
                            const uint8_t *lines)
{
    struct line_walk walk = {keys, sieve_bits, 0, 0};
    uint8_t line[PREFIX_SIEVE_SIZE];

    for (uint64_t n = 0; n < UINT64_C(1) << sieve_bits; n++) {
        make_line(&walk, n << (32 - sieve_bits), line);
        if (memcmp(lines + n * PREFIX_SIEVE_SIZE, line, sizeof line) != 0)
            return false;
    }
    return true;
}
