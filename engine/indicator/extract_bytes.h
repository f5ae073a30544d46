/* SPDX-License-Identifier: BSD-2-Clause */
/* The bytes of free text: what each may be part of, and what marks and escapes
 * stand for. */
#ifndef TAMIS_INDICATOR_EXTRACT_BYTES_H
#define TAMIS_INDICATOR_EXTRACT_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BYTE_DIGIT  0x01u
#define BYTE_HEX    0x02u
#define BYTE_NAME   0x04u  /* [A-Za-z0-9_-] */
#define BYTE_HIGH   0x08u  /* >= 0x80 */
#define BYTE_URL    0x10u  /* may stand behind the host of a URL */
#define BYTE_TRIM   0x20u  /* not at the end of a URL, though */
#define BYTE_MARK   0x40u  /* [ ( {: a mark such as [.] may begin */
#define BYTE_ESCAPE 0x80u  /* \ %: an escape may begin */
#define BYTE_JOIN   0x100u /* . : @ +: a token may go on behind it */
#define BYTE_QUIET  0x200u /* URL bytes with no meaning in its path */
#define BYTE_GAP    0x400u /* up to the blank, " < >: no token goes over it */
#define BYTE_BEGIN  0x800u /* name, high, mark, escape, colon: walked from */

extern const uint16_t byte_classes[256];

/* The full stops of Chinese and Japanese, which are dots to IDNA. */
#define BYTE_STOP_SIZE 3u
bool byte_is_stop(const uint8_t *bytes, size_t size);

/* How text is read: which of its bytes stand for something else. */
#define READ_PLAIN     0x0u
#define READ_MARKS     0x1u /* [.] and its like */
#define READ_BACKSLASH 0x2u /* \n \/ \u002f \x2f */
#define READ_PERCENT   0x4u /* %2F, %252F */
#define READ_ESCAPES   (READ_BACKSLASH | READ_PERCENT)

struct reader {
    const uint8_t *text;
    size_t size;
    unsigned reading;
};

#define UNIT_PLAIN  0u
#define UNIT_MARK   1u
#define UNIT_ESCAPE 2u

/* The longest: a % with eight 25s behind it. */
#define UNIT_SIZE_MAX 19u

/* One step of reading: `size` bytes of the text that mean `count` bytes. At
 * the end of the text both are 0 and bytes[0] is a blank. */
struct unit {
    uint8_t bytes[3];
    uint8_t count, size, origin;
};

/* What begins at a byte of class MARK or ESCAPE, which may stand for itself. */
struct unit unit_read_odd(const struct reader *reader, size_t at);

static inline unsigned byte_class(uint8_t byte)
{
    return byte_classes[byte];
}

static inline struct unit unit_read(const struct reader *reader, size_t at)
{
    if (at >= reader->size)
        return (struct unit){{' ', 0, 0}, 0, 0, UNIT_PLAIN};
    if (reader->reading &&
        (byte_class(reader->text[at]) & (BYTE_MARK | BYTE_ESCAPE)))
        return unit_read_odd(reader, at);
    return (struct unit){{reader->text[at], 0, 0}, 1, 1, UNIT_PLAIN};
}

/* The same; false when it does. */
static inline bool unit_read_special(const struct reader *reader, size_t at,
                                     struct unit *unit)
{
    *unit = unit_read_odd(reader, at);
    return unit->origin != UNIT_PLAIN;
}

static inline unsigned unit_class(const struct unit *unit)
{
    return byte_class(unit->bytes[0]);
}

static inline bool unit_is(const struct unit *unit, char byte)
{
    return unit->count == 1 && unit->bytes[0] == (uint8_t)byte;
}

#endif
