/* SPDX-License-Identifier: BSD-2-Clause */
/* Names in batches, as text and as DNS carries them. Their filter rules most
 * of them out by their last two labels; of the others all lines are asked for
 * before the first is judged. */
#include "base/bytes.h"
#include "base/slice.h"
#include "indicator/parse.h"
#include "match/find.h"
#include "match/wire_name.h"

/* Wire names, of those worth asking for, turned into text at once. */
#define WIRE_STEP 16

#define HIGH_BITS UINT64_C(0x8080808080808080)

static bool has_high_bytes(tamis_slice text)
{
    uint64_t all = 0;
    size_t i = 0;

    for (; text.size - i >= 8; i += 8)
        all |= load_le64(text.data + i);
    for (; i < text.size; i++)
        all |= (uint8_t)text.data[i];
    return (all & HIGH_BITS) != 0;
}

/* Lower-cases an ASCII name without its trailing dot; 0 when it is too long for
 * a name. */
static size_t fold_name(const tamis_matcher *matcher, tamis_slice name,
                        char folded[TAMIS_DOMAIN_SIZE_MAX])
{
    size_t size = name.size;

    if (size > 0 && name.data[size - 1] == '.')
        size--;
    if (size > TAMIS_DOMAIN_SIZE_MAX)
        return 0;
    matcher->view.database->kernels->fold_ascii(
        (uint8_t *)folded, (const uint8_t *)name.data, size);
    return size;
}

static const struct database_class *name_records(const tamis_matcher *matcher)
{
    return &matcher->view.database->classes[KEY_CLASS_DOMAIN];
}

/* A name in normal form. */
static tamis_record_id find_folded(tamis_matcher *matcher,
                                   const struct suffix_step *step, unsigned n,
                                   tamis_slice name)
{
    const struct database_class *records = name_records(matcher);
    uint32_t slot;

    if (step->several >> n & 1)
        return find_key(matcher, TAMIS_KIND_DOMAIN, name);
    slot = suffix_step_find(&records->suffix, step->slots[n], name);
    return slot < records->count ? find_slot(matcher, records, slot)
                                 : TAMIS_RECORD_NONE;
}

static tamis_record_id find_ascii(tamis_matcher *matcher,
                                  const struct suffix_step *step, unsigned n,
                                  tamis_slice name)
{
    char folded[TAMIS_DOMAIN_SIZE_MAX];
    size_t size = fold_name(matcher, name, folded);

    return size > 0 ? find_folded(matcher, step, n, slice_make(folded, size))
                    : TAMIS_RECORD_NONE;
}

/* What a name with bytes above ASCII becomes was not asked for. */
static tamis_record_id find_name(tamis_matcher *matcher,
                                 const struct suffix_step *step, unsigned n,
                                 tamis_slice name)
{
    if (!has_high_bytes(name))
        return find_ascii(matcher, step, n, name);
    if (indicator_parse(&matcher->asked, TAMIS_KIND_DOMAIN, name,
                        TAMIS_PARSE_SINGLE_LABEL) != TAMIS_REASON_NONE)
        return TAMIS_RECORD_NONE;
    return find_key(matcher, TAMIS_KIND_DOMAIN,
                    slice_make(matcher->asked.key, matcher->asked.key_size));
}

/* The index's lines and those of the records. */
static void fetch_step(const tamis_matcher *matcher,
                       const struct suffix_step *step)
{
    const struct database_class *records = name_records(matcher);

    for (uint64_t rest = step->worth; rest; rest &= rest - 1)
        view_prefetch_word(records, step->slots[__builtin_ctzll(rest)]);
    suffix_step_fetch(&records->suffix, step);
    for (uint64_t rest = step->worth; rest; rest &= rest - 1) {
        uint32_t slot = step->slots[__builtin_ctzll(rest)];

        if (slot < records->count)
            view_prefetch_entry(&matcher->view, records, slot);
    }
}

/* With patterns of names each is asked for by itself. What is no name in normal
 * form may still be under one. */
static tamis_record_id find_with_patterns(tamis_matcher *matcher,
                                          tamis_slice name)
{
    const struct find_place place = {.reports_inner = true, .value = name};
    tamis_indicator *asked = &matcher->asked;

    if (!has_high_bytes(name)) {
        asked->kind = TAMIS_KIND_DOMAIN;
        asked->key_size =
            (uint32_t)fold_name(matcher, name, (char *)asked->key);
    } else if (indicator_parse(asked, TAMIS_KIND_DOMAIN, name,
                               TAMIS_PARSE_SINGLE_LABEL) != TAMIS_REASON_NONE) {
        return TAMIS_RECORD_NONE;
    }
    if (asked->key_size == 0)
        return TAMIS_RECORD_NONE;
    return find_first(matcher, find_ask(matcher, asked, &place));
}

size_t tamis_matcher_find_domains(tamis_matcher *matcher, size_t count,
                                  const tamis_slice *names,
                                  tamis_record_id *records)
{
    const struct suffix_table *table = &name_records(matcher)->suffix;
    struct suffix_step step;
    size_t hits = 0;

    find_nothing(count, records);
    if (pattern_matcher_asks(&matcher->patterns, TAMIS_KIND_DOMAIN)) {
        for (size_t n = 0; n < count; n++) {
            records[n] = find_with_patterns(matcher, names[n]);
            hits += records[n] != TAMIS_RECORD_NONE;
        }
        return hits;
    }
    for (size_t done = 0; done < count; done += KERNELS_BATCH_MAX) {
        suffix_step_begin(table, names + done, find_step(count - done), &step);
        fetch_step(matcher, &step);
        for (uint64_t rest = step.worth; rest; rest &= rest - 1) {
            unsigned n = (unsigned)__builtin_ctzll(rest);

            records[done + n] = find_name(matcher, &step, n, names[done + n]);
            hits += records[done + n] != TAMIS_RECORD_NONE;
        }
    }
    return hits;
}

/* Some of a batch's wire names as text: those in *which, whose bits go. */
struct texts {
    char bytes[WIRE_STEP][TAMIS_DOMAIN_SIZE_MAX];
    tamis_slice names[WIRE_STEP];
    size_t places[WIRE_STEP];
    size_t count;
};

static void read_texts(struct texts *texts, const tamis_slice *names,
                       uint64_t *which)
{
    for (texts->count = 0; *which && texts->count < WIRE_STEP;
         *which &= *which - 1) {
        size_t n = texts->count++;

        texts->places[n] = (size_t)__builtin_ctzll(*which);
        texts->names[n] =
            slice_make(texts->bytes[n], wire_name_read(names[texts->places[n]],
                                                       texts->bytes[n]));
    }
}

/* Bytes above ASCII mean nothing in a wire name: they stay what they are. */
static size_t find_texts(tamis_matcher *matcher, const struct suffix_step *step,
                         const struct texts *texts, tamis_record_id *records)
{
    size_t hits = 0;

    for (uint64_t rest = step->worth; rest; rest &= rest - 1) {
        unsigned n = (unsigned)__builtin_ctzll(rest);
        tamis_record_id *record = &records[texts->places[n]];

        *record = find_ascii(matcher, step, n, texts->names[n]);
        hits += *record != TAMIS_RECORD_NONE;
    }
    return hits;
}

static size_t find_wire_with_patterns(tamis_matcher *matcher, size_t count,
                                      const tamis_slice *names,
                                      tamis_record_id *records)
{
    char text[TAMIS_DOMAIN_SIZE_MAX];
    size_t hits = 0;

    for (size_t n = 0; n < count; n++) {
        size_t size = wire_name_read(names[n], text);

        if (size > 0)
            records[n] = find_with_patterns(matcher, slice_make(text, size));
        hits += records[n] != TAMIS_RECORD_NONE;
    }
    return hits;
}

size_t tamis_matcher_find_wire_domains(tamis_matcher *matcher, size_t count,
                                       const tamis_slice *names,
                                       tamis_record_id *records)
{
    const struct suffix_table *table = &name_records(matcher)->suffix;
    struct suffix_step step;
    struct texts texts;
    size_t hits = 0;

    find_nothing(count, records);
    if (pattern_matcher_asks(&matcher->patterns, TAMIS_KIND_DOMAIN))
        return find_wire_with_patterns(matcher, count, names, records);
    for (size_t done = 0; done < count; done += KERNELS_BATCH_MAX) {
        uint64_t rest = suffix_table_filter_wire(table, names + done,
                                                 find_step(count - done));

        while (rest) {
            read_texts(&texts, names + done, &rest);
            suffix_step_begin(table, texts.names, texts.count, &step);
            fetch_step(matcher, &step);
            hits += find_texts(matcher, &step, &texts, records + done);
        }
    }
    return hits;
}
