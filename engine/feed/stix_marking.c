/* SPDX-License-Identifier: BSD-2-Clause */
#include "feed/stix_marking.h"

#include "base/hash.h"
#include "base/memory.h"
#include "base/slice.h"

#include <string.h>

#define SLOTS_FIRST 64u

_Static_assert(sizeof(struct stix_fact) == 32, "a million of them fit");

void stix_facts_init(struct stix_facts *facts, const tamis_allocator *allocator,
                     size_t count_max)
{
    memset(facts, 0, sizeof *facts);
    facts->allocator = allocator;
    facts->count_max = count_max;
}

void stix_facts_release(struct stix_facts *facts)
{
    memory_release(facts->allocator, facts->slots);
    memset(facts, 0, sizeof *facts);
}

static void make_key(tamis_slice id, uint64_t key[2])
{
    key[0] = hash_bytes(id.data, id.size, 0) | 1; /* 0 is an empty slot */
    key[1] = hash_bytes(id.data, id.size, 0x7461676d);
}

static struct stix_fact *slot_of(const struct stix_facts *facts,
                                 const uint64_t key[2])
{
    size_t mask = facts->slot_count - 1;
    size_t slot = (size_t)hash_mix(key[0]) & mask;

    while (facts->slots[slot].key[0] && (facts->slots[slot].key[0] != key[0] ||
                                         facts->slots[slot].key[1] != key[1]))
        slot = (slot + 1) & mask;
    return &facts->slots[slot];
}

struct stix_fact *stix_facts_find(const struct stix_facts *facts,
                                  tamis_slice id)
{
    struct stix_fact *fact;
    uint64_t key[2];

    if (facts->slot_count == 0)
        return NULL;
    make_key(id, key);
    fact = slot_of(facts, key);
    return fact->key[0] ? fact : NULL;
}

static tamis_status grow(struct stix_facts *facts)
{
    struct stix_facts larger = *facts;

    larger.slot_count = facts->slot_count ? facts->slot_count * 2 : SLOTS_FIRST;
    larger.slots = memory_allocate_array(facts->allocator, larger.slot_count,
                                         sizeof *larger.slots);
    if (!larger.slots)
        return TAMIS_ERROR_MEMORY;
    for (size_t i = 0; i < facts->slot_count; i++)
        if (facts->slots[i].key[0])
            *slot_of(&larger, facts->slots[i].key) = facts->slots[i];
    memory_release(facts->allocator, facts->slots);
    *facts = larger;
    return TAMIS_OK;
}

tamis_status stix_facts_note(struct stix_facts *facts, tamis_slice id,
                             struct stix_fact **fact)
{
    uint64_t key[2];

    *fact = stix_facts_find(facts, id);
    if (*fact || facts->count == facts->count_max)
        return TAMIS_OK;
    if ((facts->count + 1) * 2 > facts->slot_count && grow(facts) < 0)
        return TAMIS_ERROR_MEMORY;
    make_key(id, key);
    *fact = slot_of(facts, key);
    memcpy((*fact)->key, key, sizeof key);
    (*fact)->tlp = TAMIS_TLP_UNMARKED;
    (*fact)->pap = TAMIS_PAP_UNMARKED;
    facts->count++;
    return TAMIS_OK;
}

/* What an object of the file's own says about TLP only raises: a feed must not
 * lower labels by shipping home-made TLP objects. */
static struct mark mark_of(const struct stix_fact *fact)
{
    struct mark mark = {TAMIS_TLP_UNMARKED, fact->tlp, fact->pap, fact->caveats,
                        fact->conflict};

    return mark;
}

void stix_fact_read(const struct stix_fact *fact, struct mark *mark)
{
    struct mark said = mark_of(fact);

    mark_join(mark, &said);
}

void stix_fact_join(struct stix_fact *fact, const struct mark *mark)
{
    struct mark said = mark_of(fact), raised = *mark;

    /* tlp and floor become the one that is kept: the larger. */
    if (raised.tlp != TAMIS_TLP_UNMARKED &&
        (raised.floor == TAMIS_TLP_UNMARKED || raised.floor < raised.tlp))
        raised.floor = raised.tlp;
    raised.tlp = TAMIS_TLP_UNMARKED;
    mark_join(&said, &raised);
    fact->tlp = (uint8_t)said.floor;
    fact->pap = (uint8_t)said.pap;
    fact->caveats = said.caveats;
    fact->conflict = said.conflict;
}

/* A text that is to be a TLP label; one that is none fails closed. */
static void join_tlp(struct mark *mark, tamis_slice text)
{
    struct mark said = MARK_NONE;

    said.tlp = tamis_tlp_parse(text.data, text.size);
    if (said.tlp == TAMIS_TLP_UNMARKED)
        said.tlp = TAMIS_TLP_RED;
    mark_join(mark, &said);
}

/* A free text that may name a label: "TLP:AMBER+STRICT", "PAP:RED". */
static bool join_named(struct mark *mark, tamis_slice text)
{
    struct mark said = MARK_NONE;

    if (slice_starts_folded(text, "tlp")) {
        join_tlp(mark, text);
        return true;
    }
    if (!slice_starts_folded(text, "pap"))
        return false;
    said.pap = tamis_pap_parse(text.data, text.size);
    if (said.pap == TAMIS_PAP_UNMARKED)
        said.pap = TAMIS_PAP_RED;
    mark_join(mark, &said);
    return true;
}

/* {"extension-definition--…": {"tlp_2_0": "amber"}} */
static bool join_extensions(struct mark *mark, struct json_value extensions)
{
    struct json_walk walk;
    struct json_value extension;
    bool is_said = false;

    json_walk_begin(&walk, extensions);
    while (json_walk_next(&walk, NULL, &extension)) {
        tamis_slice text;

        if (json_type(json_get(extension, "tlp_2_0")) == JSON_NONE)
            continue;
        (void)json_string(json_get(extension, "tlp_2_0"), &text);
        join_tlp(mark, text);
        is_said = true;
    }
    return is_said;
}

tamis_status stix_marking_define(struct stix_facts *markings,
                                 struct json_value object)
{
    struct json_value definition = json_get(object, "definition");
    tamis_slice id = json_get_string(object, "id");
    struct mark mark = MARK_NONE;
    struct stix_fact *fact;
    bool is_said;

    is_said = join_extensions(&mark, json_get(object, "extensions"));
    if (json_type(json_get(definition, "tlp")) != JSON_NONE) {
        join_tlp(&mark, json_get_string(definition, "tlp"));
        is_said = true;
    }
    /* OpenCTI writes TLP and PAP as a "statement" of its own. */
    is_said |=
        join_named(&mark, json_get_string(object, "x_opencti_definition"));
    is_said |= join_named(&mark, json_get_string(object, "name"));
    is_said |= join_named(&mark, json_get_string(definition, "statement"));
    if (!is_said &&
        !slice_is(json_get_string(object, "definition_type"), "statement"))
        return TAMIS_OK;
    if (stix_facts_note(markings, id, &fact) < 0)
        return TAMIS_ERROR_MEMORY;
    if (!fact)
        return TAMIS_OK;
    stix_fact_join(fact, &mark);
    return TAMIS_OK;
}

static void join_reference(const struct stix_facts *markings,
                           struct json_value reference, bool ignore_unknown,
                           struct mark *mark)
{
    const struct stix_fact *fact;
    struct mark said = MARK_NONE;
    tamis_slice id;

    (void)json_string(reference, &id);
    if (mark_read_stix_id(mark, id))
        return;
    fact = stix_facts_find(markings, id);
    if (fact) {
        stix_fact_read(fact, mark);
        return;
    }
    said.tlp = ignore_unknown ? TAMIS_TLP_UNMARKED : TAMIS_TLP_RED;
    mark_join(mark, &said);
}

/* Does a selector ("labels.[0]") touch what ends up in a database? Texts for
 * people (name, description, links) do not. */
static bool touches_kept(struct json_value selectors)
{
    static const char *const for_people[] = {
        "name", "description",    "external_references",
        "lang", "created_by_ref", "kill_chain_phases",
    };
    struct json_walk walk;
    struct json_value selector;
    bool is_kept = false, has_any = false;

    json_walk_begin(&walk, selectors);
    while (json_walk_next(&walk, NULL, &selector)) {
        tamis_slice text, first;
        bool is_text = false;

        has_any = true;
        (void)json_string(selector, &text);
        first = text;
        (void)slice_split(&text, '.', &first);
        for (size_t i = 0; i < sizeof for_people / sizeof *for_people; i++)
            is_text = is_text || slice_is(first, for_people[i]);
        is_kept = is_kept || !is_text;
    }
    return is_kept || !has_any;
}

static void join_red(struct mark *mark)
{
    struct mark said = MARK_NONE;

    said.floor = TAMIS_TLP_RED;
    mark_join(mark, &said);
}

static void join_granular(const struct stix_facts *markings,
                          struct json_value granular, bool ignore_unknown,
                          struct mark *mark)
{
    bool conflict = mark->conflict;
    struct json_walk walk;
    struct json_value one;

    /* What is no list of them cannot be read, and is no unknown id. */
    if (json_type(granular) != JSON_ARRAY && json_type(granular) != JSON_NULL)
        join_red(mark);
    json_walk_begin(&walk, granular);
    while (json_type(granular) == JSON_ARRAY &&
           json_walk_next(&walk, NULL, &one)) {
        struct json_value reference = json_get(one, "marking_ref");

        /* One with "lang" instead of a reference is about language. */
        if (json_type(reference) == JSON_NONE) {
            if (json_type(json_get(one, "lang")) == JSON_NONE)
                join_red(mark);
        } else if (touches_kept(json_get(one, "selectors"))) {
            join_reference(markings, reference, ignore_unknown, mark);
        }
    }
    /* A part that is stricter than the whole contradicts nothing. */
    mark->conflict = conflict;
}

static void join_references(const struct stix_facts *markings,
                            struct json_value references, bool ignore_unknown,
                            struct mark *mark)
{
    struct json_walk walk;
    struct json_value reference;

    if (json_type(references) != JSON_ARRAY)
        join_reference(markings, references, ignore_unknown, mark);
    json_walk_begin(&walk, references);
    while (json_walk_next(&walk, NULL, &reference))
        join_reference(markings, reference, ignore_unknown, mark);
}

void stix_marking_read(const struct stix_facts *markings,
                       struct json_value object, bool ignore_unknown,
                       struct mark *mark)
{
    struct json_walk walk;
    struct json_value value;
    tamis_slice name;

    /* Every member of the name counts, were it there twice. */
    json_walk_begin(&walk, object);
    while (json_walk_next(&walk, &name, &value)) {
        if (slice_is(name, "object_marking_refs"))
            join_references(markings, value, ignore_unknown, mark);
        else if (slice_is(name, "granular_markings"))
            join_granular(markings, value, ignore_unknown, mark);
    }
}
