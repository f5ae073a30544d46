/* SPDX-License-Identifier: BSD-2-Clause */
#include "event/text_writer.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

void text_writer_bytes(struct text_writer *writer, const char *bytes,
                       size_t size)
{
    if (writer->size < writer->capacity) {
        size_t room = writer->capacity - writer->size;

        memcpy(writer->text + writer->size, bytes, size < room ? size : room);
    }
    writer->size += size;
}

void text_writer_text(struct text_writer *writer, const char *text)
{
    text_writer_bytes(writer, text, strlen(text));
}

void text_writer_number(struct text_writer *writer, uint64_t number)
{
    char digits[24];
    int size = snprintf(digits, sizeof digits, "%" PRIu64, number);

    text_writer_bytes(writer, digits, (size_t)size);
}

/* Size of the UTF-8 sequence at the start of text (RFC 3629: no overlong
 * forms, no surrogates), 0 when there is none. */
static size_t sequence_size(const unsigned char *text, size_t size)
{
    unsigned char first = text[0];
    size_t need = first < 0x80   ? 1
                  : first < 0xC2 ? 0
                  : first < 0xE0 ? 2
                  : first < 0xF0 ? 3
                  : first < 0xF5 ? 4
                                 : 0;

    if (need < 2 || need > size)
        return need > size ? 0 : need;
    for (size_t i = 1; i < need; i++)
        if ((text[i] & 0xC0) != 0x80)
            return 0;
    if ((first == 0xE0 && text[1] < 0xA0) ||
        (first == 0xED && text[1] >= 0xA0) ||
        (first == 0xF0 && text[1] < 0x90) || (first == 0xF4 && text[1] >= 0x90))
        return 0;
    return need;
}

static void write_json_byte(struct text_writer *writer, unsigned char byte)
{
    static const char short_forms[] = "\bb\tt\nn\ff\rr\"\"\\\\";
    char escape[8];

    for (const char *form = short_forms; *form; form += 2)
        if ((unsigned char)form[0] == byte) {
            escape[0] = '\\';
            escape[1] = form[1];
            text_writer_bytes(writer, escape, 2);
            return;
        }
    if (byte >= 0x20 && byte != 0x7F) {
        text_writer_bytes(writer, (const char *)&byte, 1);
        return;
    }
    snprintf(escape, sizeof escape, "\\u%04x", (unsigned)byte);
    text_writer_bytes(writer, escape, 6);
}

void text_writer_json(struct text_writer *writer, tamis_slice text)
{
    size_t at = 0;

    text_writer_bytes(writer, "\"", 1);
    while (at < text.size) {
        const unsigned char *bytes = (const unsigned char *)text.data + at;
        size_t size = sequence_size(bytes, text.size - at);

        if (size == 1)
            write_json_byte(writer, bytes[0]);
        else if (size > 1)
            text_writer_bytes(writer, (const char *)bytes, size);
        else
            text_writer_bytes(writer, "\xEF\xBF\xBD", 3);
        at += size ? size : 1;
    }
    text_writer_bytes(writer, "\"", 1);
}

void text_writer_plain(struct text_writer *writer, tamis_slice text)
{
    size_t at = 0;

    while (at < text.size) {
        const unsigned char *bytes = (const unsigned char *)text.data + at;
        size_t size = sequence_size(bytes, text.size - at);
        /* C1 controls are two bytes of UTF-8 that some terminals obey. */
        bool is_control =
            (size == 1 && (bytes[0] < 0x20 || bytes[0] == 0x7F)) ||
            (size == 2 && bytes[0] == 0xC2 && bytes[1] < 0xA0);

        if (size == 0 || is_control) {
            char escape[8];

            snprintf(escape, sizeof escape, "\\x%02x", (unsigned)bytes[0]);
            text_writer_bytes(writer, escape, 4);
            at++;
        } else {
            text_writer_bytes(writer, (const char *)bytes, size);
            at += size;
        }
    }
}
