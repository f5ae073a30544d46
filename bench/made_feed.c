/* SPDX-License-Identifier: BSD-2-Clause */
#include "made_feed.h"
#include "random_stream.h"
#include "synthetic.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const unsigned mixed_percent[KEY_KIND_COUNT] = {20, 45, 30, 5};

size_t made_feed_key(const struct key_list *listed, size_t n, char *text,
                     size_t capacity)
{
    uint8_t key[17];
    size_t address_size = listed->kind == KEY_IPV4 ? 4 : 16;

    if (listed->kind == KEY_SHA256)
        return tamis_key_format(TAMIS_KIND_SHA256,
                                listed->digests + n * KEY_DIGEST_SIZE,
                                KEY_DIGEST_SIZE, text, capacity);
    if (listed->kind == KEY_DOMAIN) {
        size_t size = listed->names[n].size;

        memcpy(text, listed->names[n].data, size < capacity ? size : capacity);
        return size;
    }
    memcpy(key, listed->addresses[n].bytes + 16 - address_size, address_size);
    key[address_size] = listed->lengths[n];
    return tamis_key_format(TAMIS_KIND_IP, key, address_size + 1, text,
                            capacity);
}

static size_t share_of(const struct bench_plan *plan, enum key_kind kind,
                       enum key_kind of, size_t count)
{
    unsigned total = 0;

    if (of != KEY_KIND_COUNT)
        return kind == of ? count : 0;
    for (unsigned k = 0; k < KEY_KIND_COUNT; k++)
        total += plan->is_kind_wanted[k] ? mixed_percent[k] : 0;
    if (!plan->is_kind_wanted[kind] || total == 0)
        return 0;
    return (size_t)((uint64_t)count * mixed_percent[kind] / total);
}

/* Takes the next line from one of the lists, each in proportion to what is
 * left of it, so that kinds are mixed from the first line to the last. */
static void write_mixed(FILE *file, const struct key_list *lists, uint64_t seed)
{
    struct random_stream random = random_open(seed, 0x6d69786564);
    size_t at[KEY_KIND_COUNT] = {0};
    size_t left = 0;
    char text[512];

    for (unsigned k = 0; k < KEY_KIND_COUNT; k++)
        left += lists[k].count;
    for (; left > 0; left--) {
        size_t pick = (size_t)random_below(&random, left);
        unsigned k = 0;
        size_t size;

        while (pick >= lists[k].count - at[k])
            pick -= lists[k].count - at[k], k++;
        size = made_feed_key(&lists[k], at[k]++, text, sizeof text - 1);
        text[size++] = '\n';
        fwrite(text, 1, size, file);
    }
}

void made_feed_write(const struct bench_plan *plan, const char *path,
                     enum key_kind kind, size_t count)
{
    struct key_list lists[KEY_KIND_COUNT];
    FILE *file = fopen(path, "w");

    for (unsigned k = 0; k < KEY_KIND_COUNT; k++)
        synthetic_listed(&lists[k], (enum key_kind)k,
                         share_of(plan, (enum key_kind)k, kind, count),
                         plan->seed);
    if (file)
        write_mixed(file, lists, plan->seed);
    if (!file || fclose(file) != 0) {
        fprintf(stderr, "tamis bench: cannot write %s: %s\n", path,
                strerror(errno));
        exit(2);
    }
    for (unsigned k = 0; k < KEY_KIND_COUNT; k++)
        key_list_close(&lists[k]);
}
