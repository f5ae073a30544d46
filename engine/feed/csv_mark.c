/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/csv_mark.h"

#include "base/slice.h"

/* What may stand around a mark, and never in it. */
static const char around[] = "[](){}<>\"'#,;|";

static bool is_among(char byte, const char *bytes)
{
    return byte && strchr(bytes, byte);
}

static bool is_word_byte(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
           (byte >= 'A' && byte <= 'Z');
}

static tamis_slice strip(tamis_slice text)
{
    while (text.size && (text.data[0] == ' ' || text.data[0] == '\t' ||
                         is_among(text.data[0], around)))
        text = slice_from(text, 1);
    while (text.size && (text.data[text.size - 1] == ' ' ||
                         text.data[text.size - 1] == '\t' ||
                         is_among(text.data[text.size - 1], around)))
        text.size--;
    return text;
}

/* The first words of a text, up to what may stand around a mark. */
static tamis_slice take_words(tamis_slice text, unsigned count)
{
    size_t end = 0;

    for (unsigned n = 0; n < count; n++) {
        while (end < text.size && text.data[end] == ' ')
            end++;
        while (end < text.size && text.data[end] != ' ' &&
               text.data[end] != '\t' && !is_among(text.data[end], around))
            end++;
    }
    return slice_trim(slice_first(text, end));
}

/* What follows "tlp" and its separators; "AMBER STRICT" is two words. */
static struct mark read_tlp_words(tamis_slice rest, bool has_separator)
{
    struct mark said = MARK_NONE;

    for (unsigned count = 2; count > 0; count--) {
        tamis_slice words = take_words(rest, count);

        if (said.tlp == TAMIS_TLP_UNMARKED && has_separator)
            said.tlp = tamis_tlp_parse(words.data, words.size);
        if (slice_equal_folded(words, slice_text("ex:chr")) && has_separator) {
            said.caveats = TAMIS_CAVEAT_NO_ATTRIBUTION;
            return said;
        }
    }
    return said;
}

/* A "tlp" at a place of the text: is it a mark, and which? */
static bool read_tlp_at(struct mark *mark, tamis_slice text, size_t at)
{
    tamis_slice rest = slice_from(text, at + 3);
    bool is_certain = at == 0 || slice_starts(rest, ":");
    struct mark said;
    size_t size = rest.size;

    if (!is_certain && is_word_byte(text.data[at - 1]))
        return false;
    while (rest.size && is_among(rest.data[0], ":=_- \t"))
        rest = slice_from(rest, 1);
    said = read_tlp_words(rest, rest.size < size);
    if (said.tlp == TAMIS_TLP_UNMARKED && said.caveats == 0) {
        if (!is_certain)
            return false;
        said.tlp = TAMIS_TLP_RED;
    }
    mark_join(mark, &said);
    return true;
}

static bool read_pap_at(struct mark *mark, tamis_slice text, size_t at)
{
    tamis_slice rest = slice_from(text, at + 3), word;
    struct mark said = MARK_NONE;

    if (!slice_starts(rest, ":") || (at && is_word_byte(text.data[at - 1])))
        return false;
    word = take_words(slice_trim(slice_from(rest, 1)), 1);
    said.pap = tamis_pap_parse(word.data, word.size);
    if (said.pap == TAMIS_PAP_UNMARKED)
        said.pap = TAMIS_PAP_RED;
    mark_join(mark, &said);
    return true;
}

bool csv_mark_read(struct mark *mark, tamis_slice text)
{
    tamis_slice whole = slice_trim(text);
    bool begins = false;

    text = strip(text);
    for (size_t i = 0; i + 3 <= text.size; i++) {
        tamis_slice three = slice_make(text.data + i, 3);
        bool is_mark = false;

        if (slice_starts_folded(three, "tlp"))
            is_mark = read_tlp_at(mark, text, i);
        else if (slice_starts_folded(three, "pap"))
            is_mark = read_pap_at(mark, text, i);
        begins = begins || (is_mark && i == 0);
    }
    /* IEP and false-positive tags, whose quotes are their own. */
    return begins || mark_read_tag(mark, whole);
}

void csv_mark_read_cell(struct mark *mark, tamis_slice cell)
{
    struct mark said = MARK_NONE, raised = MARK_NONE;
    tamis_slice text = strip(cell);

    if (!csv_mark_read(&said, text) && !mark_read_stix_id(&said, text)) {
        raised.floor = tamis_tlp_parse(text.data, text.size);
        if (slice_starts_folded(text, "marking-definition--"))
            raised.floor = TAMIS_TLP_RED;
    }
    mark_join(mark, &said);
    mark_join(mark, &raised);
}

void csv_mark_read_tlp(struct mark *mark, tamis_slice cell)
{
    struct mark said = MARK_NONE;
    tamis_slice text = strip(cell);

    said.tlp = tamis_tlp_parse(text.data, text.size);
    if (said.tlp == TAMIS_TLP_UNMARKED)
        said.tlp = TAMIS_TLP_RED;
    mark_join(mark, &said);
}
