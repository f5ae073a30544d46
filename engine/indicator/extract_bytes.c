/* SPDX-License-Identifier: BSD-2-Clause */
#include "indicator/extract_bytes.h"

#include <string.h>

#define o 0
#define G BYTE_GAP
#define Q (BYTE_URL | BYTE_QUIET)
#define N (BYTE_NAME | BYTE_BEGIN | Q)
#define X (BYTE_HEX | N)
#define D (BYTE_DIGIT | X)
#define J (BYTE_JOIN | BYTE_URL | BYTE_TRIM)
#define C (BYTE_BEGIN | J)
#define I (BYTE_JOIN | Q)
#define T (BYTE_URL | BYTE_TRIM)
#define U BYTE_URL
#define B (BYTE_MARK | BYTE_BEGIN)
#define M (B | BYTE_URL)
#define S (BYTE_ESCAPE | BYTE_BEGIN)
#define P (S | BYTE_URL)
#define H (BYTE_HIGH | BYTE_BEGIN | BYTE_URL)

/* clang-format off */
const uint16_t byte_classes[256] = {
    G, G, G, G, G, G, G, G, G, G, G, G, G, G, G, G, /* 00 */
    G, G, G, G, G, G, G, G, G, G, G, G, G, G, G, G, /* 10 */
    G, T, G, Q, Q, P, U, o, M, U, T, I, T, N, J, Q, /* 20 */
    D, D, D, D, D, D, D, D, D, D, C, T, G, Q, G, T, /* 30 */
    I, X, X, X, X, X, X, N, N, N, N, N, N, N, N, N, /* 40 */
    N, N, N, N, N, N, N, N, N, N, N, M, S, U, o, N, /* 50 */
    o, X, X, X, X, X, X, N, N, N, N, N, N, N, N, N, /* 60 */
    N, N, N, N, N, N, N, N, N, N, N, B, o, o, Q, o, /* 70 */
    H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, /* 80 */
    H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, /* 90 */
    H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, /* a0 */
    H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, /* b0 */
    H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, /* c0 */
    H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, /* d0 */
    H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, /* e0 */
    H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, /* f0 */
};
/* clang-format on */

/* Longest run of backslashes, or of 25s behind a %, that one escape may have:
 * text that was quoted in quoted text. */
#define NESTING_MAX 8u

_Static_assert(1 + 2 * NESTING_MAX + 2 == UNIT_SIZE_MAX &&
                   NESTING_MAX + 5 <= UNIT_SIZE_MAX,
               "nothing longer is read as one");

bool byte_is_stop(const uint8_t *bytes, size_t size)
{
    if (size < BYTE_STOP_SIZE)
        return false;
    if (bytes[0] == 0xe3)
        return bytes[1] == 0x80 && bytes[2] == 0x82;
    return bytes[0] == 0xef && ((bytes[1] == 0xbc && bytes[2] == 0x8e) ||
                                (bytes[1] == 0xbd && bytes[2] == 0xa1));
}

static struct unit make_unit(uint8_t byte, size_t size, uint8_t origin)
{
    return (struct unit){{byte, 0, 0}, 1, (uint8_t)size, origin};
}

/* Value of `count` hex digits at `at`, or -1. */
static inline int read_hex(const struct reader *reader, size_t at, size_t count)
{
    int value = 0;

    if (at > reader->size || reader->size - at < count)
        return -1;
    for (size_t i = 0; i < count; i++) {
        uint8_t byte = reader->text[at + i];

        if (!(byte_class(byte) & BYTE_HEX))
            return -1;
        /* Letters are nine more than their lowest bits. */
        value = value << 4 | ((byte & 15) + (byte >> 6) * 9);
    }
    return value;
}

/* A character of the basic plane as UTF-8; half of a pair is a boundary. */
static struct unit make_character(unsigned value, size_t size)
{
    struct unit unit = make_unit((uint8_t)value, size, UNIT_ESCAPE);

    if (value < 0x80)
        return unit;
    if (value >= 0xd800 && value < 0xe000) {
        unit.bytes[0] = ' ';
        return unit;
    }
    if (value < 0x800) {
        unit.bytes[0] = (uint8_t)(0xc0 | value >> 6);
        unit.bytes[1] = (uint8_t)(0x80 | (value & 0x3f));
        unit.count = 2;
        return unit;
    }
    unit.bytes[0] = (uint8_t)(0xe0 | value >> 12);
    unit.bytes[1] = (uint8_t)(0x80 | (value >> 6 & 0x3f));
    unit.bytes[2] = (uint8_t)(0x80 | (value & 0x3f));
    unit.count = 3;
    return unit;
}

static struct unit read_backslash(const struct reader *reader, size_t at)
{
    size_t letter = at + 1;
    int value;

    while (letter < reader->size && letter - at < NESTING_MAX &&
           reader->text[letter] == '\\')
        letter++;
    switch (letter < reader->size ? reader->text[letter] : 0) {
    case 'n':
    case 'r':
    case 't':
        return make_unit(' ', letter + 1 - at, UNIT_ESCAPE);
    case '/':
    case '.':
    case ':':
    case '@':
        return make_unit(reader->text[letter], letter + 1 - at, UNIT_ESCAPE);
    case 'x':
        value = read_hex(reader, letter + 1, 2);
        if (value < 0)
            break;
        return make_unit((uint8_t)value, letter + 3 - at, UNIT_ESCAPE);
    case 'u':
        value = read_hex(reader, letter + 1, 4);
        if (value < 0)
            break;
        return make_character((unsigned)value, letter + 5 - at);
    default:
        break;
    }
    return make_unit('\\', 1, UNIT_PLAIN);
}

static struct unit read_percent(const struct reader *reader, size_t at)
{
    size_t digits = at + 1;
    int value = read_hex(reader, digits, 2), next;

    for (size_t i = 0; value == 0x25 && i < NESTING_MAX; i++) {
        next = read_hex(reader, digits + 2, 2);
        if (next < 0)
            break;
        digits += 2;
        value = next;
    }
    if (value < 0)
        return make_unit('%', 1, UNIT_PLAIN);
    return make_unit((uint8_t)value, digits + 2 - at, UNIT_ESCAPE);
}

static bool is_alphanumeric(uint8_t byte)
{
    return (byte_class(byte) & BYTE_NAME) && byte != '-' && byte != '_';
}

/* "dot" and "at" in any case behind an opening bracket. */
static struct unit read_word(const uint8_t *text, size_t left, uint8_t closing)
{
    if (left >= 5 && text[4] == closing && (text[1] | 0x20) == 'd' &&
        (text[2] | 0x20) == 'o' && (text[3] | 0x20) == 't')
        return make_unit('.', 5, UNIT_MARK);
    if (left >= 4 && text[3] == closing && (text[1] | 0x20) == 'a' &&
        (text[2] | 0x20) == 't')
        return make_unit('@', 4, UNIT_MARK);
    return make_unit(text[0], 1, UNIT_PLAIN);
}

static struct unit read_mark(const struct reader *reader, size_t at)
{
    const uint8_t *text = reader->text + at;
    size_t left = reader->size - at;
    uint8_t closing = text[0] == '[' ? ']' : text[0] == '(' ? ')' : '}';

    if (left < 3)
        return make_unit(text[0], 1, UNIT_PLAIN);
    if (text[1] != '.' && text[1] != '@' && text[1] != ':' && text[1] != '/')
        return read_word(text, left, closing);
    if (text[2] == closing)
        return make_unit(text[1], 3, UNIT_MARK);
    if (left >= 5 && text[4] == closing && !memcmp(text + 1, "://", 3))
        return (struct unit){{':', '/', '/'}, 3, 5, UNIT_MARK};
    /* evil[.com: the closing bracket was forgotten. */
    if (text[0] == '[' && text[1] == '.' && is_alphanumeric(text[2]) &&
        at > 0 && is_alphanumeric(reader->text[at - 1]))
        return make_unit('.', 2, UNIT_MARK);
    return make_unit(text[0], 1, UNIT_PLAIN);
}

struct unit unit_read_odd(const struct reader *reader, size_t at)
{
    uint8_t byte = reader->text[at];

    if (byte == '\\' && (reader->reading & READ_BACKSLASH))
        return read_backslash(reader, at);
    if (byte == '%' && (reader->reading & READ_PERCENT))
        return read_percent(reader, at);
    if ((byte_class(byte) & BYTE_MARK) && (reader->reading & READ_MARKS))
        return read_mark(reader, at);
    return make_unit(byte, 1, UNIT_PLAIN);
}
