/* SPDX-License-Identifier: BSD-2-Clause */
/* TLP and PAP as people spell them; docs/LABELS.md has the table. */
#include "base/slice.h"

#include <tamis/label.h>

struct spelling {
    const char *text;
    uint32_t rank;
};

static const struct spelling tlp_spellings[] = {
    {"clear", TAMIS_TLP_CLEAR}, {"white", TAMIS_TLP_CLEAR},
    {"green", TAMIS_TLP_GREEN}, {"amber", TAMIS_TLP_AMBER},
    {"red", TAMIS_TLP_RED},
};

static const struct spelling pap_spellings[] = {
    {"clear", TAMIS_PAP_CLEAR}, {"white", TAMIS_PAP_CLEAR},
    {"green", TAMIS_PAP_GREEN}, {"amber", TAMIS_PAP_AMBER},
    {"red", TAMIS_PAP_RED},
};

#define SPELLING_COUNT(table) (sizeof(table) / sizeof *(table))

static const char *const tlp_names[] = {"CLEAR", "GREEN", "AMBER",
                                        "AMBER+STRICT", "RED"};
static const char *const pap_names[] = {"CLEAR", "GREEN", "AMBER", "RED"};

static bool is_separator(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '_' || byte == '-' ||
           byte == '+';
}

/* "amber+strict" and what stands for it: amber, separators, strict. */
static bool is_amber_strict(tamis_slice word)
{
    tamis_slice middle;

    if (!slice_starts_folded(word, "amber") || word.size < 11)
        return false;
    if (!slice_equal_folded(slice_from(word, word.size - 6),
                            slice_text("strict")))
        return false;
    middle = slice_make(word.data + 5, word.size - 11);
    for (size_t n = 0; n < middle.size; n++)
        if (!is_separator(middle.data[n]))
            return false;
    return true;
}

static uint32_t find_spelling(const struct spelling *table, size_t count,
                              tamis_slice word, uint32_t otherwise)
{
    for (size_t n = 0; n < count; n++)
        if (slice_equal_folded(word, slice_text(table[n].text)))
            return table[n].rank;
    return otherwise;
}

/* Cuts "tlp:" in front, with ':', '_', '-' or a blank as the separator. True
 * when the name of the protocol was there, separated or not. */
static bool cut_prefix(tamis_slice *word, const char *prefix)
{
    tamis_slice rest;

    if (!slice_starts_folded(*word, prefix))
        return false;
    rest = slice_from(*word, strlen(prefix));
    if (rest.size > 0 && rest.data[0] != '+' &&
        (rest.data[0] == ':' || is_separator(rest.data[0])))
        *word = slice_trim(slice_from(rest, 1));
    return true;
}

tamis_tlp tamis_tlp_parse(const char *text, size_t text_size)
{
    tamis_slice word = slice_trim(slice_make(text, text_size));
    /* Who writes "tlp" means a limit: what cannot be read is the strictest. */
    uint32_t otherwise =
        cut_prefix(&word, "tlp") ? TAMIS_TLP_RED : TAMIS_TLP_UNMARKED;

    if (is_amber_strict(word))
        return TAMIS_TLP_AMBER_STRICT;
    return find_spelling(tlp_spellings, SPELLING_COUNT(tlp_spellings), word,
                         otherwise);
}

const char *tamis_tlp_name(tamis_tlp tlp)
{
    return tlp <= TAMIS_TLP_RED ? tlp_names[tlp] : NULL;
}

tamis_pap tamis_pap_parse(const char *text, size_t text_size)
{
    tamis_slice word = slice_trim(slice_make(text, text_size));
    uint32_t otherwise =
        cut_prefix(&word, "pap") ? TAMIS_PAP_RED : TAMIS_PAP_UNMARKED;

    return find_spelling(pap_spellings, SPELLING_COUNT(pap_spellings), word,
                         otherwise);
}

const char *tamis_pap_name(tamis_pap pap)
{
    return pap <= TAMIS_PAP_RED ? pap_names[pap] : NULL;
}

void tamis_clearance_init(tamis_clearance *clearance)
{
    const tamis_clearance begin = TAMIS_CLEARANCE_INIT;

    *clearance = begin;
}
