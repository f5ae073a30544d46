/* SPDX-License-Identifier: BSD-2-Clause */
#include "label/mark.h"

#include "base/slice.h"

static const struct mark nothing_said = MARK_NONE;

/* UNMARKED is the largest number, but says the least. */
static uint32_t join_rank(uint32_t a, uint32_t b, uint32_t unmarked)
{
    if (a == unmarked)
        return b;
    if (b == unmarked)
        return a;
    return a > b ? a : b;
}

void mark_join(struct mark *mark, const struct mark *other)
{
    bool differ = mark->tlp != TAMIS_TLP_UNMARKED &&
                  other->tlp != TAMIS_TLP_UNMARKED && mark->tlp != other->tlp;

    mark->tlp = join_rank(mark->tlp, other->tlp, TAMIS_TLP_UNMARKED);
    mark->floor = join_rank(mark->floor, other->floor, TAMIS_TLP_UNMARKED);
    mark->pap = join_rank(mark->pap, other->pap, TAMIS_PAP_UNMARKED);
    mark->caveats |= other->caveats;
    mark->conflict = mark->conflict || other->conflict || differ;
}

/* namespace:predicate="value", the value without its quotes. */
struct machine_tag {
    tamis_slice space, predicate, value;
};

static struct machine_tag split_tag(tamis_slice tag)
{
    struct machine_tag parts = {{NULL, 0}, {NULL, 0}, {NULL, 0}};
    tamis_slice rest;
    size_t colon = slice_find(tag, ':');
    size_t equals;

    if (colon == SIZE_MAX)
        return parts;
    parts.space = slice_trim(slice_first(tag, colon));
    rest = slice_from(tag, colon + 1);
    equals = slice_find(rest, '=');
    if (equals == SIZE_MAX) {
        parts.predicate = slice_trim(rest);
        return parts;
    }
    parts.predicate = slice_trim(slice_first(rest, equals));
    parts.value = slice_trim(slice_from(rest, equals + 1));
    if (parts.value.size >= 2 && parts.value.data[0] == '"' &&
        parts.value.data[parts.value.size - 1] == '"')
        parts.value = slice_make(parts.value.data + 1, parts.value.size - 2);
    return parts;
}

/* Equal but for case and for '-', '_' and ' ', which the two versions of the
 * IEP taxonomy write differently. */
static bool is_word(tamis_slice text, const char *word)
{
    size_t size = strlen(word);

    if (text.size != size)
        return false;
    for (size_t n = 0; n < size; n++) {
        char byte = text.data[n];

        if (byte >= 'A' && byte <= 'Z')
            byte = (char)(byte + ('a' - 'A'));
        if (byte == '_' || byte == ' ')
            byte = '-';
        if (byte != word[n])
            return false;
    }
    return true;
}

/* What may be done, from the freest; an unknown word permits nothing. */
static void read_permitted_actions(struct mark *said, tamis_slice value)
{
    if (is_word(value, "externally-visible-direct-actions") ||
        is_word(value, "externally-visible-indirect-actions"))
        return;
    said->caveats |= TAMIS_CAVEAT_NO_EXTERNAL_ACTION;
    if (!is_word(value, "internally-visible-actions"))
        said->pap = TAMIS_PAP_RED;
}

/* A TLP rank that is the value of something else: unreadable is RED. */
static tamis_tlp read_strict_tlp(tamis_slice value)
{
    tamis_tlp tlp = tamis_tlp_parse(value.data, value.size);

    return tlp == TAMIS_TLP_UNMARKED ? TAMIS_TLP_RED : tlp;
}

/* FIRST IEP 2.0 ("iep2-policy:") and 1.0 ("iep:"). What is a MUST NOT or a
 * MUST there becomes a caveat unless it plainly says MAY. */
static void read_iep(struct mark *said, const struct machine_tag *tag)
{
    bool may = is_word(tag->value, "may");
    bool must = is_word(tag->value, "must");

    if (is_word(tag->predicate, "tlp") ||
        is_word(tag->predicate, "traffic-light-protocol"))
        said->tlp = read_strict_tlp(tag->value);
    else if (is_word(tag->predicate, "permitted-actions"))
        read_permitted_actions(said, tag->value);
    else if (is_word(tag->predicate, "attribution") ||
             is_word(tag->predicate, "provider-attribution"))
        said->caveats |= may || must ? 0 : TAMIS_CAVEAT_NO_ATTRIBUTION;
    else if (is_word(tag->predicate, "encrypt-in-transit"))
        said->caveats |= may ? 0 : TAMIS_CAVEAT_ENCRYPT_TRANSIT;
    else if (is_word(tag->predicate, "affected-party-notifications"))
        said->caveats |= may || must ? 0 : TAMIS_CAVEAT_NO_NOTIFICATION;
}

static void read_false_positive(struct mark *said,
                                const struct machine_tag *tag)
{
    if (is_word(tag->predicate, "risk") && !is_word(tag->value, "low"))
        said->caveats |= TAMIS_CAVEAT_FALSE_POSITIVE_RISK;
    if (is_word(tag->predicate, "confirmed") && is_word(tag->value, "true"))
        said->caveats |= TAMIS_CAVEAT_FALSE_POSITIVE_RISK;
}

bool mark_read_tag(struct mark *mark, tamis_slice tag)
{
    tamis_slice text = slice_trim(tag);
    struct machine_tag parts = split_tag(text);
    struct mark said = nothing_said;

    if (slice_starts_folded(text, "tlp")) {
        if (is_word(parts.space, "tlp") &&
            slice_equal_folded(parts.predicate, slice_text("ex:chr")) &&
            parts.value.size == 0)
            said.caveats = TAMIS_CAVEAT_NO_ATTRIBUTION;
        else
            said.tlp = tamis_tlp_parse(text.data, text.size);
    } else if (is_word(parts.space, "pap")) {
        said.pap = tamis_pap_parse(text.data, text.size);
    } else if (is_word(parts.space, "iep2-policy") ||
               is_word(parts.space, "iep")) {
        read_iep(&said, &parts);
    } else if (is_word(parts.space, "false-positive")) {
        read_false_positive(&said, &parts);
    } else {
        return false;
    }
    mark_join(mark, &said);
    return true;
}

#define STIX_ID_PREFIX "marking-definition--"

/* STIX 2.1 section 7.2.1.4 (TLP 1.0), the TLP 2.0 extension's instances, and
 * the id under which OpenCTI writes AMBER+STRICT. */
static const struct {
    const char *id;
    tamis_tlp tlp;
} stix_ids[] = {
    {"613f2e26-407d-48c7-9eca-b8e91df99dc9", TAMIS_TLP_CLEAR},
    {"34098fce-860f-48ae-8e50-ebd3cc5e41da", TAMIS_TLP_GREEN},
    {"f88d31f6-486f-44da-b317-01333bde0b82", TAMIS_TLP_AMBER},
    {"5e57c739-391a-4eb3-b6be-7d15ca92d5ed", TAMIS_TLP_RED},
    {"94868c89-83c2-464b-929b-a1a8aa3c8487", TAMIS_TLP_CLEAR},
    {"bab4a63c-aed9-4cf5-a766-dfca5abac2bb", TAMIS_TLP_GREEN},
    {"55d920b0-5e8b-4f79-9ee9-91f868d9b421", TAMIS_TLP_AMBER},
    {"939a9414-2ddd-4d32-a0cd-375ea402b003", TAMIS_TLP_AMBER_STRICT},
    {"e828b379-4e03-4974-9ac4-e53a884c97c1", TAMIS_TLP_RED},
    {"826578e1-40ad-459f-bc73-ede076f81f37", TAMIS_TLP_AMBER_STRICT},
};

bool mark_read_stix_id(struct mark *mark, tamis_slice id)
{
    struct mark said = nothing_said;
    tamis_slice text = slice_trim(id);
    tamis_slice uuid;

    if (!slice_starts_folded(text, STIX_ID_PREFIX))
        return false;
    uuid = slice_from(text, strlen(STIX_ID_PREFIX));
    for (size_t n = 0; n < sizeof stix_ids / sizeof *stix_ids; n++) {
        if (!slice_equal_folded(uuid, slice_text(stix_ids[n].id)))
            continue;
        said.tlp = stix_ids[n].tlp;
        mark_join(mark, &said);
        return true;
    }
    return false;
}
