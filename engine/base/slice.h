/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs of bytes that somebody else owns (tamis_slice): cut and compare. */
#ifndef TAMIS_BASE_SLICE_H
#define TAMIS_BASE_SLICE_H

#include <tamis/status.h>

#include <stdbool.h>
#include <string.h>

static inline tamis_slice slice_make(const void *data, size_t size)
{
    tamis_slice slice = {(const char *)data, size};

    return slice;
}

static inline tamis_slice slice_text(const char *text)
{
    return slice_make(text, text ? strlen(text) : 0);
}

static inline bool slice_equal(tamis_slice a, tamis_slice b)
{
    return a.size == b.size && (a.size == 0 || !memcmp(a.data, b.data, a.size));
}

static inline bool slice_is(tamis_slice slice, const char *text)
{
    return slice_equal(slice, slice_text(text));
}

/* slice_from() is the rest after `skip` bytes (empty past the end). */
static inline tamis_slice slice_from(tamis_slice slice, size_t skip)
{
    if (skip >= slice.size)
        return slice_make(NULL, 0);
    return slice_make(slice.data + skip, slice.size - skip);
}

static inline tamis_slice slice_first(tamis_slice slice, size_t size)
{
    return slice_make(slice.data, size < slice.size ? size : slice.size);
}

/* ASCII case ignored. */
bool slice_equal_folded(tamis_slice a, tamis_slice b);
bool slice_starts(tamis_slice slice, const char *prefix);
bool slice_starts_folded(tamis_slice slice, const char *prefix);
bool slice_ends(tamis_slice slice, const char *suffix);
/* Order of memcmp, the shorter first when one begins the other. */
int slice_compare(tamis_slice a, tamis_slice b);
/* Blanks, tabs, CR and LF off both ends. */
tamis_slice slice_trim(tamis_slice slice);
/* Offset of the byte, or SIZE_MAX. slice_find_last() from the right. */
size_t slice_find(tamis_slice slice, char byte);
size_t slice_find_last(tamis_slice slice, char byte);
size_t slice_find_text(tamis_slice slice, const char *text);
/* slice_split() gives what is before the first `byte` and leaves in *rest what
 * is after it; false when *rest was empty to begin with (data == NULL). */
bool slice_split(tamis_slice *rest, char byte, tamis_slice *part);

#endif
