/* SPDX-License-Identifier: BSD-2-Clause */
/* The specification of the scan kernels, written to be read. */
#include "simd/scan_kernels.h"

#include <string.h>

static uint64_t is_between(uint8_t byte, char first, char last)
{
    return byte >= (uint8_t)first && byte <= (uint8_t)last;
}

static uint64_t is_one_of(uint8_t byte, const char *set)
{
    return byte != 0 && strchr(set, byte) != NULL;
}

static void mark_byte(uint64_t marks[SCAN_CLASS_COUNT], unsigned at,
                      uint8_t byte)
{
    uint64_t digit = is_between(byte, '0', '9');
    uint64_t letter = is_between(byte | 0x20, 'a', 'z');

    marks[SCAN_DIGIT] |= digit << at;
    marks[SCAN_HEX] |= (digit | is_between(byte | 0x20, 'a', 'f')) << at;
    marks[SCAN_NAME] |= (digit | letter | is_one_of(byte, "-_")) << at;
    marks[SCAN_GAP] |= (uint64_t)(byte <= ' ' || is_one_of(byte, "\"<>")) << at;
    marks[SCAN_SPECIAL] |= is_one_of(byte, "\\%[({") << at;
    marks[SCAN_OPEN] |= is_one_of(byte, "[({") << at;
    marks[SCAN_STOP] |= is_one_of(byte, "'^`{|}\\()[]\x7f") << at;
    marks[SCAN_HIGH] |= (uint64_t)(byte >= 0x80) << at;
    marks[SCAN_COMMA] |= is_one_of(byte, ",;") << at;
    marks[SCAN_DOT] |= (uint64_t)(byte == '.') << at;
    marks[SCAN_COLON] |= (uint64_t)(byte == ':') << at;
    marks[SCAN_SLASH] |= (uint64_t)(byte == '/') << at;
    marks[SCAN_AT] |= (uint64_t)(byte == '@') << at;
    marks[SCAN_QUERY] |= (uint64_t)(byte == '?') << at;
}

static void mark(const uint8_t *text, size_t size, uint64_t *marks,
                 size_t stride)
{
    for (size_t at = 0; at < size; at += SCAN_BLOCK_SIZE) {
        uint64_t block[SCAN_CLASS_COUNT] = {0};

        for (unsigned i = 0; i < SCAN_BLOCK_SIZE; i++)
            mark_byte(block, i, at + i < size ? text[at + i] : ' ');
        for (size_t n = 0; n < SCAN_CLASS_COUNT; n++)
            marks[n * stride + at / SCAN_BLOCK_SIZE] = block[n];
    }
}

const struct scan_kernels scan_kernels_scalar = {
    .name = "scalar",
    .required = 0,
    .mark = mark,
};
