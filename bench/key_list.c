/* SPDX-License-Identifier: BSD-2-Clause */
#include "key_list.h"
#include "random_stream.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const kind_names[KEY_KIND_COUNT + 1] = {
    "sha256", "domain", "ipv4", "ipv6", "mixed"};

const char *key_kind_name(enum key_kind kind)
{
    return kind_names[kind];
}

bool key_kind_find(enum key_kind *kind, const char *name, size_t name_size)
{
    for (unsigned i = 0; i <= KEY_KIND_COUNT; i++)
        if (strlen(kind_names[i]) == name_size &&
            !memcmp(kind_names[i], name, name_size)) {
            *kind = (enum key_kind)i;
            return true;
        }
    return false;
}

static void *require(void *pointer)
{
    if (!pointer) {
        fputs("tamis bench: out of memory; ask for smaller --sizes or fewer "
              "--queries\n",
              stderr);
        exit(2);
    }
    return pointer;
}

void *memory_get(size_t count, size_t size)
{
    return require(calloc(count ? count : 1, size));
}

void key_list_open(struct key_list *list, enum key_kind kind, size_t count,
                   bool is_listed)
{
    memset(list, 0, sizeof *list);
    list->kind = kind;
    list->count = count;
    if (is_listed)
        list->values = memory_get(count, sizeof *list->values);
    if (kind == KEY_SHA256) {
        list->digests = memory_get(count, KEY_DIGEST_SIZE);
    } else if (kind == KEY_DOMAIN || kind == KEY_MIXED) {
        list->names = memory_get(count, sizeof *list->names);
        if (is_listed)
            list->modes = memory_get(count, 1);
    } else {
        list->addresses = memory_get(count, sizeof *list->addresses);
        if (is_listed)
            list->lengths = memory_get(count, 1);
        if (kind == KEY_IPV4)
            list->ipv4 = memory_get(count, sizeof *list->ipv4);
    }
}

void key_list_close(struct key_list *list)
{
    free(list->digests);
    free(list->addresses);
    free(list->ipv4);
    free(list->lengths);
    free(list->names);
    free(list->text);
    free(list->modes);
    free(list->values);
    memset(list, 0, sizeof *list);
}

void key_list_get(const struct key_list *list, size_t n, struct key_view *view)
{
    if (list->make) {
        list->make(list, n, view);
        return;
    }
    view->value = list->values[n];
    if (list->kind == KEY_SHA256) {
        view->digest = list->digests + n * KEY_DIGEST_SIZE;
    } else {
        view->name = list->names[n];
        view->mode = list->modes[n];
    }
}

void key_list_add_name(struct key_list *list, size_t n, const char *text,
                       size_t size)
{
    if (list->text_size + size > list->text_capacity) {
        size_t capacity = list->text_capacity * 2 + (1u << 16) + size;

        list->text = require(realloc(list->text, capacity));
        list->text_capacity = capacity;
    }
    memcpy(list->text + list->text_size, text, size);
    list->text_size += size;
    list->names[n].size = size;
}

void key_list_finish_names(struct key_list *list)
{
    const char *text = list->text;

    for (size_t i = 0; i < list->count; i++) {
        list->names[i].data = text;
        text += list->names[i].size;
    }
}

void query_list_open(struct query_list *queries, enum key_kind kind,
                     size_t count, double hit_share)
{
    key_list_open(&queries->keys, kind, count, false);
    queries->hit_share = hit_share;
    queries->block_count = (count + KEY_BLOCK - 1) / KEY_BLOCK;
    queries->block_hits = memory_get(queries->block_count, sizeof(uint64_t));
    queries->block_sums = memory_get(queries->block_count, sizeof(uint64_t));
}

void query_list_expect(struct query_list *queries, size_t n, uint32_t value)
{
    queries->block_hits[n / KEY_BLOCK] += value != KEY_ABSENT;
    queries->block_sums[n / KEY_BLOCK] += value;
}

void query_list_close(struct query_list *queries)
{
    key_list_close(&queries->keys);
    free(queries->block_hits);
    free(queries->block_sums);
    memset(queries, 0, sizeof *queries);
}

uint32_t key_value(const void *key, size_t key_size)
{
    const uint8_t *bytes = key;
    uint64_t hash = 0x9e3779b97f4a7c15u ^ key_size;

    while (key_size > 0) {
        size_t step = key_size < 8 ? key_size : 8;
        uint64_t word = 0;

        memcpy(&word, bytes, step);
        hash = random_mix(hash ^ word);
        bytes += step;
        key_size -= step;
    }
    return (uint32_t)(hash >> 34) + 1;
}

uint32_t key_value_of_address(const tamis_address *address,
                              uint32_t length_of_128)
{
    uint8_t key[17];

    memcpy(key, address->bytes, 16);
    key[16] = (uint8_t)length_of_128;
    return key_value(key, sizeof key);
}
