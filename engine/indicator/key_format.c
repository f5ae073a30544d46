/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys as text, for every kind, from any bytes. */
#include "base/bytes.h"
#include "base/number.h"
#include "base/slice.h"
#include "indicator/address.h"
#include "indicator/kind.h"

#include <stdio.h>

#define DIGEST_SIZE_MAX 64u

static size_t copy_text(tamis_slice whole, char *text, size_t capacity)
{
    size_t size = whole.size;

    if (capacity == 0)
        return whole.size;
    if (size > capacity - 1)
        size = capacity - 1;
    if (size)
        memcpy(text, whole.data, size);
    text[size] = '\0';
    return whole.size;
}

static size_t format_ip(tamis_slice key, char whole[ADDRESS_TEXT_SIZE + 8])
{
    struct address_prefix prefix;

    if (!address_prefix_from_key(&prefix, key.data, key.size))
        return 0;
    return address_prefix_format(&prefix, whole);
}

static size_t format_endpoint(tamis_slice key,
                              char whole[ADDRESS_TEXT_SIZE + 8])
{
    struct address address = {.size = 16};
    char text[ADDRESS_TEXT_SIZE];
    unsigned port;
    int size;

    if (key.size != 18)
        return 0;
    memcpy(address.bytes, key.data, 16);
    port = load_be16(key.data + 16);
    if (address_unmap(&address)) {
        address_format(&address, text);
        size = snprintf(whole, ADDRESS_TEXT_SIZE + 8, "%s:%u", text, port);
    } else {
        address_format(&address, text);
        size = snprintf(whole, ADDRESS_TEXT_SIZE + 8, "[%s]:%u", text, port);
    }
    return (size_t)size;
}

static size_t format_digest(tamis_slice key, char *text, size_t capacity)
{
    char whole[2 * DIGEST_SIZE_MAX];

    if (key.size > DIGEST_SIZE_MAX)
        key.size = DIGEST_SIZE_MAX;
    number_format_hex((const uint8_t *)key.data, key.size, whole);
    return copy_text(slice_make(whole, 2 * key.size), text, capacity);
}

size_t tamis_key_format(tamis_kind kind, const void *key, size_t key_size,
                        char *text, size_t text_capacity)
{
    const struct kind_info *info = kind_get(kind);
    tamis_slice bytes = slice_make(key, key_size);
    char whole[ADDRESS_TEXT_SIZE + 8];

    if (kind == TAMIS_KIND_IP)
        return copy_text(slice_make(whole, format_ip(bytes, whole)), text,
                         text_capacity);
    if (kind == TAMIS_KIND_IP_PORT)
        return copy_text(slice_make(whole, format_endpoint(bytes, whole)), text,
                         text_capacity);
    if (info && info->digest_size)
        return format_digest(bytes, text, text_capacity);
    return copy_text(bytes, text, text_capacity);
}

size_t tamis_indicator_format(const tamis_indicator *indicator, char *text,
                              size_t text_capacity)
{
    size_t size = indicator->key_size;

    if (size > sizeof indicator->key)
        size = sizeof indicator->key;
    return tamis_key_format(indicator->kind, indicator->key, size, text,
                            text_capacity);
}
