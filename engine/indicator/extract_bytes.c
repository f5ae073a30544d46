/* SPDX-License-Identifier: BSD-2-Clause */
#include "indicator/extract_bytes.h"

#include "base/number.h"

#include <string.h>

#define o 0
#define D (BYTE_DIGIT | BYTE_HEX | BYTE_NAME | BYTE_URL)
#define X (BYTE_HEX | BYTE_NAME | BYTE_URL)
#define N (BYTE_NAME | BYTE_URL)
#define J (BYTE_JOIN | BYTE_URL | BYTE_TRIM)
#define I (BYTE_JOIN | BYTE_URL)
#define T (BYTE_URL | BYTE_TRIM)
#define U BYTE_URL
#define M (BYTE_MARK | BYTE_URL)
#define B BYTE_MARK
#define P (BYTE_ESCAPE | BYTE_URL)
#define S BYTE_ESCAPE
#define H (BYTE_HIGH | BYTE_URL)

/* clang-format off */
const uint16_t byte_classes[256] = {
    o, o, o, o, o, o, o, o, o, o, o, o, o, o, o, o, /* 00 */
    o, o, o, o, o, o, o, o, o, o, o, o, o, o, o, o, /* 10 */
    o, T, o, U, U, P, U, o, M, U, T, I, T, N, J, U, /* 20 */
    D, D, D, D, D, D, D, D, D, D, J, T, o, U, o, T, /* 30 */
    I, X, X, X, X, X, X, N, N, N, N, N, N, N, N, N, /* 40 */
    N, N, N, N, N, N, N, N, N, N, N, M, S, U, o, N, /* 50 */
    o, X, X, X, X, X, X, N, N, N, N, N, N, N, N, N, /* 60 */
    N, N, N, N, N, N, N, N, N, N, N, B, o, o, U, o, /* 70 */
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
    static const char stops[][BYTE_STOP_SIZE + 1] = {
        "\xe3\x80\x82", "\xef\xbc\x8e", "\xef\xbd\xa1"};

    for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
        if (size >= BYTE_STOP_SIZE && !memcmp(bytes, stops[i], BYTE_STOP_SIZE))
            return true;
    return false;
}

static void set_byte(struct unit *unit, uint8_t byte, size_t size,
                     uint8_t origin)
{
    unit->bytes[0] = byte;
    unit->count = 1;
    unit->size = (uint8_t)size;
    unit->origin = origin;
}

/* Value of `count` hex digits at `at`, or -1. */
static int read_hex(const struct reader *reader, size_t at, size_t count)
{
    int value = 0;

    if (at > reader->size || reader->size - at < count)
        return -1;
    for (size_t i = 0; i < count; i++) {
        int digit = number_hex_digit((char)reader->text[at + i]);

        if (digit < 0)
            return -1;
        value = value << 4 | digit;
    }
    return value;
}

/* A character of the basic plane as UTF-8; half of a pair is a boundary. */
static void set_character(struct unit *unit, unsigned value, size_t size)
{
    set_byte(unit, (uint8_t)value, size, UNIT_ESCAPE);
    if (value < 0x80)
        return;
    if (value >= 0xd800 && value < 0xe000) {
        unit->bytes[0] = ' ';
        return;
    }
    if (value < 0x800) {
        unit->bytes[0] = (uint8_t)(0xc0 | value >> 6);
        unit->bytes[1] = (uint8_t)(0x80 | (value & 0x3f));
        unit->count = 2;
        return;
    }
    unit->bytes[0] = (uint8_t)(0xe0 | value >> 12);
    unit->bytes[1] = (uint8_t)(0x80 | (value >> 6 & 0x3f));
    unit->bytes[2] = (uint8_t)(0x80 | (value & 0x3f));
    unit->count = 3;
}

static bool read_backslash(const struct reader *reader, size_t at,
                           struct unit *unit)
{
    size_t letter = at + 1;
    int value;

    while (letter < reader->size && letter - at < NESTING_MAX &&
           reader->text[letter] == '\\')
        letter++;
    if (letter >= reader->size)
        return false;
    switch (reader->text[letter]) {
    case 'n':
    case 'r':
    case 't':
        set_byte(unit, ' ', letter + 1 - at, UNIT_ESCAPE);
        return true;
    case '/':
    case '.':
    case ':':
    case '@':
        set_byte(unit, reader->text[letter], letter + 1 - at, UNIT_ESCAPE);
        return true;
    case 'x':
        value = read_hex(reader, letter + 1, 2);
        if (value >= 0)
            set_byte(unit, (uint8_t)value, letter + 3 - at, UNIT_ESCAPE);
        return value >= 0;
    case 'u':
        value = read_hex(reader, letter + 1, 4);
        if (value >= 0)
            set_character(unit, (unsigned)value, letter + 5 - at);
        return value >= 0;
    default:
        return false;
    }
}

static bool read_percent(const struct reader *reader, size_t at,
                         struct unit *unit)
{
    size_t digits = at + 1;
    int value;

    for (size_t i = 0; i < NESTING_MAX; i++) {
        if (read_hex(reader, digits, 2) != 0x25 ||
            read_hex(reader, digits + 2, 2) < 0)
            break;
        digits += 2;
    }
    value = read_hex(reader, digits, 2);
    if (value < 0)
        return false;
    set_byte(unit, (uint8_t)value, digits + 2 - at, UNIT_ESCAPE);
    return true;
}

/* "dot" and "at" in any case behind an opening bracket. */
static bool is_word(const struct reader *reader, size_t at, const char *word,
                    uint8_t closing)
{
    size_t size = strlen(word);

    if (reader->size - at <= size + 1 || reader->text[at + size + 1] != closing)
        return false;
    for (size_t i = 0; i < size; i++) {
        if ((reader->text[at + 1 + i] | 0x20) != word[i])
            return false;
    }
    return true;
}

static bool is_alphanumeric(uint8_t byte)
{
    return (byte_class(byte) & BYTE_NAME) && byte != '-' && byte != '_';
}

static bool read_mark(const struct reader *reader, size_t at, struct unit *unit)
{
    const uint8_t *text = reader->text + at;
    size_t left = reader->size - at;
    uint8_t closing = text[0] == '[' ? ']' : text[0] == '(' ? ')' : '}';

    if (left < 3)
        return false;
    if (text[2] == closing && (text[1] == '.' || text[1] == '@' ||
                               text[1] == ':' || text[1] == '/')) {
        set_byte(unit, text[1], 3, UNIT_MARK);
        return true;
    }
    if (left >= 5 && text[4] == closing && !memcmp(text + 1, "://", 3)) {
        set_byte(unit, ':', 5, UNIT_MARK);
        unit->bytes[1] = '/';
        unit->bytes[2] = '/';
        unit->count = 3;
        return true;
    }
    if (is_word(reader, at, "dot", closing)) {
        set_byte(unit, '.', 5, UNIT_MARK);
        return true;
    }
    if (is_word(reader, at, "at", closing)) {
        set_byte(unit, '@', 4, UNIT_MARK);
        return true;
    }
    /* evil[.com: the closing bracket was forgotten. */
    if (text[0] == '[' && text[1] == '.' && is_alphanumeric(text[2]) &&
        at > 0 && is_alphanumeric(reader->text[at - 1])) {
        set_byte(unit, '.', 2, UNIT_MARK);
        return true;
    }
    return false;
}

bool unit_read_special(const struct reader *reader, size_t at,
                       struct unit *unit)
{
    switch (reader->text[at]) {
    case '\\':
        return (reader->reading & READ_BACKSLASH) &&
               read_backslash(reader, at, unit);
    case '%':
        return (reader->reading & READ_PERCENT) &&
               read_percent(reader, at, unit);
    default:
        return (reader->reading & READ_MARKS) && read_mark(reader, at, unit);
    }
}
