/* SPDX-License-Identifier: BSD-2-Clause */
/* The kind email: an address, or "@domain". */
#include "base/slice.h"
#include "indicator/domain.h"
#include "indicator/encoding.h"
#include "indicator/kind_parsers.h"
#include "indicator/parse.h"

/* RFC 5321 says 64; mailing lists that write the reader's address into their
 * own do not keep to it. */
#define LOCAL_SIZE_MAX 255u

/* 'Name <a@b.example>' and 'mailto:a@b.example?subject=x' to the address. */
static tamis_slice cut_wrapping(tamis_slice text)
{
    size_t open = slice_find_last(text, '<');

    if (open != SIZE_MAX && slice_ends(text, ">"))
        text =
            slice_trim(slice_make(text.data + open + 1, text.size - open - 2));
    if (slice_starts_folded(text, "mailto:")) {
        text = slice_from(text, 7);
        text = slice_trim(slice_first(text, slice_find(text, '?')));
    }
    return text;
}

/* What ends or quotes an address in a header, and '*', which would promise a
 * wildcard that nobody keeps. */
static bool is_local_byte(char byte)
{
    switch (byte) {
    case '<':
    case '>':
    case '(':
    case ')':
    case '[':
    case ']':
    case ',':
    case ';':
    case ':':
    case '\\':
    case '"':
    case '*':
    case '@':
    case 0x7f:
        return false;
    default:
        return (unsigned char)byte > ' ';
    }
}

static tamis_reason write_local(tamis_indicator *indicator, tamis_slice local)
{
    if (local.size > LOCAL_SIZE_MAX)
        return TAMIS_REASON_TOO_LONG;
    if (encoding_find_fault(local) != local.size)
        return TAMIS_REASON_BAD_ENCODING;
    for (size_t i = 0; i < local.size; i++) {
        if (!is_local_byte(local.data[i]))
            return TAMIS_REASON_BAD_EMAIL;
        indicator->key[i] = (uint8_t)encoding_lower(local.data[i]);
    }
    indicator->key[local.size] = '@';
    indicator->key_size = (uint32_t)local.size + 1;
    return TAMIS_REASON_NONE;
}

tamis_reason email_parse(tamis_indicator *indicator, tamis_slice text,
                         uint32_t flags)
{
    struct domain_name name;
    tamis_reason reason;
    size_t at;

    text = cut_wrapping(text);
    at = slice_find_last(text, '@');
    if (at == SIZE_MAX)
        return TAMIS_REASON_BAD_EMAIL;
    reason = write_local(indicator, slice_first(text, at));
    if (reason)
        return reason;
    reason = domain_normalise(&name, slice_from(text, at + 1), flags);
    if (name.has_no_memory)
        indicator->notes |= INDICATOR_NOTE_NO_MEMORY;
    if (reason)
        return reason == TAMIS_REASON_BAD_DOMAIN ? TAMIS_REASON_BAD_EMAIL
                                                 : reason;
    if (name.mode != TAMIS_MODE_AUTO)
        return TAMIS_REASON_BAD_EMAIL;
    memcpy(indicator->key + indicator->key_size, name.text, name.size);
    indicator->key_size += name.size;
    indicator->mode = TAMIS_MODE_EXACT;
    return TAMIS_REASON_NONE;
}

void indicator_email_domain(const tamis_indicator *email,
                            tamis_indicator *domain)
{
    tamis_slice key = slice_make(email->key, email->key_size);
    size_t at = slice_find_last(key, '@');

    domain->kind = TAMIS_KIND_EMAIL;
    domain->mode = TAMIS_MODE_EXACT;
    domain->notes = email->notes;
    domain->key_size = 0;
    if (at == SIZE_MAX || at == 0)
        return;
    domain->key_size = email->key_size - (uint32_t)at;
    memcpy(domain->key, email->key + at, domain->key_size);
}
