/* SPDX-License-Identifier: BSD-2-Clause */
#include "indicator/domain.h"

#include "base/slice.h"
#include "indicator/address.h"
#include "indicator/encoding.h"
#include "indicator/idna.h"
#include "indicator/kind_parsers.h"
#include "indicator/parse.h"

#define LABEL_SIZE_MAX 63u

/* The byte as names hold it, 0 when they cannot. Underscores and hyphens at
 * the edges of labels are against the rules and found in every real feed. */
static char fold_name_byte(char byte)
{
    byte = encoding_lower(byte);
    if ((byte >= 'a' && byte <= 'z') || encoding_is_digit(byte) ||
        byte == '-' || byte == '_')
        return byte;
    return '\0';
}

/* Copies an ASCII name, folded; counts its labels. */
static tamis_reason copy_labels(struct domain_name *name, tamis_slice text)
{
    size_t label = 0;

    if (text.size > TAMIS_DOMAIN_SIZE_MAX)
        return TAMIS_REASON_TOO_LONG;
    for (size_t i = 0; i < text.size; i++) {
        char byte = text.data[i];

        if (byte == '.') {
            if (label == 0 || label > LABEL_SIZE_MAX)
                return TAMIS_REASON_BAD_DOMAIN;
            name->label_count++;
            label = 0;
        } else {
            byte = fold_name_byte(byte);
            if (byte == '\0')
                return TAMIS_REASON_BAD_DOMAIN;
            label++;
        }
        name->text[i] = byte;
    }
    if (label == 0 || label > LABEL_SIZE_MAX)
        return TAMIS_REASON_BAD_DOMAIN;
    name->label_count++;
    name->size = (uint32_t)text.size;
    name->text[text.size] = '\0';
    return TAMIS_REASON_NONE;
}

/* "*." or "." in front says what the name covers; one dot behind says
 * nothing. */
static tamis_slice cut_marks(struct domain_name *name, tamis_slice text)
{
    if (slice_starts(text, "*.")) {
        name->mode = TAMIS_MODE_SUBDOMAINS;
        text = slice_from(text, 2);
    } else if (slice_starts(text, ".")) {
        name->mode = TAMIS_MODE_SUFFIX;
        text = slice_from(text, 1);
    }
    return text;
}

static tamis_slice cut_end_dot(tamis_slice text)
{
    if (text.size && text.data[text.size - 1] == '.')
        text.size--;
    return text;
}

tamis_reason domain_normalise(struct domain_name *name, tamis_slice text,
                              uint32_t flags)
{
    char ascii[IDNA_ASCII_SIZE];
    tamis_reason reason;

    name->size = name->label_count = 0;
    name->mode = TAMIS_MODE_AUTO;
    name->has_no_memory = false;
    text = cut_end_dot(cut_marks(name, text));
    if (!encoding_is_ascii(text)) {
        size_t size = 0;

        reason = idna_to_ascii(ascii, &size, text, &name->has_no_memory);
        if (reason)
            return reason;
        text = cut_end_dot(slice_make(ascii, size));
    }
    reason = copy_labels(name, text);
    if (reason)
        return reason;
    /* A name that ends in a number is an IPv4 address to every browser. */
    if (address_is_number(text))
        return TAMIS_REASON_BAD_DOMAIN;
    if (name->label_count < 2 && !(flags & TAMIS_PARSE_SINGLE_LABEL))
        return TAMIS_REASON_SINGLE_LABEL;
    return TAMIS_REASON_NONE;
}

bool domain_from_wire(struct domain_name *name, tamis_slice wire)
{
    size_t at = 0, size = 0;

    name->label_count = 0;
    name->mode = TAMIS_MODE_AUTO;
    name->has_no_memory = false;
    while (at < wire.size && wire.data[at] != 0) {
        size_t label = (uint8_t)wire.data[at++];

        if (label > LABEL_SIZE_MAX || label > wire.size - at ||
            size + label + (size > 0) > TAMIS_DOMAIN_SIZE_MAX)
            return false;
        if (size)
            name->text[size++] = '.';
        for (size_t i = 0; i < label; i++) {
            char byte = fold_name_byte(wire.data[at++]);

            if (byte == '\0')
                return false;
            name->text[size++] = byte;
        }
        name->label_count++;
    }
    if (at < wire.size && at + 1 != wire.size)
        return false;
    name->text[size] = '\0';
    name->size = (uint32_t)size;
    return size > 0;
}

tamis_reason domain_parse(tamis_indicator *indicator, tamis_slice text,
                          uint32_t flags)
{
    struct domain_name name;
    tamis_reason reason = domain_normalise(&name, text, flags);

    if (reason) {
        if (name.has_no_memory)
            indicator->notes |= INDICATOR_NOTE_NO_MEMORY;
        return reason;
    }
    memcpy(indicator->key, name.text, name.size);
    indicator->key_size = name.size;
    indicator->mode = name.mode;
    return TAMIS_REASON_NONE;
}
