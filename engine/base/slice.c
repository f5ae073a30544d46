/* SPDX-License-Identifier: BSD-2-Clause */
#include "base/slice.h"

static char fold(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte + ('a' - 'A')) : byte;
}

bool slice_equal_folded(tamis_slice a, tamis_slice b)
{
    if (a.size != b.size)
        return false;
    for (size_t i = 0; i < a.size; i++) {
        if (fold(a.data[i]) != fold(b.data[i]))
            return false;
    }
    return true;
}

bool slice_starts(tamis_slice slice, const char *prefix)
{
    return slice_is(slice_first(slice, strlen(prefix)), prefix);
}

bool slice_starts_folded(tamis_slice slice, const char *prefix)
{
    tamis_slice wanted = slice_text(prefix);

    return slice_equal_folded(slice_first(slice, wanted.size), wanted);
}

bool slice_ends(tamis_slice slice, const char *suffix)
{
    tamis_slice wanted = slice_text(suffix);

    if (slice.size < wanted.size)
        return false;
    if (wanted.size == 0)
        return true;
    return slice_equal(slice_from(slice, slice.size - wanted.size), wanted);
}

int slice_compare(tamis_slice a, tamis_slice b)
{
    size_t size = a.size < b.size ? a.size : b.size;
    int order = size ? memcmp(a.data, b.data, size) : 0;

    if (order)
        return order;
    return (a.size > b.size) - (a.size < b.size);
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

tamis_slice slice_trim(tamis_slice slice)
{
    while (slice.size && is_blank(slice.data[slice.size - 1]))
        slice.size--;
    while (slice.size && is_blank(slice.data[0])) {
        slice.data++;
        slice.size--;
    }
    return slice;
}

size_t slice_find(tamis_slice slice, char byte)
{
    const char *found;

    if (slice.size == 0)
        return SIZE_MAX;
    found = memchr(slice.data, byte, slice.size);
    return found ? (size_t)(found - slice.data) : SIZE_MAX;
}

size_t slice_find_last(tamis_slice slice, char byte)
{
    const char *found;

    if (slice.size == 0)
        return SIZE_MAX;
    found = memrchr(slice.data, byte, slice.size);
    return found ? (size_t)(found - slice.data) : SIZE_MAX;
}

size_t slice_find_text(tamis_slice slice, const char *text)
{
    size_t size = strlen(text);
    const char *found;

    if (size == 0)
        return 0;
    if (slice.size < size)
        return SIZE_MAX;
    found = memmem(slice.data, slice.size, text, size);
    return found ? (size_t)(found - slice.data) : SIZE_MAX;
}

bool slice_split(tamis_slice *rest, char byte, tamis_slice *part)
{
    size_t at;

    if (!rest->data)
        return false;
    at = slice_find(*rest, byte);
    if (at == SIZE_MAX) {
        *part = *rest;
        *rest = slice_make(NULL, 0);
        return true;
    }
    *part = slice_first(*rest, at);
    /* A separator at the very end leaves one more part, an empty one. */
    *rest = slice_make(rest->data + at + 1, rest->size - at - 1);
    return true;
}
