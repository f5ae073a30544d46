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

static void mark_byte(struct scan_marks *marks, unsigned at, uint8_t byte)
{
    uint64_t digit = is_between(byte, '0', '9');
    uint64_t letter = is_between(byte | 0x20, 'a', 'z');

    marks->digit |= digit << at;
    marks->hex |= (digit | is_between(byte | 0x20, 'a', 'f')) << at;
    marks->name |= (digit | letter | is_one_of(byte, "-_")) << at;
    marks->gap |= (uint64_t)(byte <= ' ' || is_one_of(byte, "\"<>")) << at;
    marks->special |= is_one_of(byte, "\\%[({") << at;
    marks->stop |= is_one_of(byte, "'^`{|}\\()[]\x7f") << at;
    marks->high |= (uint64_t)(byte >= 0x80) << at;
    marks->dot |= (uint64_t)(byte == '.') << at;
    marks->colon |= (uint64_t)(byte == ':') << at;
    marks->slash |= (uint64_t)(byte == '/') << at;
    marks->at |= (uint64_t)(byte == '@') << at;
    marks->comma |= is_one_of(byte, ",;") << at;
}

static void mark(const uint8_t *text, size_t size, struct scan_marks *marks)
{
    for (size_t at = 0; at < size; at += SCAN_BLOCK_SIZE) {
        struct scan_marks *block = &marks[at / SCAN_BLOCK_SIZE];

        memset(block, 0, sizeof *block);
        for (unsigned i = 0; i < SCAN_BLOCK_SIZE; i++)
            mark_byte(block, i, at + i < size ? text[at + i] : ' ');
    }
}

const struct scan_kernels scan_kernels_scalar = {
    .name = "scalar",
    .required = 0,
    .mark = mark,
};
