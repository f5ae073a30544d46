/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/suffix_gate.h"

#include "base/bytes.h"
#include "base/slice.h"
#include "index/name_hash.h"
#include "index/suffix_table.h"
#include "index/suffix_table_layout.h"

#include <tamis/indicator.h>

#define DOTS UINT64_C(0x2e2e2e2e2e2e2e2e)
#define LOWS UINT64_C(0x7f7f7f7f7f7f7f7f)

/* The high bit of each byte that is a dot. */
static uint64_t find_dots(uint64_t word)
{
    uint64_t other = word ^ DOTS;

    return ~(((other & LOWS) + LOWS) | other | LOWS);
}

/* How many bytes those are, without an instruction that not every CPU has. */
static uint32_t count_dots(uint64_t dots)
{
    return (uint32_t)((dots >> 7) * UINT64_C(0x0101010101010101) >> 56);
}

/* The last bytes of a name, less than eight, and zeros behind them. */
static uint64_t load_rest(const uint8_t *name, size_t size)
{
    size_t left = size % 8;
    uint64_t word = 0;

    if (size >= 8)
        return load_le64(name + size - 8) >> (64 - left * 8);
    for (size_t n = size; n-- > 0;)
        word = word << 8 | name[n];
    return word;
}

/* Eight bytes at a time. */
uint32_t suffix_name_depth(const char *name, size_t name_size)
{
    const uint8_t *bytes = (const uint8_t *)name;
    uint64_t before = 0x80; /* a name may not begin with a dot either */
    uint32_t dots = 0;

    if (!name_size || name_size > TAMIS_DOMAIN_SIZE_MAX ||
        bytes[name_size - 1] == '.')
        return 0;
    for (size_t at = 0; at + 8 <= name_size; at += 8) {
        uint64_t found = find_dots(load_le64(bytes + at));

        if (found & (found << 8 | before))
            return 0;
        dots += count_dots(found);
        before = found >> 56;
    }
    if (name_size % 8) {
        uint64_t found = find_dots(load_rest(bytes, name_size));

        if (found & (found << 8 | before))
            return 0;
        dots += count_dots(found);
    }
    return dots + 1;
}

/* All names have more labels than depth. */
static void hash_gates(const struct suffix_gate_walk *walk,
                       const tamis_slice *names, size_t count, unsigned depth,
                       uint64_t *gates)
{
    const struct kernels_table table = {.seed = walk->seed};
    struct kernels_names hashed;

    if (!count)
        return;
    walk->kernels->hash_names(&table, depth, names, count, &hashed);
    for (; hashed.odd; hashed.odd &= hashed.odd - 1) {
        unsigned n = (unsigned)__builtin_ctzll(hashed.odd);
        struct name_keys keys;

        name_keys_make(&keys, names[n], walk->seed);
        hashed.hashes[n] = keys.gates[depth - SUFFIX_GATE_FIRST];
    }
    memcpy(gates, hashed.hashes, count * sizeof *gates);
}

uint64_t suffix_gate_own_hash(tamis_slice name, uint64_t hash, uint64_t seed)
{
    struct name_keys keys;

    if (name.size <= NAME_HASH_BLOCK)
        return hash;
    name_keys_make(&keys, name, seed);
    return keys.name;
}

size_t suffix_gate_step(struct suffix_gate_walk *walk,
                        uint64_t gates[SUFFIX_GATES_STEP])
{
    tamis_slice shallow[KERNELS_BATCH_MAX], deep[KERNELS_BATCH_MAX];
    uint32_t left = walk->end - walk->next;
    uint32_t count = left < KERNELS_BATCH_MAX ? left : KERNELS_BATCH_MAX;
    size_t shallow_count = 0, deep_count = 0;

    for (uint32_t n = 0; n < count; n++, walk->next++) {
        tamis_slice name = key_store_get(walk->keys, walk->next);
        uint32_t labels = suffix_name_depth(name.data, name.size);

        if (!labels) {
            walk->end = walk->next;
            break;
        }
        walk->depths[labels >> 6] |= UINT64_C(1) << (labels & 63);
        /* Without a branch: nobody can foretell it. */
        shallow[shallow_count] = name;
        shallow_count += labels > SUFFIX_GATE_FIRST;
        deep[deep_count] = name;
        deep_count += labels > SUFFIX_GATE_LAST;
    }
    hash_gates(walk, shallow, shallow_count, SUFFIX_GATE_FIRST, gates);
    hash_gates(walk, deep, deep_count, SUFFIX_GATE_LAST, gates + shallow_count);
    return shallow_count + deep_count;
}
