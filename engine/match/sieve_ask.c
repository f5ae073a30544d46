/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys in batches: which words have one that a filter knows. */
#include "base/slice.h"
#include "database/database.h"
#include "indicator/kind.h"
#include "match/sieve_word.h"

#include <string.h>

static void mark_worth(struct sieve *sieve, uint64_t known,
                       const uint16_t *words)
{
    for (; known; known &= known - 1)
        sieve->words[words[__builtin_ctzll(known)]].is_worth = true;
}

static uint16_t last_word(const struct sieve *sieve)
{
    return (uint16_t)(sieve->word_count - 1);
}

static void ask_names(struct sieve *sieve)
{
    struct sieve_names *names = &sieve->names;

    if (names->count == 0)
        return;
    mark_worth(
        sieve,
        suffix_table_filter(&sieve->database->classes[KEY_CLASS_DOMAIN].suffix,
                            names->names, names->count),
        names->words);
    names->count = 0;
}

void sieve_ask_name(struct sieve *sieve, tamis_slice name)
{
    struct sieve_names *names = &sieve->names;

    if (sieve->database->classes[KEY_CLASS_DOMAIN].count == 0)
        return;
    names->names[names->count] = name;
    names->words[names->count++] = last_word(sieve);
    if (names->count == KERNELS_BATCH_MAX)
        ask_names(sieve);
}

static void ask_addresses(struct sieve *sieve)
{
    struct sieve_addresses *addresses = &sieve->addresses;
    uint32_t slots[KERNELS_BATCH_MAX];

    prefix_table_find_batch(&sieve->database->classes[KEY_CLASS_IPV4].prefix,
                            addresses->count, addresses->addresses[0], 4,
                            slots);
    for (size_t i = 0; i < addresses->count; i++)
        if (slots[i] != SLOT_NONE)
            sieve->words[addresses->words[i]].is_worth = true;
    addresses->count = 0;
}

void sieve_ask_ipv4(struct sieve *sieve, uint32_t address)
{
    struct sieve_addresses *addresses = &sieve->addresses;
    uint32_t bytes = __builtin_bswap32(address);

    if (sieve->database->classes[KEY_CLASS_IPV4].count == 0)
        return;
    memcpy(addresses->addresses[addresses->count], &bytes, sizeof bytes);
    addresses->words[addresses->count++] = last_word(sieve);
    if (addresses->count == KERNELS_BATCH_MAX)
        ask_addresses(sieve);
}

static void ask_hashes(struct sieve *sieve, enum key_class number)
{
    struct sieve_hashes *hashes = &sieve->hashes[number];

    if (hashes->count == 0)
        return;
    mark_worth(
        sieve,
        member_filter_test(&sieve->database->classes[number].exact.filter,
                           hashes->hashes, hashes->count),
        hashes->words);
    hashes->count = 0;
}

void sieve_ask_key(struct sieve *sieve)
{
    const tamis_indicator *asked = &sieve->asked;
    enum key_class number = kind_key_class(asked->kind, asked->key_size);
    const struct exact_table *table = &sieve->database->classes[number].exact;
    struct sieve_hashes *hashes = &sieve->hashes[number];
    uint64_t hash = exact_table_hash(asked->key, asked->key_size, table->seed);

    member_filter_prefetch(&table->filter, hash);
    hashes->hashes[hashes->count] = hash;
    hashes->words[hashes->count++] = last_word(sieve);
    if (hashes->count == KERNELS_BATCH_MAX)
        ask_hashes(sieve, number);
}

void sieve_ask_all(struct sieve *sieve)
{
    ask_names(sieve);
    ask_addresses(sieve);
    for (int number = 0; number < KEY_CLASS_COUNT; number++)
        if (sieve->hashes[number].count > 0)
            ask_hashes(sieve, (enum key_class)number);
}
