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
static const char name_bytes[256] = {
    ['-'] = '-', ['_'] = '_', ['0'] = '0', ['1'] = '1', ['2'] = '2',
    ['3'] = '3', ['4'] = '4', ['5'] = '5', ['6'] = '6', ['7'] = '7',
    ['8'] = '8', ['9'] = '9', ['a'] = 'a', ['b'] = 'b', ['c'] = 'c',
    ['d'] = 'd', ['e'] = 'e', ['f'] = 'f', ['g'] = 'g', ['h'] = 'h',
    ['i'] = 'i', ['j'] = 'j', ['k'] = 'k', ['l'] = 'l', ['m'] = 'm',
    ['n'] = 'n', ['o'] = 'o', ['p'] = 'p', ['q'] = 'q', ['r'] = 'r',
    ['s'] = 's', ['t'] = 't', ['u'] = 'u', ['v'] = 'v', ['w'] = 'w',
    ['x'] = 'x', ['y'] = 'y', ['z'] = 'z', ['A'] = 'a', ['B'] = 'b',
    ['C'] = 'c', ['D'] = 'd', ['E'] = 'e', ['F'] = 'f', ['G'] = 'g',
    ['H'] = 'h', ['I'] = 'i', ['J'] = 'j', ['K'] = 'k', ['L'] = 'l',
    ['M'] = 'm', ['N'] = 'n', ['O'] = 'o', ['P'] = 'p', ['Q'] = 'q',
    ['R'] = 'r', ['S'] = 's', ['T'] = 't', ['U'] = 'u', ['V'] = 'v',
    ['W'] = 'w', ['X'] = 'x', ['Y'] = 'y', ['Z'] = 'z',
};

static char fold_name_byte(char byte)
{
    return name_bytes[(uint8_t)byte];
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
    if (text.size == 0)
        return text;
    if (text.data[0] == '*' && slice_starts(text, "*.")) {
        name->mode = TAMIS_MODE_SUBDOMAINS;
        text = slice_from(text, 2);
    } else if (text.data[0] == '.') {
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
