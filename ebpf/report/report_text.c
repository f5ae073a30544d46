/* SPDX-License-Identifier: BSD-2-Clause */
#include "report/report_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */

void report_put_slice(struct report_text *text, tamis_slice bytes)
{
    size_t room = text->size < text->capacity ? text->capacity - text->size : 0;

    if (room && bytes.size)
        memcpy(text->text + text->size, bytes.data,
               bytes.size < room ? bytes.size : room);
    text->size += bytes.size;
}

void report_put(struct report_text *text, const char *bytes)
{
    report_put_slice(text, (tamis_slice){bytes, strlen(bytes)});
}

void report_put_number(struct report_text *text, uint64_t number)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%" PRIu64, number);
    report_put(text, digits);
}

void report_put_time(struct report_text *text, int64_t time_ns)
{
    time_t seconds = (time_t)(time_ns / 1000000000);
    char written[64];
    struct tm parts;

    if (!gmtime_r(&seconds, &parts) ||
        !strftime(written, sizeof written, "\"%Y-%m-%dT%H:%M:%SZ\"", &parts))
        snprintf(written, sizeof written, "null");
    report_put(text, written);
}

/* Octets of the UTF-8 sequence at the start of bytes, 0 when it is none
 * (RFC 3629: no surrogates, nothing overlong, nothing past U+10FFFF). */
static size_t sequence_size(const unsigned char *bytes, size_t left)
{
    unsigned char lead = bytes[0];
    size_t size = lead < 0x80   ? 1
                  : lead < 0xC2 ? 0
                  : lead < 0xE0 ? 2
                  : lead < 0xF0 ? 3
                  : lead < 0xF5 ? 4
                                : 0;

    if (size == 0 || size > left)
        return 0;
    for (size_t i = 1; i < size; i++)
        if ((bytes[i] & 0xC0) != 0x80)
            return 0;
    if ((lead == 0xE0 && bytes[1] < 0xA0) ||
        (lead == 0xED && bytes[1] > 0x9F) ||
        (lead == 0xF0 && bytes[1] < 0x90) || (lead == 0xF4 && bytes[1] > 0x8F))
        return 0;
    return size;
}

/* What stands for a byte that may not stand for itself: NULL when it may. */
typedef const char *(*escape)(unsigned char byte, char room[8]);

static const char *json_escape(unsigned char byte, char room[8])
{
    switch (byte) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    case '\t':
        return "\\t";
    case '\r':
        return "\\r";
    default:
        if (byte >= ' ' && byte != 0x7f)
            return NULL;
        snprintf(room, 8, "\\u%04x", byte);
        return room;
    }
}

static const char *label_escape(unsigned char byte, char room[8])
{
    (void)room;
    switch (byte) {
    case '"':
        return "\\\"";
    case '\\':
        return "\\\\";
    case '\n':
        return "\\n";
    default:
        return byte >= ' ' && byte != 0x7f ? NULL : REPLACEMENT;
    }
}

static void put_quoted(struct report_text *text, tamis_slice string,
                       escape instead_of)
{
    size_t at = 0;

    report_put(text, "\"");
    while (at < string.size) {
        const unsigned char *bytes = (const unsigned char *)string.data + at;
        size_t size = sequence_size(bytes, string.size - at);
        char room[8];
        const char *instead = size == 0   ? REPLACEMENT
                              : size == 1 ? instead_of(*bytes, room)
                                          : NULL;

        if (instead)
            report_put(text, instead);
        else
            report_put_slice(text, (tamis_slice){(const char *)bytes, size});
        at += size ? size : 1;
    }
    report_put(text, "\"");
}

void report_put_json(struct report_text *text, tamis_slice string)
{
    put_quoted(text, string, json_escape);
}

void report_put_label(struct report_text *text, tamis_slice value)
{
    put_quoted(text, value, label_escape);
}
