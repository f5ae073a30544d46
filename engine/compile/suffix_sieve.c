/* SPDX-License-Identifier: BSD-2-Clause */
#include "compile/suffix_sieve.h"

#include "base/error.h"
#include "base/hash.h"
#include "base/memory.h"
#include "base/slice.h"

#include <stdio.h>
#include <sys/stat.h>

#define SLOTS_MIN 32768u /* power of two; lists have some 10,000 rules */
#define LINE_SIZE 256    /* as libpsl reads them: what is longer, in pieces */

/* Names and the parents of wildcards are told apart by the seed. */
enum { SEED_NAME = 1, SEED_PARENT = 2 };

static uint64_t hash_name(tamis_slice name, uint64_t seed)
{
    return hash_bytes(name.data, name.size, seed) | 1;
}

static size_t find_slot(const uint64_t *slots, size_t count, uint64_t hash)
{
    size_t place = (hash >> 1) & (count - 1);

    while (slots[place] && slots[place] != hash)
        place = (place + 1) & (count - 1);
    return place;
}

static tamis_status grow(struct suffix_sieve *sieve)
{
    size_t count = sieve->slot_count ? sieve->slot_count * 2 : SLOTS_MIN;
    uint64_t *slots =
        memory_allocate_array(sieve->allocator, count, sizeof *slots);

    if (!slots)
        return TAMIS_ERROR_MEMORY;
    for (size_t i = 0; i < sieve->slot_count; i++)
        if (sieve->slots[i])
            slots[find_slot(slots, count, sieve->slots[i])] = sieve->slots[i];
    memory_release(sieve->allocator, sieve->slots);
    sieve->slots = slots;
    sieve->slot_count = count;
    return TAMIS_OK;
}

static tamis_status add(struct suffix_sieve *sieve, tamis_slice name,
                        uint64_t seed)
{
    uint64_t hash = hash_name(name, seed);
    size_t place;

    if (sieve->count * 2 >= sieve->slot_count)
        TRY(grow(sieve));
    place = find_slot(sieve->slots, sieve->slot_count, hash);
    sieve->count += sieve->slots[place] == 0;
    sieve->slots[place] = hash;
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

static tamis_status take_rule(struct suffix_sieve *sieve, tamis_slice rule)
{
    if (rule.size == 0)
        return TAMIS_OK;
    if (rule.data[0] == '!') {
        sieve->exceptions++;
        return add(sieve, slice_from(rule, 1), SEED_NAME);
    }
    if (rule.data[0] == '*') {
        if (rule.size < 2 || rule.data[1] != '.')
            return TAMIS_OK;
        rule = slice_from(rule, 2);
        sieve->wildcards++;
        TRY(add(sieve, rule, SEED_PARENT));
    } else if (slice_find(rule, '.') == SIZE_MAX) {
        sieve->top_levels++;
    } else {
        sieve->rules++;
    }
    return add(sieve, rule, SEED_NAME);
}

static tamis_status read_rules(struct suffix_sieve *sieve, FILE *file)
{
    char line[LINE_SIZE];

    TRY(grow(sieve));
    while (fgets(line, sizeof line, file))
        TRY(take_rule(sieve, cut_rule(line)));
    return ferror(file) ? TAMIS_ERROR_SYSTEM : TAMIS_OK;
}

tamis_status suffix_sieve_open(struct suffix_sieve *sieve,
                               const tamis_allocator *allocator,
                               const char *path)
{
    struct stat facts;
    tamis_status status;
    FILE *file;

    *sieve = (struct suffix_sieve){.allocator = allocator};
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

static bool has(const struct suffix_sieve *sieve, tamis_slice name,
                uint64_t seed)
{
    uint64_t hash = hash_name(name, seed);

    return sieve->slots[find_slot(sieve->slots, sieve->slot_count, hash)];
}

bool suffix_sieve_holds(const struct suffix_sieve *sieve, tamis_slice name)
{
    size_t dot = slice_find(name, '.');

    return has(sieve, name, SEED_NAME) ||
           has(sieve, slice_from(name, dot == SIZE_MAX ? name.size : dot + 1),
               SEED_PARENT);
}
