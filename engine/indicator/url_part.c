/* SPDX-License-Identifier: BSD-2-Clause */
/* Escapes, paths and queries. */
#include "indicator/url_part.h"

#include "base/number.h"
#include "base/slice.h"
#include "indicator/encoding.h"
#include "indicator/url.h"

void key_write(struct key_writer *writer, uint8_t byte)
{
    if (writer->size == writer->capacity)
        writer->is_full = true;
    else
        writer->bytes[writer->size++] = byte;
}

void key_write_slice(struct key_writer *writer, tamis_slice slice)
{
    for (size_t i = 0; i < slice.size; i++)
        key_write(writer, (uint8_t)slice.data[i]);
}

void key_write_escaped(struct key_writer *writer, uint8_t byte)
{
    static const char digits[] = "0123456789ABCDEF";

    key_write(writer, '%');
    key_write(writer, (uint8_t)digits[byte >> 4]);
    key_write(writer, (uint8_t)digits[byte & 15]);
}

/* The byte that %XX at `at` stands for, -1 when there is none. */
static int escaped_byte(const char *text, size_t size, size_t at)
{
    int high, low;

    if (text[at] != '%' || size - at < 3)
        return -1;
    high = number_hex_digit(text[at + 1]);
    low = number_hex_digit(text[at + 2]);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
}

static bool unescape_once(char *text, size_t *size)
{
    size_t written = 0, at = 0;
    bool has_changed = false;

    while (at < *size) {
        int byte = escaped_byte(text, *size, at);

        if (byte < 0) {
            text[written++] = text[at++];
        } else {
            text[written++] = (char)byte;
            at += 3;
            has_changed = true;
        }
    }
    *size = written;
    return has_changed;
}

bool url_unescape(char *text, size_t *size, bool is_repeated)
{
    unsigned rounds = 0;

    while (memchr(text, '%', *size) && unescape_once(text, size)) {
        if (!is_repeated)
            return true;
        if (rounds++ == URL_UNESCAPE_ROUNDS_MAX)
            return false;
    }
    return true;
}

/* '?' and '\' beside what Safe Browsing escapes: raw, they would begin a query
 * or a folder when the key is read again. */
static void write_path_byte(struct key_writer *writer, char raw)
{
    uint8_t byte = (uint8_t)raw;

    if (byte <= 0x20 || byte >= 0x7f || byte == '#' || byte == '%' ||
        byte == '?' || byte == '\\')
        key_write_escaped(writer, byte);
    else
        key_write(writer, byte);
}

/* Takes the last folder back; the root stays. */
static void drop_folder(struct key_writer *writer, size_t root)
{
    size_t size = writer->size;

    if (size == root)
        return;
    size--;
    while (size > root && writer->bytes[size - 1] != '/')
        size--;
    writer->size = size;
}

tamis_reason url_write_path(struct key_writer *writer, char *path, size_t size)
{
    size_t root, at = 0;

    /* Only a raw backslash is a slash: %5C is a character of a name. */
    for (size_t i = 0; i < size; i++) {
        if (path[i] == '\\')
            path[i] = '/';
    }
    if (size && !url_unescape(path, &size, true))
        return TAMIS_REASON_URL_UNESCAPE_DEPTH;
    key_write(writer, '/');
    root = writer->size;
    while (at < size && !writer->is_full) {
        size_t begin = at;
        tamis_slice segment;

        while (at < size && path[at] != '/')
            at++;
        segment = slice_make(path + begin, at - begin);
        if (slice_is(segment, "..")) {
            drop_folder(writer, root);
        } else if (segment.size && !slice_is(segment, ".")) {
            for (size_t i = 0; i < segment.size; i++)
                write_path_byte(writer, segment.data[i]);
            if (at < size)
                key_write(writer, '/');
        }
        at++;
    }
    return TAMIS_REASON_NONE;
}

static bool is_unreserved(int byte)
{
    return encoding_is_letter((char)byte) || encoding_is_digit((char)byte) ||
           byte == '-' || byte == '.' || byte == '_' || byte == '~';
}

void url_write_query(struct key_writer *writer, tamis_slice query)
{
    size_t at = 0;

    if (query.size == 0)
        return;
    key_write(writer, '?');
    while (at < query.size && !writer->is_full) {
        int escaped = escaped_byte(query.data, query.size, at);
        uint8_t byte = (uint8_t)query.data[at];

        if (escaped >= 0 && is_unreserved(escaped))
            key_write(writer, (uint8_t)escaped);
        else if (escaped >= 0)
            key_write_escaped(writer, (uint8_t)escaped);
        else if (byte <= 0x20 || byte >= 0x7f || byte == '%' || byte == '#')
            key_write_escaped(writer, byte);
        else
            key_write(writer, byte);
        at += escaped >= 0 ? 3 : 1;
    }
}
