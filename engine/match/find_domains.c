/* SPDX-License-Identifier: BSD-2-Clause */
/* Names in batches, as text and as DNS carries them. Their filter rules most
 * of them out by their last two labels; the others are asked one by one. */
#include "base/slice.h"
#include "indicator/parse.h"
#include "match/find.h"
#include "match/wire_name.h"

/* Wire names, of those worth asking for, turned into text at once. */
#define WIRE_STEP 16

/* Lower-cases an ASCII name without its trailing dot; 0 when it holds other
 * bytes or is too long for a name. */
static size_t fold_name(tamis_slice name, char folded[TAMIS_DOMAIN_SIZE_MAX])
{
    size_t size = name.size;

    if (size > 0 && name.data[size - 1] == '.')
        size--;
    if (size > TAMIS_DOMAIN_SIZE_MAX)
        return 0;
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)name.data[i];

        if (byte >= 0x80)
            return 0;
        folded[i] = (char)(byte >= 'A' && byte <= 'Z' ? byte | 0x20 : byte);
    }
    return size;
}

static bool has_high_bytes(tamis_slice text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] >= 0x80)
            return true;
    return false;
}

/* One name that the filter let through, in full. */
static tamis_record_id find_domain(tamis_matcher *matcher, tamis_slice name)
{
    char folded[TAMIS_DOMAIN_SIZE_MAX];
    size_t size = fold_name(name, folded);

    if (size > 0)
        return find_key(matcher, TAMIS_KIND_DOMAIN, slice_make(folded, size));
    if (!has_high_bytes(name) ||
        indicator_parse(&matcher->asked, TAMIS_KIND_DOMAIN, name,
                        TAMIS_PARSE_SINGLE_LABEL) != TAMIS_REASON_NONE)
        return TAMIS_RECORD_NONE;
    return find_key(matcher, TAMIS_KIND_DOMAIN,
                    slice_make(matcher->asked.key, matcher->asked.key_size));
}

static const struct suffix_table *name_table(const tamis_matcher *matcher)
{
    return &matcher->view.database->classes[KEY_CLASS_DOMAIN].suffix;
}

size_t tamis_matcher_find_domains(tamis_matcher *matcher, size_t count,
                                  const tamis_slice *names,
                                  tamis_record_id *records)
{
    size_t hits = 0;

    find_nothing(count, records);
    for (size_t done = 0; done < count; done += KERNELS_BATCH_MAX) {
        size_t step = find_step(count - done);
        uint64_t worth =
            suffix_table_filter(name_table(matcher), names + done, step);

        for (; worth; worth &= worth - 1) {
            size_t n = done + (size_t)__builtin_ctzll(worth);

            records[n] = find_domain(matcher, names[n]);
            hits += records[n] != TAMIS_RECORD_NONE;
        }
    }
    return hits;
}

/* Bytes above ASCII mean nothing in a wire name: they stay what they are. */
static tamis_record_id find_wire_text(tamis_matcher *matcher, tamis_slice text)
{
    char folded[TAMIS_DOMAIN_SIZE_MAX];

    if (text.size == 0)
        return TAMIS_RECORD_NONE;
    matcher->view.database->kernels->fold_ascii(
        (uint8_t *)folded, (const uint8_t *)text.data, text.size);
    return find_key(matcher, TAMIS_KIND_DOMAIN, slice_make(folded, text.size));
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

size_t tamis_matcher_find_wire_domains(tamis_matcher *matcher, size_t count,
                                       const tamis_slice *names,
                                       tamis_record_id *records)
{
    const struct suffix_table *table = name_table(matcher);
    struct texts texts;
    size_t hits = 0;

    find_nothing(count, records);
    for (size_t done = 0; done < count; done += KERNELS_BATCH_MAX) {
        size_t step = find_step(count - done);
        uint64_t rest = suffix_table_filter_wire(table, names + done, step);

        while (rest) {
            uint64_t worth;

            read_texts(&texts, names + done, &rest);
            worth = suffix_table_filter(table, texts.names, texts.count);
            for (; worth; worth &= worth - 1) {
                size_t n = (size_t)__builtin_ctzll(worth);
                size_t place = done + texts.places[n];

                records[place] = find_wire_text(matcher, texts.names[n]);
                hits += records[place] != TAMIS_RECORD_NONE;
            }
        }
    }
    return hits;
}
