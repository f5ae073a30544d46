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

static int report_record(struct tamis_matcher *matcher,
                         const struct observation_found *found,
                         const struct part_report *report)
{
    struct observation *observation = &matcher->observation;
    struct view_walk walk;
    tamis_entry entry;
    enum view_answer answer;

    view_walk_begin(&walk, &matcher->view, found->record);
    while ((answer = view_walk_next(&walk, &entry)) != VIEW_END) {
        if (entry.action != TAMIS_ACTION_LIST)
            continue;
        if (observation_allows(observation, report->part, &entry)) {
            matcher->hidden_by_allow++;
            continue;
        }
        if (answer == VIEW_OUT_OF_TIME) {
            matcher->hidden_by_clock++;
            continue;
        }
        fill_hit(&observation->hits[observation->hit_count++], observation,
                 found, report, &entry);
        if (observation->hit_count == OBSERVATION_HITS_MAX && flush(matcher))
            return 1;
    }
    return 0;
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
        for (size_t f = 0; f < found_count; f++)
            if (report_record(matcher, &found[f], &report))
                return 1;
        /* observed and warnings change with the next part. */
        if (flush(matcher))
            return 1;
    }
    return 0;
}
