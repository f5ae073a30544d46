/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/suffix_sieve.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/mix_hash.h"
#include "base/slice.h"

#include <stdio.h>
#include <sys/stat.h>

#define LINE_SIZE 256 /* as libpsl reads them: what is longer, in pieces */

/* What a slot is of. */
#define OF_NAME   0x1u
#define OF_PARENT 0x2u /* of a wildcard */
#define OF_BITS   0x3u

/* While a list is read: hashes, with what they are of in the last bits. */
struct reading {
    const tamis_allocator *allocator;
    uint64_t *hashes;
    size_t count, capacity;
};

/*
 * The hash of the `size` bytes before `end`: of the last 32 bytes, with zeros
 * for those in front of the name. Few names are longer.
 */
static uint64_t hash_name(const char *end, size_t size, uint64_t seed)
{
    /* From n on: 32 - n zeros, n ones. */
    static const uint8_t masks[2 * SUFFIX_SIEVE_FRONT] = {
        [32] = 0xff, [33] = 0xff, [34] = 0xff, [35] = 0xff, [36] = 0xff,
        [37] = 0xff, [38] = 0xff, [39] = 0xff, [40] = 0xff, [41] = 0xff,
        [42] = 0xff, [43] = 0xff, [44] = 0xff, [45] = 0xff, [46] = 0xff,
        [47] = 0xff, [48] = 0xff, [49] = 0xff, [50] = 0xff, [51] = 0xff,
        [52] = 0xff, [53] = 0xff, [54] = 0xff, [55] = 0xff, [56] = 0xff,
        [57] = 0xff, [58] = 0xff, [59] = 0xff, [60] = 0xff, [61] = 0xff,
        [62] = 0xff, [63] = 0xff};
    const uint8_t *from = (const uint8_t *)end - SUFFIX_SIEVE_FRONT;
    uint64_t words[4];

    if (size > SUFFIX_SIEVE_FRONT)
        return hash_bytes(end - size, size, seed);
    for (unsigned i = 0; i < 4; i++)
        words[i] = mix_hash_load(from + 8 * (size_t)i) &
                   mix_hash_load(masks + size + 8 * (size_t)i);
    return mix_hash_block(words, seed);
}

static uint32_t make_tag(uint64_t hash)
{
    return (uint32_t)(hash >> 32) | OF_BITS;
}

/* The slot of a hash, or the free one where it belongs. */
static size_t find_slot(const struct suffix_sieve *sieve, uint64_t hash)
{
    size_t mask = sieve->slot_count - 1, place = hash & mask;
    uint32_t tag = make_tag(hash);

    while (sieve->slots[place] && (sieve->slots[place] | OF_BITS) != tag)
        place = (place + 1) & mask;
    return place;
}

/* OF_* of a name; 0 when no rule is about it. */
static uint32_t look_up(const struct suffix_sieve *sieve, const char *end,
                        size_t size)
{
    uint64_t hash = hash_name(end, size, sieve->seed);

    return sieve->slots[find_slot(sieve, hash)] & OF_BITS;
}

static tamis_status add(struct suffix_sieve *sieve, struct reading *reading,
                        tamis_slice name, uint32_t of)
{
    char text[SUFFIX_SIEVE_FRONT + LINE_SIZE];
    void *hashes = reading->hashes;
    uint64_t hash;

    if (name.size == 0)
        return TAMIS_OK;
    memset(text, 0, SUFFIX_SIEVE_FRONT);
    memcpy(text + SUFFIX_SIEVE_FRONT, name.data, name.size);
    hash = hash_name(text + SUFFIX_SIEVE_FRONT + name.size, name.size,
                     sieve->seed);
    if (memory_grow(reading->allocator, &hashes, &reading->capacity,
                    reading->count + 1, sizeof *reading->hashes) != 0)
        return TAMIS_ERROR_MEMORY;
    reading->hashes = hashes;
    /* Slots take 30 bits of the upper half, so two are free there. */
    reading->hashes[reading->count++] =
        (hash & ~((uint64_t)OF_BITS << 32)) | (uint64_t)of << 32;
    return TAMIS_OK;
}

static tamis_status build(struct suffix_sieve *sieve,
                          const struct reading *reading)
{
    sieve->slot_count = 64;
    while (sieve->slot_count < 3 * reading->count)
        sieve->slot_count *= 2;
    sieve->slots = memory_allocate_array(sieve->allocator, sieve->slot_count,
                                         sizeof *sieve->slots);
    if (!sieve->slots)
        return TAMIS_ERROR_MEMORY;
    for (size_t i = 0; i < reading->count; i++)
        sieve->slots[find_slot(sieve, reading->hashes[i])] |=
            (uint32_t)(reading->hashes[i] >> 32);
    return TAMIS_OK;
}

static bool is_blank(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

/* The rule in a line; empty when there is none. */
static tamis_slice cut_rule(const char *line)
{
    size_t size = 0;

    while (is_blank(*line))
        line++;
    if (line[0] == '/' && line[1] == '/')
        return slice_make(line, 0);
    while (line[size] && !is_blank(line[size]))
        size++;
    return slice_make(line, size);
}

static tamis_status take_rule(struct suffix_sieve *sieve,
                              struct reading *reading, tamis_slice rule)
{
    if (rule.size == 0)
        return TAMIS_OK;
    if (rule.data[0] == '!') {
        sieve->exceptions++;
        return add(sieve, reading, slice_from(rule, 1), OF_NAME);
    }
    if (rule.data[0] == '*') {
        if (rule.size < 2 || rule.data[1] != '.')
            return TAMIS_OK;
        rule = slice_from(rule, 2);
        sieve->wildcards++;
        return add(sieve, reading, rule, OF_NAME | OF_PARENT);
    }
    if (slice_find(rule, '.') == SIZE_MAX)
        sieve->top_levels++;
    else
        sieve->rules++;
    return add(sieve, reading, rule, OF_NAME);
}

static tamis_status read_rules(struct suffix_sieve *sieve, FILE *file)
{
    struct reading reading = {.allocator = sieve->allocator};
    tamis_status status = TAMIS_OK;
    char line[LINE_SIZE];

    while (status == TAMIS_OK && fgets(line, sizeof line, file))
        status = take_rule(sieve, &reading, cut_rule(line));
    if (status == TAMIS_OK && ferror(file))
        status = TAMIS_ERROR_SYSTEM;
    if (status == TAMIS_OK)
        status = build(sieve, &reading);
    memory_release(reading.allocator, reading.hashes);
    return status;
}

tamis_status suffix_sieve_open(struct suffix_sieve *sieve,
                               const tamis_allocator *allocator,
                               const char *path, uint64_t seed)
{
    struct stat facts;
    tamis_status status;
    FILE *file;

    *sieve = (struct suffix_sieve){.allocator = allocator, .seed = seed};
    /* A pipe can be read once only, and libpsl has read it. */
    if (stat(path, &facts) != 0 || !S_ISREG(facts.st_mode))
        return TAMIS_ERROR_SYSTEM;
    file = fopen(path, "re");
    if (!file)
        return TAMIS_ERROR_SYSTEM;
    status = read_rules(sieve, file);
    fclose(file);
    if (status != TAMIS_OK)
        suffix_sieve_close(sieve);
    return status;
}

void suffix_sieve_close(struct suffix_sieve *sieve)
{
    if (sieve->allocator)
        memory_release(sieve->allocator, sieve->slots);
    *sieve = (struct suffix_sieve){.allocator = NULL};
}

struct suffix_sieve_answer suffix_sieve_ask(const struct suffix_sieve *sieve,
                                            tamis_slice name,
                                            size_t parent_size,
                                            size_t next_size)
{
    const char *end = name.data + name.size;
    uint32_t of_name = look_up(sieve, end, name.size);
    uint32_t of_parent = look_up(sieve, end, parent_size);
    uint32_t of_next = next_size ? look_up(sieve, end, next_size) : 0;

    return (struct suffix_sieve_answer){
        of_name & OF_NAME || of_parent & OF_PARENT,
        of_parent & OF_NAME || of_next & OF_PARENT};
}
