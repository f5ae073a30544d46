/* SPDX-License-Identifier: BSD-2-Clause */
#include "indicator/parse_error.h"

#include "base/error.h"
#include "base/slice.h"
#include "indicator/encoding.h"
#include "indicator/kind.h"
#include "indicator/parse.h"

/* Bytes of the value that a sentence shows. */
#define SHOWN_SIZE_MAX 60u

/* What is wrong, and what to do about it. */
static const char *find_sentence(tamis_reason reason)
{
    switch (reason) {
    case TAMIS_REASON_TOO_LONG:
        return "is longer than a value of this kind may be";
    case TAMIS_REASON_BAD_ENCODING:
        return "has a control character or bytes that are not UTF-8: remove "
               "them";
    case TAMIS_REASON_BAD_HASH_LENGTH:
        return "has the wrong number of hex digits: name the kind that has so "
               "many";
    case TAMIS_REASON_BAD_DOMAIN:
        return "is not a domain name: labels of letters, digits, '-' and '_', "
               "the last one not a number";
    case TAMIS_REASON_SINGLE_LABEL:
        return "is a name of one label, which would cover a whole top-level "
               "domain: write at least two";
    case TAMIS_REASON_IDNA:
        return "is not a valid internationalised name: write its A-labels "
               "(xn--...)";
    case TAMIS_REASON_BAD_IP:
        return "is not an IPv4 or IPv6 address or prefix: write it as "
               "192.0.2.1, 192.0.2.0/24 or 2001:db8::1";
    case TAMIS_REASON_IPV4_LEADING_ZERO:
        return "has a number with a leading zero, which some programs read as "
               "octal: write it in decimal without the zero";
    case TAMIS_REASON_ZONE_ID:
        return "names a network interface after '%': remove it, it means "
               "nothing on another machine";
    case TAMIS_REASON_BAD_PORT:
        return "has no port from 1 to 65535: write 192.0.2.1:443 or "
               "[2001:db8::1]:443";
    case TAMIS_REASON_BAD_URL:
        return "is not a URL with a host: write it as http://host/path or "
               "host/path";
    case TAMIS_REASON_URL_UNESCAPE_DEPTH:
        return "is escaped (%25...) more than ten times over: undo it first";
    case TAMIS_REASON_BAD_EMAIL:
        return "is not an e-mail address: write name@domain, or @domain for "
               "all addresses of a domain";
    case TAMIS_REASON_PATH_ONLY:
        return "is a path without a host, which AUTO takes for no kind: name "
               "the kind uri-path";
    default:
        return "is not of the form that this kind has";
    }
}

/* The value with NUL written out (a C string ends there) and nothing cut in
 * the middle of a character; error_set() escapes the rest. */
static void show_value(tamis_slice text, char shown[SHOWN_SIZE_MAX * 4 + 4])
{
    size_t size = 0, written = 0;

    while (size < text.size) {
        size_t step = encoding_sequence(slice_from(text, size));

        if (step == 0)
            step = 1;
        if (size + step > SHOWN_SIZE_MAX)
            break;
        if (text.data[size] == '\0') {
            memcpy(shown + written, "\\x00", 4);
            written += 4;
        } else {
            memcpy(shown + written, text.data + size, step);
            written += step;
        }
        size += step;
    }
    if (size < text.size) {
        memcpy(shown + written, "...", 3);
        written += 3;
    }
    shown[written] = '\0';
}

/* Where the fault is, as far as it can be told from the text alone. */
static uint64_t find_offset(tamis_reason reason, tamis_kind kind,
                            tamis_slice text)
{
    const struct kind_info *info = kind_get(kind);

    if (reason == TAMIS_REASON_BAD_ENCODING)
        return encoding_find_fault(text);
    if (reason == TAMIS_REASON_TOO_LONG)
        return text.size < TAMIS_KEY_SIZE_MAX ? text.size : TAMIS_KEY_SIZE_MAX;
    if (reason == TAMIS_REASON_ZONE_ID)
        return slice_find(text, '%');
    if (reason == TAMIS_REASON_SYNTAX && info && info->digest_size) {
        for (size_t i = 0; i < text.size; i++) {
            if (!strchr("0123456789abcdefABCDEF: ", text.data[i]) ||
                text.data[i] == '\0')
                return i;
        }
    }
    return 0;
}

tamis_status parse_error_set(tamis_error *error, tamis_reason reason,
                             tamis_kind kind, tamis_slice text)
{
    const struct kind_info *info = kind_get(kind);
    const char *name = info ? info->name : "value";
    tamis_status status = TAMIS_ERROR_SYNTAX;
    char shown[SHOWN_SIZE_MAX * 4 + 4];

    if (reason == TAMIS_REASON_UNKNOWN_KIND)
        return error_set(error, TAMIS_ERROR_ARGUMENT,
                         "%lu is the number of no kind: use a TAMIS_KIND_ "
                         "constant of <tamis/indicator.h>",
                         (unsigned long)kind);
    if (slice_trim(text).size == 0)
        return error_set(error, status, "the %s is empty: write a value", name);
    if (reason == TAMIS_REASON_TOO_LONG)
        status = TAMIS_ERROR_LIMIT;
    show_value(text, shown);
    status = error_set(error, status, "the %s \"%s\" %s", name, shown,
                       find_sentence(reason));
    error_set_place(error, 0, find_offset(reason, kind, text));
    return status;
}
