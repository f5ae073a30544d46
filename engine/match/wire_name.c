/* SPDX-License-Identifier: BSD-2-Clause */
#include "match/wire_name.h"

#include <string.h>

#define LABEL_SIZE_MAX 63u

/* The bytes of all labels with their lengths; 0 when they do not hang
 * together or are too long. */
static size_t measure_name(tamis_slice wire)
{
    size_t size = 0;

    while (size < wire.size && wire.data[size] != 0) {
        size_t label_size = (unsigned char)wire.data[size];

        if (label_size > LABEL_SIZE_MAX || label_size >= wire.size - size)
            return 0;
        size += 1 + label_size;
    }
    return size > TAMIS_DOMAIN_SIZE_MAX + 1 ? 0 : size;
}

/* Writes a byte where the length of each label but the first one is. */
static void mark_lengths(tamis_slice wire, char *text, size_t size, char mark)
{
    size_t at = (unsigned char)wire.data[0];

    while (at < size) {
        text[at] = mark;
        at += 1 + (size_t)(unsigned char)wire.data[at + 1];
    }
}

/* The text has the same bytes one place before, with dots for the lengths. A
 * length may be 46, which is a dot too: they must not be there while labels
 * are searched for one. */
size_t wire_name_read(tamis_slice wire, char text[TAMIS_DOMAIN_SIZE_MAX])
{
    size_t size = measure_name(wire);

    if (size < 2)
        return 0;
    size--;
    memcpy(text, wire.data + 1, size);
    mark_lengths(wire, text, size, 0);
    if (memchr(text, '.', size))
        return 0;
    mark_lengths(wire, text, size, '.');
    return size;
}
