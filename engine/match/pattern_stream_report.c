/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From what a set reports of a chunk to hits. All that was met is noted, in the
 * order of where it ends; only what the matcher sees is told. What allows or
 * warns covers what ends behind it, not what ends where it does: `$` and `\b`
 * are known a byte late, and a cut there must not matter.
 */
#include "match/matcher.h"
#include "match/pattern_stream.h"

#include "base/slice.h"

#include <string.h>

#define WORD_BITS 64u

struct stream_report {
    tamis_matcher *matcher;
    tamis_pattern_stream *stream;
    tamis_slice bytes; /* behind the tail */
    bool is_end;
    char window[TAMIS_PATTERN_STREAM_OBSERVED];
};

/* Where a pattern is among those with an exception; SIZE_MAX: it has none. */
static size_t find_excepted(const tamis_patterns *patterns, uint32_t number)
{
    size_t low = 0, high = patterns->excepted_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (patterns->excepted[middle] < number)
            low = middle + 1;
        else
            high = middle;
    }
    return low < patterns->excepted_count && patterns->excepted[low] == number
               ? low
               : SIZE_MAX;
}

/* Whether a pattern that was met counts yet. */
static bool counts(const struct stream_report *report, uint32_t number)
{
    return find_excepted(report->stream->patterns, number) == SIZE_MAX ||
           (report->is_end &&
            !pattern_stream_has_met(report->stream, number << 1 | 1));
}

/* Up to a match's end: its line, as far as it is there. */
static tamis_slice get_observed(struct stream_report *report,
                                const struct pattern_hit *hit)
{
    const tamis_pattern_stream *stream = report->stream;
    uint64_t origin = stream->offset - stream->tail_size, begin = origin;
    uint64_t end = hit->line;
    size_t size, from_tail, own;
    const char *feed;
    tamis_slice seen;

    if (end <= origin)
        return slice_make(report->window, 0);
    if (end - origin > sizeof report->window)
        begin = end - sizeof report->window;
    size = (size_t)(end - begin);
    from_tail = begin < stream->offset ? (size_t)(stream->offset - begin) : 0;
    if (from_tail > size)
        from_tail = size;
    if (from_tail > 0)
        memcpy(report->window, stream->tail + (size_t)(begin - origin),
               from_tail);
    if (size > from_tail)
        memcpy(report->window + from_tail,
               report->bytes.data +
                   (size_t)(begin + from_tail - stream->offset),
               size - from_tail);
    seen = slice_make(report->window, size);
    /* A match may have line feeds of its own. */
    own = hit->length < size ? hit->length : size;
    feed = memrchr(seen.data, '\n', size - own);
    return feed ? slice_from(seen, (size_t)(feed - seen.data) + 1) : seen;
}

/* Whatever allows or warns, and ended before. What does both, in one record,
 * covers itself. */
static void add_speakers(struct stream_report *report)
{
    tamis_matcher *matcher = report->matcher;
    const struct database_class *records =
        patterns_records(matcher->view.database);
    const uint64_t even = UINT64_C(0x5555555555555555);
    const tamis_patterns *patterns = report->stream->patterns;
    size_t count = pattern_stream_met_count(patterns);

    observation_add_part(&matcher->observation);
    matcher->observation.parts[1].is_reported = false;
    for (size_t i = 0; i < count; i++)
        for (uint64_t left = report->stream->met[i] & even; left;
             left &= left - 1) {
            uint32_t id =
                (uint32_t)(i * WORD_BITS) + (uint32_t)__builtin_ctzll(left);
            uint32_t number = patterns_number(id);

            if (matcher->patterns.actions[number] &
                    (VIEW_ALLOWS | VIEW_WARNS) &&
                counts(report, number))
                observation_add_slot(&matcher->observation, records,
                                     patterns->slots[number]);
        }
}

static int report_hit(struct stream_report *report,
                      const struct pattern_hit *hit)
{
    tamis_matcher *matcher = report->matcher;
    const struct database_class *records =
        patterns_records(matcher->view.database);
    struct observation *observation = &matcher->observation;
    struct observation_part *part = &observation->parts[0];
    uint32_t slot = patterns_slot(report->stream->patterns, hit->id);

    if (!(matcher->patterns.actions[patterns_number(hit->id)] & VIEW_LISTS))
        return 0;
    observation_begin(observation);
    observation_add_part(observation);
    observation_add_slot(observation, records, slot);
    part->offset = hit->offset;
    part->length = hit->length;
    part->kind = number_column_get(&records->kinds, slot);
    part->is_reported = true;
    part->key = get_observed(report, hit);
    if (matcher->patterns.can_speak)
        add_speakers(report);
    observation_judge(observation, &matcher->view);
    return observation_report(matcher);
}

static void meet(tamis_pattern_stream *stream, uint32_t id)
{
    stream->met[id / WORD_BITS] |= UINT64_C(1) << id % WORD_BITS;
}

/* Puts exceptions, and what waits for one, where they are kept; the rest is
 * left among the hits. */
static void withhold(struct stream_report *report)
{
    struct pattern_matcher *patterns = &report->matcher->patterns;
    tamis_pattern_stream *stream = report->stream;
    size_t kept = 0;

    for (size_t i = 0; i < patterns->hit_count; i++) {
        struct pattern_hit hit = patterns->hits[i];
        size_t number =
            find_excepted(stream->patterns, patterns_number(hit.id));

        if (number == SIZE_MAX) {
            patterns->hits[kept++] = hit;
            continue;
        }
        meet(stream, hit.id);
        if (!patterns_is_exception(hit.id))
            stream->withheld[number] = hit.line + 1;
    }
    patterns->hit_count = kept;
}

/* What no exception was met for. A regex, always. */
static void bring_back(struct stream_report *report)
{
    struct pattern_matcher *patterns = &report->matcher->patterns;
    const tamis_pattern_stream *stream = report->stream;

    for (size_t i = 0; i < stream->patterns->excepted_count; i++) {
        uint32_t id = stream->patterns->excepted[i] << 1;
        uint64_t end = stream->withheld[i];

        if (!end || pattern_stream_has_met(stream, id | 1) ||
            patterns->hit_count == patterns->hit_capacity)
            continue;
        end--;
        patterns->hits[patterns->hit_count++] = (struct pattern_hit){
            .line = end,
            .offset = end > 0 ? end - 1 : 0,
            .length = end > 0,
            .id = id,
        };
    }
}

int pattern_stream_report(tamis_matcher *matcher, tamis_pattern_stream *stream,
                          tamis_slice bytes, bool is_end)
{
    struct stream_report report = {
        .matcher = matcher, .stream = stream, .bytes = bytes, .is_end = is_end};
    struct pattern_matcher *patterns = &matcher->patterns;
    size_t met = 0;

    if (stream->patterns->excepted_count > 0)
        withhold(&report);
    if (is_end)
        bring_back(&report);
    pattern_hits_sort(patterns->hits, patterns->hit_count);
    for (size_t i = 0; i < patterns->hit_count; i++) {
        while (patterns->hits[met].line < patterns->hits[i].line)
            meet(stream, patterns->hits[met++].id);
        if (report_hit(&report, &patterns->hits[i]))
            return 1;
    }
    while (met < patterns->hit_count)
        meet(stream, patterns->hits[met++].id);
    return 0;
}
