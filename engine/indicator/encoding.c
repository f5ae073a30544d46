/* SPDX-License-Identifier: BSD-2-Clause */
#include "indicator/encoding.h"

#include "base/slice.h"

static uint8_t byte_at(tamis_slice text, size_t offset)
{
    return (uint8_t)text.data[offset];
}

static bool is_continuation(uint8_t byte)
{
    return (byte & 0xc0) == 0x80;
}

/* The shortest form, no surrogates, nothing above U+10FFFF: the second byte
 * alone decides these (Unicode, table 3-7). */
static bool is_second_byte(uint8_t first, uint8_t second)
{
    switch (first) {
    case 0xe0:
        return second >= 0xa0 && second <= 0xbf;
    case 0xed:
        return second >= 0x80 && second <= 0x9f;
    case 0xf0:
        return second >= 0x90 && second <= 0xbf;
    case 0xf4:
        return second >= 0x80 && second <= 0x8f;
    default:
        return is_continuation(second);
    }
}

size_t encoding_sequence(tamis_slice text)
{
    uint8_t first = byte_at(text, 0);
    size_t size = 2;

    if (first < 0x80)
        return 1;
    if (first < 0xc2 || first > 0xf4)
        return 0;
    if (first >= 0xf0)
        size = 4;
    else if (first >= 0xe0)
        size = 3;
    if (text.size < size || !is_second_byte(first, byte_at(text, 1)))
        return 0;
    for (size_t i = 2; i < size; i++) {
        if (!is_continuation(byte_at(text, i)))
            return 0;
    }
    return size;
}

bool encoding_is_utf8(tamis_slice text)
{
    while (text.size) {
        size_t size = encoding_sequence(text);

        if (size == 0)
            return false;
        text = slice_from(text, size);
    }
    return true;
}

static bool is_control(tamis_slice text, size_t size)
{
    uint8_t first = byte_at(text, 0);

    if (size == 2)
        return first == 0xc2 && byte_at(text, 1) < 0xa0;
    return size == 1 && (first < 0x20 || first == 0x7f);
}

size_t encoding_find_fault(tamis_slice text)
{
    tamis_slice rest = text;

    while (rest.size) {
        size_t size = encoding_sequence(rest);

        if (size == 0 || is_control(rest, size))
            return text.size - rest.size;
        rest = slice_from(rest, size);
    }
    return text.size;
}

bool encoding_is_ascii(tamis_slice text)
{
    uint64_t all = 0, word;
    size_t i = 0;

    for (; text.size - i >= sizeof word; i += sizeof word) {
        memcpy(&word, text.data + i, sizeof word);
        all |= word;
    }
    for (; i < text.size; i++)
        all |= byte_at(text, i);
    return (all & UINT64_C(0x8080808080808080)) == 0;
}
