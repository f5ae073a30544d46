/* SPDX-License-Identifier: BSD-2-Clause */
#include "match/wire_name.h"

#include <stdbool.h>

#define LABEL_SIZE_MAX 63u

static bool copy_label(const char *label, size_t label_size, char *text)
{
    for (size_t i = 0; i < label_size; i++) {
        unsigned char byte = (unsigned char)label[i];

        if (byte == '.')
            return false;
        text[i] = (char)(byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte);
    }
    return true;
}

size_t wire_name_read(tamis_slice wire, char text[TAMIS_DOMAIN_SIZE_MAX])
{
    size_t from = 0;
    size_t size = 0;

    while (from < wire.size && wire.data[from] != 0) {
        size_t label_size = (unsigned char)wire.data[from++];
        size_t dot = size > 0;

        if (label_size > LABEL_SIZE_MAX || label_size > wire.size - from ||
            size + dot + label_size > TAMIS_DOMAIN_SIZE_MAX)
            return 0;
        if (dot)
            text[size++] = '.';
        if (!copy_label(wire.data + from, label_size, text + size))
            return 0;
        size += label_size;
        from += label_size;
    }
    return size;
}
