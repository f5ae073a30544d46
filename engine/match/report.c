/* SPDX-License-Identifier: BSD-2-Clause */
/* From an observation's records to hits in the order of events. */
#include "base/slice.h"
#include "indicator/kind.h"
#include "match/matcher.h"

#include <string.h>

/* Text order of two keys of one kind. Digests, names and texts sort as their
 * bytes do; addresses and ports are written as text first. */
static int compare_values(const struct observation_found *a,
                          const struct observation_found *b)
{
    char a_text[64], b_text[64];

    if (a->kind != TAMIS_KIND_IP && a->kind != TAMIS_KIND_IP_PORT)
        return slice_compare(a->key, b->key);
    tamis_key_format(a->kind, a->key.data, a->key.size, a_text, sizeof a_text);
    tamis_key_format(b->kind, b->key.data, b->key.size, b_text, sizeof b_text);
    return strcmp(a_text, b_text);
}

static int compare_found(const struct observation_found *a,
                         const struct observation_found *b)
{
    if (a->kind != b->kind)
        return a->kind < b->kind ? -1 : 1;
    if (a->mode != b->mode)
        return a->mode < b->mode ? -1 : 1;
    return compare_values(a, b);
}

static int compare_numbers(int64_t a, int64_t b)
{
    return a == b ? 0 : a < b ? -1 : 1;
}

static int compare_tags(const tamis_database *database, const tamis_entry *a,
                        const tamis_entry *b)
{
    int order = compare_numbers(a->tag_count, b->tag_count);

    for (uint32_t n = 0; order == 0 && n < a->tag_count; n++)
        order = slice_compare(tamis_entry_tag(database, a, n),
                              tamis_entry_tag(database, b, n));
    return order;
}

static int compare_audiences(const tamis_database *database,
                             const tamis_entry *a, const tamis_entry *b)
{
    int order = compare_numbers(a->audience_count, b->audience_count);

    for (uint32_t n = 0; order == 0 && n < a->audience_count; n++)
        order = slice_compare(tamis_entry_audience(database, a, n),
                              tamis_entry_audience(database, b, n));
    return order;
}

/* By feed name and reference; then, where one feed lists two values that are
 * one here, by all else that an event tells. */
static int compare_entries(const tamis_database *database, const tamis_entry *a,
                           const tamis_entry *b)
{
    const int64_t numbers[][2] = {
        {a->tlp, b->tlp},
        {a->pap, b->pap},
        {a->confidence, b->confidence},
        {a->caveats, b->caveats},
        {a->fields, b->fields},
        {a->valid_from_ns, b->valid_from_ns},
        {a->valid_until_ns, b->valid_until_ns},
    };
    int order = slice_compare(a->feed, b->feed);

    if (order == 0)
        order = slice_compare(a->reference, b->reference);
    if (order == 0)
        order = slice_compare(a->context, b->context);
    for (size_t i = 0; order == 0 && i < sizeof numbers / sizeof *numbers; i++)
        order = compare_numbers(numbers[i][0], numbers[i][1]);
    if (order == 0)
        order = compare_tags(database, a, b);
    return order ? order : compare_audiences(database, a, b);
}

/* Insertion sort: one or two records nearly always, bounded by the chain. */
static void sort_found(struct observation_found *found, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        struct observation_found moving = found[i];
        size_t place = i;

        while (place > 0 && compare_found(&moving, &found[place - 1]) < 0) {
            found[place] = found[place - 1];
            place--;
        }
        found[place] = moving;
    }
}

static int flush(struct tamis_matcher *matcher)
{
    struct observation *observation = &matcher->observation;
    size_t count = observation->hit_count;

    observation->hit_count = 0;
    if (count == 0)
        return 0;
    matcher->hits += count;
    return matcher->callback(matcher->callback_context, observation->hits,
                             count);
}

/* Names of the warning lists that cover a part or anything inside it. */
static uint32_t name_warnings(struct observation *observation, size_t part)
{
    uint32_t count = 0;

    for (size_t i = 0; i < observation->warning_count; i++)
        if (observation->warnings[i].level > part)
            observation->warning_names[count++] = observation->warnings[i].name;
    return count;
}

struct part_report {
    size_t part;
    size_t observed_size;
    uint32_t warning_count;
};

static void fill_hit(tamis_hit *hit, const struct observation *observation,
                     const struct observation_found *found,
                     const struct part_report *report, const tamis_entry *entry)
{
    const struct observation_part *part = &observation->parts[report->part];
    const struct kind_info *info = kind_get(found->kind);

    memset(hit, 0, sizeof *hit);
    hit->offset = part->offset;
    hit->length = part->length;
    /* A run of hex digits is whatever kind of digest lists it. */
    hit->observed_kind = info && info->digest_size ? found->kind : part->kind;
    hit->observed = slice_make(observation->observed, report->observed_size);
    hit->record = found->record;
    hit->kind = found->kind;
    hit->mode = found->mode;
    hit->warning_count = report->warning_count;
    hit->warnings = observation->warning_names;
    hit->key = found->key;
    hit->entry = *entry;
}

/* The record's next entry that is told; false at the end. */
static bool next_told(struct tamis_matcher *matcher,
                      struct observation_walk *walk, size_t part)
{
    enum view_answer answer;

    while ((answer = view_walk_next(&walk->walk, &walk->entry)) != VIEW_END) {
        if (walk->entry.action != TAMIS_ACTION_LIST)
            continue;
        if (observation_allows(&matcher->observation, part, &walk->entry)) {
            matcher->hidden_by_allow++;
            continue;
        }
        if (answer == VIEW_VISIBLE)
            return true;
        matcher->hidden_by_clock++;
    }
    return false;
}

/* The first of the walks to be told, by what is seen of their entries alone: a
 * place in the file may depend on what the clearance does not see. */
static size_t find_first(const struct tamis_matcher *matcher, size_t count)
{
    const struct observation_walk *walks = matcher->observation.walks;
    size_t first = 0;

    for (size_t w = 1; w < count; w++)
        if (compare_entries(matcher->view.database, &walks[w].entry,
                            &walks[first].entry) < 0)
            first = w;
    return first;
}

/* Records of one kind, mode and value are one to who asked: only fingerprints
 * have several, and their entries are told as if one record had them all. */
static int report_alike(struct tamis_matcher *matcher,
                        const struct observation_found *found, size_t count,
                        const struct part_report *report)
{
    struct observation *observation = &matcher->observation;
    struct observation_walk *walks = observation->walks;
    size_t open = 0;

    for (size_t f = 0; f < count; f++) {
        walks[open].found = &found[f];
        view_walk_begin(&walks[open].walk, &matcher->view, found[f].record);
        open += next_told(matcher, &walks[open], report->part);
    }
    while (open > 0) {
        size_t first = open > 1 ? find_first(matcher, open) : 0;

        fill_hit(&observation->hits[observation->hit_count++], observation,
                 walks[first].found, report, &walks[first].entry);
        if (observation->hit_count == OBSERVATION_HITS_MAX && flush(matcher))
            return 1;
        if (!next_told(matcher, &walks[first], report->part))
            walks[first] = walks[--open];
    }
    return 0;
}

/* How many from the first on are of one kind, mode and value. */
static size_t count_alike(const struct observation_found *found, size_t count)
{
    size_t alike = 1;

    while (alike < count && alike < OBSERVATION_ALIKE_MAX &&
           compare_found(&found[0], &found[alike]) == 0)
        alike++;
    return alike;
}

int observation_report(struct tamis_matcher *matcher)
{
    struct observation *observation = &matcher->observation;

    for (size_t i = 0; i < observation->part_count; i++) {
        const struct observation_part *part = &observation->parts[i];
        size_t found_count = part->found_end - part->found_first;
        struct observation_found *found =
            observation->found + part->found_first;
        struct part_report report = {.part = i};

        if (!part->is_reported || found_count == 0)
            continue;
        sort_found(found, found_count);
        report.observed_size = tamis_key_format(
            part->kind, part->key.data, part->key.size, observation->observed,
            sizeof observation->observed);
        if (report.observed_size >= sizeof observation->observed)
            report.observed_size = sizeof observation->observed - 1;
        report.warning_count = name_warnings(observation, i);
        for (size_t f = 0, alike; f < found_count; f += alike) {
            alike = count_alike(&found[f], found_count - f);
            if (report_alike(matcher, &found[f], alike, &report))
                return 1;
        }
        /* observed and warnings change with the next part. */
        if (flush(matcher))
            return 1;
    }
    return 0;
}
