/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hostile index sections: whatever open accepts, every question about it ends
 * and answers inside of the counts.
 *
 * Input: which index (0 exact, 1 suffix, 2 IPv4, 3 IPv6; 4 more for scalar
 * kernels), key count (LE16), key size (0: ends), section size (LE32); then
 * the section, the ends, the modes, and the bytes of the keys.
 */
#include "base/bytes.h"
#include "base/memory.h"
#include "base/slice.h"
#include "index/prefix_table.h"
#include "index/suffix_table.h"

#include <stdlib.h>
#include <string.h>

#define HEADER_SIZE 8

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
    struct key_store keys;
    uint8_t *section, *ends, *modes, *bytes;
    size_t section_size;
};

/* A copy of its own, so that a sanitizer sees one byte too many. */
static uint8_t *take(const uint8_t **data, size_t *size, size_t wanted)
{
    size_t some = wanted < *size ? wanted : *size;
    uint8_t *copy = malloc(wanted ? wanted : 1);

    if (!copy)
        abort();
    memset(copy, 0, wanted);
    memcpy(copy, *data, some);
    *data += some;
    *size -= some;
    return copy;
}

static void read_input(struct input *input, const uint8_t *data, size_t size)
{
    uint32_t count = load_le16(data + 1);
    size_t section_size = load_le32(data + 4);
    uint8_t key_size = data[3];

    data += HEADER_SIZE;
    size -= HEADER_SIZE;
    if (section_size > size)
        section_size = size;
    input->section_size = section_size;
    input->section = take(&data, &size, section_size);
    input->ends = take(&data, &size, key_size ? 0 : (size_t)count * 4);
    input->modes = take(&data, &size, count);
    input->keys.bytes_size = size;
    input->bytes = take(&data, &size, size);
    input->keys.bytes = input->bytes;
    input->keys.ends = key_size ? NULL : input->ends;
    input->keys.key_size = key_size;
    input->keys.count = count;
}

static void expect(int truth)
{
    if (!truth)
        abort();
}

static void ask_exact(const struct exact_table *table, tamis_slice key)
{
    struct exact_search search;
    uint32_t slot = exact_table_find(table, key.data, key.size, &search);
    uint32_t batch;

    exact_table_find_batch(table, 1, &key, &batch);
    expect(batch == slot);
    for (uint32_t steps = 0; slot != SLOT_NONE; steps++) {
        expect(slot < table->keys.count && steps <= table->keys.count);
        slot = exact_table_find_next(table, key.data, key.size, &search);
    }
}

/* Of what a batch may answer: a key that is the name or above it. */
static int covers(const struct suffix_table *table, uint32_t slot,
                  tamis_slice name)
{
    tamis_slice key = key_store_get(&table->names.keys, slot);

    return slot == SLOT_NONE ||
           (key.size > 0 && key.size <= name.size &&
            memcmp(name.data + name.size - key.size, key.data, key.size) == 0);
}

/* Tags and keys of a sound table belong together: one by one and in a batch,
 * names have the same answers. */
static void ask_suffix(const struct suffix_table *table, int is_sound,
                       tamis_slice name)
{
    struct suffix_match matches[SUFFIX_MATCH_MAX];
    size_t count = suffix_table_find(table, name.data, name.size, matches);
    uint32_t batch;

    suffix_table_find_batch(table, 1, &name, &batch);
    expect(suffix_table_filter_wire(table, &name, 1) <= 1);
    expect(count <= SUFFIX_MATCH_MAX);
    expect(covers(table, batch, name));
    expect(!is_sound || batch == (count ? matches[0].slot : SLOT_NONE));
    for (size_t i = 0; i < count; i++)
        expect(matches[i].slot < table->names.keys.count &&
               matches[i].suffix_size <= name.size && matches[i].mode < 3);
}

static void ask_prefix(const struct prefix_table *table, const uint8_t *address)
{
    uint32_t slot = prefix_table_find(table, address), batch[9];
    uint32_t count = table->keys.count;

    prefix_table_find_batch(table, 9, address, 0, batch);
    expect(batch[0] == slot && batch[8] == slot);
    for (uint32_t steps = 0; slot != SLOT_NONE; steps++) {
        expect(slot < count && steps <= count);
        slot = prefix_table_parent(table, slot);
    }
    for (unsigned length = 0; length <= 129; length += 43) {
        slot = prefix_table_find_prefix(table, address, length);
        expect(slot == SLOT_NONE || slot < count);
    }
}

static void fuzz_hashed(const struct input *input, int is_suffix,
                        const struct kernels *kernels)
{
    struct exact_table exact;
    struct suffix_table suffix;
    int is_sound;
    struct number_column modes = number_column_make(input->modes, 8, 0);
    tamis_status status =
        is_suffix
            ? suffix_table_open(&suffix,
                                slice_make(input->section, input->section_size),
                                &input->keys, &modes, kernels, NULL)
            : exact_table_open(&exact, input->section, input->section_size,
                               &input->keys, kernels, NULL);

    if (status != TAMIS_OK)
        return;
    if (is_suffix)
        status = suffix_table_check(&suffix, &memory_default, NULL);
    else
        status = exact_table_check(&exact, &memory_default, NULL);
    is_sound = status == TAMIS_OK;
    for (uint32_t slot = 0; slot < input->keys.count && slot < 300; slot++) {
        tamis_slice key = key_store_get(&input->keys, slot);

        if (is_suffix)
            ask_suffix(&suffix, is_sound, key);
        else
            ask_exact(&exact, key);
    }
    if (is_suffix)
        ask_suffix(&suffix, is_sound, (tamis_slice){"a.b.evil.com", 12});
    else
        ask_exact(&exact, (tamis_slice){"0123456789abcdef", 16});
}

static void fuzz_prefix(const struct input *input,
                        const struct kernels *kernels)
{
    struct prefix_table table;
    uint8_t address[16];

    if (prefix_table_open(&table, input->section, input->section_size,
                          &input->keys, kernels, NULL) != TAMIS_OK)
        return;
    prefix_table_check(&table, NULL);
    for (unsigned i = 0; i < 256; i += 17) {
        memset(address, (int)i, sizeof address);
        ask_prefix(&table, address);
    }
    for (uint32_t slot = 0; slot < input->keys.count && slot < 300; slot++) {
        tamis_slice key = key_store_get(&input->keys, slot);

        memset(address, 0xff, sizeof address);
        if (key.size)
            memcpy(address, key.data, key.size < 17 ? key.size : 16);
        ask_prefix(&table, address);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {.keys = {.bytes = NULL}};

    if (size < HEADER_SIZE)
        return 0;
    read_input(&input, data, size);
    if (data[0] % 4 < 2)
        fuzz_hashed(&input, data[0] % 4,
                    kernels_pick_limited(data[0] & 4 ? CPU_SCALAR : 0));
    else
        fuzz_prefix(&input, kernels_pick_limited(data[0] & 4 ? CPU_SCALAR : 0));
    free(input.section);
    free(input.ends);
    free(input.modes);
    free(input.bytes);
    return 0;
}
