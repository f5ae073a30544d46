/* SPDX-License-Identifier: BSD-2-Clause */
/* The specification of the text kernels, written to be read. */
#include "simd/text_kernels.h"

/* A set of ASCII bytes: a bit for each, those below 64 first. */
struct byte_set {
    uint64_t halves[2];
};

#define ONE(byte) (UINT64_C(1) << ((byte)&63))
#define RANGE(first, last)                                                     \
    (((UINT64_C(1) << ((last) - (first) + 1)) - 1) << ((first)&63))

#define DIGITS  RANGE('0', '9')
#define LOWER   RANGE('a', 'z')
#define LETTERS (LOWER | RANGE('A', 'Z'))

static const struct byte_set odd_bytes = {
    {ONE(0) | ONE(' ') | ONE('\t') | ONE(',') | ONE(';'), 0}};
static const struct byte_set joint_bytes = {{ONE('-') | ONE('/'), 0}};
static const struct byte_set name_bytes = {{DIGITS | ONE('-'), LOWER}};
static const struct byte_set digit_bytes = {{DIGITS, 0}};
static const struct byte_set hex_bytes = {
    {DIGITS, RANGE('a', 'f') | RANGE('A', 'F')}};
/* No '%', '#', '?', '\': they mean something. Brackets may be defanging. */
static const struct byte_set path_bytes = {
    {DIGITS | ONE('-') | ONE('.') | ONE('/') | ONE('+') | ONE('=') | ONE('&') |
         ONE('$') | ONE('!') | ONE('*') | ONE(',') | ONE(';') | ONE(':'),
     LETTERS | ONE('_') | ONE('~') | ONE('@')}};

/* 1 when the byte is in the set. */
static uint64_t has(const struct byte_set *set, uint8_t byte)
{
    return byte < 128 ? set->halves[byte / 64] >> (byte % 64) & 1 : 0;
}

static size_t find_lines(const uint8_t *text, size_t size, uint32_t base,
                         struct text_line_state *state, uint32_t *ends)
{
    uint32_t marks = state->marks;
    size_t count = 0;

    for (size_t i = 0; i < size; i++) {
        if (text[i] == '\n') {
            ends[count++] = (base + (uint32_t)i) | marks;
            marks = 0;
            continue;
        }
        if (has(&odd_bytes, text[i]))
            marks |= TEXT_LINE_ODD;
        if (has(&joint_bytes, text[i]))
            marks |= TEXT_LINE_JOINT;
    }
    state->marks = marks;
    return count;
}

static void mark_values(const tamis_slice *values, size_t count,
                        struct text_marks *marks)
{
    for (size_t n = 0; n < count; n++) {
        size_t size = values[n].size;
        struct text_marks found = {0};

        for (size_t i = 0; i < size && i < TEXT_BLOCK_SIZE; i++) {
            uint8_t byte = (uint8_t)values[n].data[i];

            found.name |= has(&name_bytes, byte) << i;
            found.digit |= has(&digit_bytes, byte) << i;
            found.hex |= has(&hex_bytes, byte) << i;
            found.dot |= (uint64_t)(byte == '.') << i;
            found.dash |= (uint64_t)(byte == '-') << i;
            found.slash |= (uint64_t)(byte == '/') << i;
            found.path |= has(&path_bytes, byte) << i;
        }
        marks[n] = found;
    }
}

static unsigned digit_value(char digit)
{
    if (digit <= '9')
        return (unsigned)(digit - '0');
    return (unsigned)((digit | 0x20) - 'a' + 10);
}

static void read_digits(const char *text, size_t size, uint8_t *bytes)
{
    for (size_t i = 0; i < size; i += 2)
        bytes[i / 2] =
            (uint8_t)(digit_value(text[i]) << 4 | digit_value(text[i + 1]));
}

const struct text_kernels text_kernels_scalar = {
    .name = "scalar",
    .required = 0,
    .find_lines = find_lines,
    .mark_values = mark_values,
    .read_digits = read_digits,
};
