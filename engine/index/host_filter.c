/* SPDX-License-Identifier: BSD-2-Clause */
#include "index/host_filter.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/slice.h"
#include "index/member_filter_build.h"
#include "index/name_hash.h"

#include <stdlib.h>

/* Any fixed number: a filter needs no other try. */
#define HOST_SEED UINT64_C(0x5b1c6e3f90d27a48)
/* Of the filter, for a key. */
#define KEY_BITS 16u
/* The labels that a batch is asked for by. */
#define LABELS 2u
/* Of a key of an URL. */
#define HOST_KEYS 2u

static const struct kernels_table no_blocks = {HOST_SEED, NULL, 0};

tamis_status host_filter_open(struct member_filter *filter, tamis_slice section,
                              const struct kernels *kernels, tamis_error *error)
{
    if (section.size % FILTER_BLOCK_SIZE != 0 ||
        section.size / FILTER_BLOCK_SIZE > UINT32_MAX)
        return error_set(error, TAMIS_ERROR_CORRUPT,
                         "the hosts of URLs are no filter by their size");
    filter->kernels = kernels;
    filter->blocks = (const uint8_t *)section.data;
    filter->block_count = (uint32_t)(section.size / FILTER_BLOCK_SIZE);
    return TAMIS_OK;
}

static uint64_t whole_hash(tamis_slice host)
{
    struct name_hash walk;

    name_hash_begin(&walk, host.data, host.size, HOST_SEED);
    return name_hash_from(&walk, 0);
}

uint64_t host_filter_test_parents(const struct member_filter *filter,
                                  const tamis_slice *hosts, size_t count)
{
    const struct kernels_table asked = {HOST_SEED, filter->blocks,
                                        filter->block_count};
    struct kernels_names hashed;

    if (filter->block_count == 0 || count == 0)
        return count < 64 ? (UINT64_C(1) << count) - 1 : UINT64_MAX;
    filter->kernels->hash_names(&asked, LABELS, hosts, count, &hashed);
    return hashed.odd |
           filter->kernels->filter_test(filter->blocks, filter->block_count,
                                        hashed.hashes, count);
}

uint64_t host_filter_test(const struct member_filter *filter,
                          const tamis_slice *hosts, size_t count)
{
    uint64_t known = host_filter_test_parents(filter, hosts, count);

    for (uint64_t rest = known; rest; rest &= rest - 1) {
        unsigned n = (unsigned)__builtin_ctzll(rest);

        if (!member_filter_has(filter, whole_hash(hosts[n])))
            known &= ~(rest & -rest);
    }
    return known;
}

/* An IPv6 address has colons of its own, and brackets. */
static tamis_slice key_host(tamis_slice key)
{
    size_t at = 0;

    if (key.size > 0 && key.data[0] == '[')
        while (at < key.size && key.data[at] != ']')
            at++;
    while (at < key.size && key.data[at] != ':' && key.data[at] != '/')
        at++;
    return slice_first(key, at);
}

static void hash_host(tamis_slice host, uint64_t hashes[HOST_KEYS])
{
    struct kernels_names hashed;

    kernels_scalar.hash_names(&no_blocks, LABELS, &host, 1, &hashed);
    hashes[0] = hashed.hashes[0];
    hashes[1] = whole_hash(host);
}

static int compare(const void *a, const void *b)
{
    uint64_t left = *(const uint64_t *)a, right = *(const uint64_t *)b;

    return (left > right) - (left < right);
}

static size_t drop_equal(uint64_t *hashes, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++)
        if (kept == 0 || hashes[i] != hashes[kept - 1])
            hashes[kept++] = hashes[i];
    return kept;
}

static tamis_status put_filter(const uint64_t *hashes, size_t count,
                               struct buffer *section, tamis_error *error)
{
    uint32_t block_count = member_filter_block_count(count, KEY_BITS);
    size_t begin = section->size;

    if (buffer_append_zero(section, (size_t)block_count * FILTER_BLOCK_SIZE) <
        0)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "out of memory while writing the hosts of URLs");
    for (size_t i = 0; i < count; i++)
        member_filter_add(section->bytes + begin, block_count, hashes[i]);
    return TAMIS_OK;
}

tamis_status host_filter_build(const struct key_store *keys,
                               struct buffer *section, tamis_error *error)
{
    size_t count = (size_t)keys->count * HOST_KEYS;
    uint64_t *hashes =
        memory_allocate(section->allocator, count * sizeof *hashes);
    tamis_status status;

    if (!hashes)
        return error_set(error, TAMIS_ERROR_MEMORY,
                         "out of memory while reading the hosts of %u URLs",
                         (unsigned)keys->count);
    for (uint32_t n = 0; n < keys->count; n++)
        hash_host(key_host(key_store_get(keys, n)),
                  hashes + (size_t)n * HOST_KEYS);
    qsort(hashes, count, sizeof *hashes, compare);
    count = drop_equal(hashes, count);
    status = put_filter(hashes, count, section, error);
    memory_release(section->allocator, hashes);
    return status;
}

tamis_status host_filter_check(const struct member_filter *filter,
                               const struct key_store *keys, tamis_error *error)
{
    for (uint32_t n = 0; n < keys->count; n++) {
        uint64_t hashes[HOST_KEYS];

        hash_host(key_host(key_store_get(keys, n)), hashes);
        for (size_t i = 0; i < HOST_KEYS; i++)
            if (!member_filter_has(filter, hashes[i]))
                return error_set(error, TAMIS_ERROR_CORRUPT,
                                 "the filter of hosts lacks that of a URL");
    }
    return TAMIS_OK;
}
