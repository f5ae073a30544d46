/* SPDX-License-Identifier: BSD-2-Clause */
/* From keys of a database, whose bytes may be anything, to values. */
#include "base/heap.h"
#include "image/gathered.h"
#include "image/grown_array.h"
#include "image/image_find_v6.h"
#include "image/keyed_hash.h"
#include "image/name_index.h"
#include "image/name_text.h"

#include <string.h>

#define MAPPED_LOW 0xffff00000000ull /* of ::ffff:a.b.c.d, above the address */

static __u64 load_big(const char *bytes)
{
    __u64 word = 0;

    for (int n = 0; n < 8; n++)
        word = word << 8 | (__u8)bytes[n];
    return word;
}

static bool add_address(struct gathered *gathered, int number,
                        const struct gathered_address *address)
{
    struct gathered_addresses *list = &gathered->addresses[number];

    if (list->count == list->capacity &&
        !grown_array_grow(&gathered->heap, &list->items, &list->capacity,
                          gathered->first, sizeof *list->items))
        return false;
    list->items[list->count++] = *address;
    return true;
}

static bool add_prefix(struct gathered *gathered, tamis_slice key,
                       struct gathered_address *address)
{
    bool is_v4 = key.size == 5;

    if (is_v4) {
        __u32 word;

        memcpy(&word, key.data, 4);
        address->high = (__u64)__builtin_bswap32(word) << 32;
        address->low = 0;
    } else {
        address->high = load_big(key.data);
        address->low = load_big(key.data + 8);
    }
    address->length = (__u8)key.data[key.size - 1];
    if (address->length < (is_v4 ? 32 : 128)) {
        struct v6_bits bits =
            v6_cut(address->high, address->low, address->length);

        address->high = bits.high;
        address->low = bits.low;
    }
    return add_address(gathered, is_v4 ? GATHERED_V4 : GATHERED_V6, address);
}

static bool add_port(struct gathered *gathered, tamis_slice key,
                     struct gathered_address *address)
{
    bool is_v4;

    address->high = load_big(key.data);
    address->low = load_big(key.data + 8);
    address->port = (__u16)((__u8)key.data[16] << 8 | (__u8)key.data[17]);
    is_v4 = address->high == 0 && address->low >> 32 == MAPPED_LOW >> 32;
    if (is_v4) {
        address->high = address->low << 32;
        address->low = 0;
    }
    address->length = is_v4 ? 33 : 129;
    return add_address(gathered, is_v4 ? GATHERED_V4_PORT : GATHERED_V6_PORT,
                       address);
}

/* Does a name have upper case, as no key of ours has? */
static bool has_upper(const struct name_text *name)
{
    __u64 changed = 0;

    for (size_t at = 0; at < name->size; at += 8) {
        __u64 word = name_text_octets(name, at);

        changed |= keyed_fold(word) ^ word;
    }
    return changed;
}

/* How many labels a name has, 0 when packets cannot carry it so. */
static __u32 count_labels(tamis_slice key)
{
    char few[NAME_SIZE_FEW];
    struct name_text name;
    size_t first = 0;
    __u32 count = 1;

    if (key.size == 0 || key.size > NAME_SIZE_MAX)
        return 0;
    name = name_text_of(key.data, key.size, few);
    for (size_t at = 0; at < key.size; at += 64)
        for (__u64 dots = name_text_dots(&name, at); dots; dots &= dots - 1) {
            size_t dot = at + (size_t)__builtin_ctzll(dots);

            if (dot - first - 1 >= LABEL_SIZE_MAX)
                return 0; /* empty, or too long */
            count++;
            first = dot + 1;
        }
    if (key.size - first - 1 >= LABEL_SIZE_MAX || has_upper(&name))
        return 0;
    return count;
}

/* The last labels, of which no more are known. */
static tamis_slice cut_labels(tamis_slice name, __u32 count)
{
    while (count > IMAGE_NAME_LABELS && name.size > 1) {
        if (*name.data == '.')
            count--;
        name.data++;
        name.size--;
    }
    return name;
}

/* Does something hold a listed value back, now or later? */
static bool holds_back(const struct gathered *gathered, __u32 terms,
                       __u16 until_hours)
{
    return until_hours != IMAGE_UNTIL_NEVER ||
           term_sets_at(&gathered->terms, terms)->flags &
               (TERMS_HAVE_ALLOW | TERMS_WARNED | TERMS_PROTECTED);
}

static bool add_name(struct gathered *gathered,
                     const struct gathered_name *name)
{
    struct gathered_names *list = &gathered->names;

    if (list->count == list->capacity &&
        !grown_array_grow(&gathered->heap, &list->items, &list->capacity,
                          gathered->first, sizeof *list->items))
        return false;
    list->items[list->count] = *name;
    list->items[list->count++].hash =
        name_index_hash(gathered->name_seed, name->text, name->size);
    return true;
}

/*
 * A name that is too deep to be told from others cannot be listed. But what
 * holds a listed one back does so for all that look like it: they are in
 * doubt, which is reported and not dropped.
 */
static bool add_deep_name(struct gathered *gathered, tamis_slice key,
                          __u32 label_count)
{
    struct gathered_name name = {.record = TAMIS_RECORD_NONE,
                                 .label_count = IMAGE_NAME_LABELS,
                                 .mode = TAMIS_MODE_SUBDOMAINS};

    key = cut_labels(key, label_count);
    name.text = key.data;
    name.size = (__u8)key.size;
    return add_name(gathered, &name);
}

bool gathered_add(struct gathered *gathered, const tamis_record *record,
                  struct gathered_place place, __u32 terms, __u16 until_hours)
{
    struct gathered_address address = {
        .terms = terms, .record = record->id, .until_hours = until_hours};
    const struct gathered_name name = {
        .text = record->key.data,
        .terms = terms,
        .record = record->id,
        .until_hours = until_hours,
        .size = (__u8)record->key.size,
        .label_count = place.label_count & 31,
        .mode = record->mode & 3,
    };

    if (place.kind == GATHERED_IS_NAME)
        return add_name(gathered, &name);
    if (place.kind == GATHERED_IS_DEEP)
        return !holds_back(gathered, terms, until_hours) ||
               add_deep_name(gathered, record->key, place.label_count);
    if (place.kind == GATHERED_IS_PORT)
        return add_port(gathered, record->key, &address);
    return add_prefix(gathered, record->key, &address);
}

static struct gathered_place place_of_name(const tamis_record *record)
{
    struct gathered_place place = {GATHERED_IS_OTHER, 0};

    if (record->mode > TAMIS_MODE_SUBDOMAINS)
        return place;
    place.label_count = count_labels(record->key);
    if (place.label_count > 0)
        place.kind = place.label_count > IMAGE_NAME_LABELS ? GATHERED_IS_DEEP
                                                           : GATHERED_IS_NAME;
    return place;
}

struct gathered_place gathered_place_of(const tamis_record *record)
{
    struct gathered_place place = {GATHERED_IS_OTHER, 0};
    const char *key = record->key.data;

    if (record->kind == TAMIS_KIND_DOMAIN)
        return place_of_name(record);
    if (record->kind == TAMIS_KIND_IP && record->key.size == 5 &&
        (__u8)key[4] <= 32)
        place.kind = GATHERED_IS_V4;
    else if (record->kind == TAMIS_KIND_IP && record->key.size == 17 &&
             (__u8)key[16] <= 128)
        place.kind = GATHERED_IS_V6;
    else if (record->kind == TAMIS_KIND_IP_PORT && record->key.size == 18 &&
             (key[16] || key[17]))
        place.kind = GATHERED_IS_PORT;
    return place;
}

bool gathered_begin(struct gathered *gathered, const tamis_allocator *heap,
                    __u64 name_seed, __u32 first)
{
    memset(gathered, 0, sizeof *gathered);
    gathered->heap = *heap;
    gathered->name_seed = name_seed;
    gathered->first = first;
    gathered->info.next_end_ns = TAMIS_TIME_MAX;
    return term_sets_begin(&gathered->terms, &gathered->heap);
}

void gathered_release(struct gathered *gathered)
{
    for (int n = 0; n < GATHERED_LISTS; n++)
        heap_give(&gathered->heap, gathered->addresses[n].items);
    heap_give(&gathered->heap, gathered->names.items);
    term_sets_end(&gathered->terms);
}
