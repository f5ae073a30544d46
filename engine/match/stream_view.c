/* SPDX-License-Identifier: BSD-2-Clause */
#include "match/stream_view.h"

#include "base/slice.h"
#include "match/find.h"

/* Behind a candidate so much is looked at: a port or a length, a dot and what
 * follows it, most of it escaped. */
#define LOOK_AHEAD 64u

_Static_assert(TAMIS_STREAM_TAIL_SIZE - TAMIS_STREAM_TAIL_SIZE / 5 >=
                   TAMIS_STREAM_MATCH_SIZE + LOOK_AHEAD,
               "what tamis/stream.h says of words that are cut");

void stream_view_begin(struct stream_view *view, const uint8_t *text,
                       size_t size, uint64_t origin, bool is_transcoded)
{
    *view = (struct stream_view){
        .text = text,
        .size = size,
        .origin = origin,
        .is_transcoded = is_transcoded,
        .offset = origin,
    };
}

/* Bytes of UTF-16 that a byte of UTF-8 tells of; those that go on with a
 * character tell of none. What was no character is U+FFFD, as long as it. */
static unsigned unit_bytes(uint8_t byte)
{
    if ((byte & 0xC0) == 0x80)
        return 0;
    return byte >= 0xF0 ? 4 : 2;
}

uint64_t stream_view_offset(struct stream_view *view, size_t place)
{
    if (!view->is_transcoded)
        return view->origin + place;
    if (place < view->place) {
        view->place = 0;
        view->offset = view->origin;
    }
    while (view->place < place)
        view->offset += unit_bytes(view->text[view->place++]);
    return view->offset;
}

size_t stream_view_words_end(const struct stream_view *view)
{
    size_t end = view->size;

    while (end > 0 && !stream_is_gap(view->text[end - 1]))
        end--;
    return end;
}

/* As scan.c does it, with places in the stream. */
static int report(struct stream_view *view, tamis_matcher *matcher,
                  const tamis_indicator *indicator, size_t start, size_t end)
{
    struct find_place place = {0};

    if (!find_may_list(matcher, indicator))
        return 0;
    place.offset = stream_view_offset(view, start);
    place.length = (uint32_t)(stream_view_offset(view, end) - place.offset);
    if (find_ask(matcher, indicator, &place) == 0)
        return 0;
    find_ask_speakers(matcher, slice_make(view->text + start, end - start));
    observation_judge(&matcher->observation, &matcher->view);
    return observation_report(matcher);
}

/* No byte behind the view's end is looked at. Bytes that are trimmed off URLs
 * may fill all of it behind the candidate: then a URL that goes on behind them
 * is longer than what tamis/stream.h promises, and cannot be waited for. */
static bool is_settled(const struct stream_view *view, size_t end)
{
    return view->size - end > LOOK_AHEAD;
}

int stream_view_scan(struct stream_view *view, tamis_matcher *matcher,
                     size_t end)
{
    const struct candidate *candidate;
    size_t word, word_end;

    sieve_begin(&matcher->sieve, view->text, end);
    while (sieve_next(&matcher->sieve, &word, &word_end)) {
        extract_begin_word(&matcher->extract, view->text, end, word, word_end);
        while ((candidate = extract_next(&matcher->extract))) {
            if (candidate->offset >= view->fresh &&
                report(view, matcher, &candidate->indicator, candidate->offset,
                       candidate->offset + candidate->size))
                return 1;
        }
    }
    return 0;
}

int stream_view_scan_part(struct stream_view *view, tamis_matcher *matcher,
                          size_t begin, size_t end)
{
    const uint8_t *text = view->text + begin;
    size_t size = view->size - begin;
    const struct candidate *candidate;
    size_t word, word_end;

    sieve_begin(&matcher->sieve, text, size);
    while (sieve_next(&matcher->sieve, &word, &word_end)) {
        extract_begin_word(&matcher->extract, text, size, word, word_end);
        while ((candidate = extract_next(&matcher->extract))) {
            size_t start = begin + candidate->offset;

            if (start >= view->fresh && start < end &&
                is_settled(view, start + candidate->size) &&
                report(view, matcher, &candidate->indicator, start,
                       start + candidate->size))
                return 1;
        }
    }
    view->fresh = end;
    return 0;
}
